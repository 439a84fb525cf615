import type { AnyJob, Registry } from '@nightshift/core';
import { coerceOption } from '../arguments/coerce.js';
import { jobOptions, placeholder, type JobOption } from '../arguments/job-options.js';
import type { Host } from '../host.js';
import type { Output } from '../terminal/output.js';
import { openPrompts, type Prompts } from '../terminal/prompts.js';
import { commandLine } from './equivalent.js';
import { checkInputs, type Input, type Inputs, type MissingOption } from './job-inputs.js';
import type { Selection } from './selection.js';

interface Chosen {
  readonly selection: Selection;
  readonly inputs: Inputs;
}

/** Asks for a job and its options, and prints the command line that would have done without asking. */
export async function askForRun(registry: Registry, host: Host, output: Output): Promise<Chosen> {
  const prompts = await openPrompts(host);
  const name = await prompts.search('Which job?', registry.all.map(asChoice));
  const job = registry.get(name);
  const input = await askForInput(job, jobOptions(job) ?? [], prompts);
  const inputs = new Map([[name, input]]);
  await checkInputs([job], inputs);
  output.say(`The same without asking: ${output.paint('bold', commandLine(job, input))}`);
  return { selection: { kind: 'jobs', names: [name] }, inputs };
}

/** Asks for the values that jobs need and nobody gave; one that many jobs need is asked for once. */
export async function askForMissing(missing: readonly MissingOption[], inputs: Inputs, host: Host): Promise<Inputs> {
  const prompts = await openPrompts(host);
  const answers = new Map<string, unknown>();
  const filled = new Map(inputs);
  for (const { job, option } of missing) {
    if (!answers.has(option.name)) answers.set(option.name, await ask(option, prompts));
    filled.set(job.name, { ...filled.get(job.name), [option.name]: answers.get(option.name) });
  }
  return filled;
}

async function askForInput(_job: AnyJob, options: readonly JobOption[], prompts: Prompts): Promise<Input> {
  const input: Record<string, unknown> = {};
  for (const option of options) {
    const value = await ask(option, prompts);
    if (value !== undefined) input[option.name] = value;
  }
  return input;
}

/** The value of one option; undefined when it is left to the job's default. */
async function ask(option: JobOption, prompts: Prompts): Promise<unknown> {
  if (option.type === 'boolean') {
    const initial = option.default === true;
    const answer = await prompts.confirm(question(option), initial);
    return answer === initial && !option.required ? undefined : answer;
  }
  if (option.choices !== null && option.type !== 'array') return askChoice(option, option.choices, prompts);
  const text = await prompts.text({
    message: question(option),
    secret: option.secret,
    placeholder:
      option.default === undefined ? (option.required ? '' : 'leave empty for none') : JSON.stringify(option.default),
    check: (answer) => fault(option, answer),
  });
  return text === '' ? undefined : coerceOption(option, [text]);
}

async function askChoice(option: JobOption, choices: readonly string[], prompts: Prompts): Promise<unknown> {
  const none = {
    value: '',
    label: option.default === undefined ? 'none' : `default: ${JSON.stringify(option.default)}`,
  };
  const all = choices.map((choice) => ({ value: choice, label: choice }));
  const answer = await prompts.choose(question(option), option.required ? all : [none, ...all]);
  return answer === '' ? undefined : coerceOption(option, [answer]);
}

function question(option: JobOption): string {
  const about = [option.description, option.range].filter((part) => part !== null).join('; ');
  return `${option.name} ${placeholder(option)}`.trimEnd() + (about === '' ? '' : `: ${about}`);
}

function fault(option: JobOption, answer: string): string | undefined {
  if (answer === '') return option.required ? `${option.name} is needed` : undefined;
  try {
    coerceOption(option, [answer]);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function asChoice(job: AnyJob): { value: string; label: string; hint: string } {
  return { value: job.name, label: job.name, hint: job.description };
}
