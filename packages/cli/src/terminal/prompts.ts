import type * as clack from '@clack/prompts';
import type { Host } from '../host.js';

/** Somebody left a question without an answer: exit code 130. */
export class QuestionLeftError extends Error {
  override readonly name = 'QuestionLeftError';
  readonly code = 'QUESTION_LEFT';

  constructor() {
    super('Left without an answer. Nothing was enqueued.');
  }
}

type Clack = typeof clack;

/** The prompts, loaded when the first question is asked; they are drawn on stderr. */
export async function openPrompts({ stdin, stderr }: Pick<Host, 'stdin' | 'stderr'>): Promise<Prompts> {
  const library = await import('@clack/prompts');
  return new Prompts(library, { input: stdin, output: stderr });
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

interface TextQuestion {
  readonly message: string;
  readonly placeholder?: string;
  readonly secret?: boolean;
  /** What is wrong with an answer, or undefined. */
  readonly check: (answer: string) => string | undefined;
}

/** Questions to the person at the terminal. Each throws {@link QuestionLeftError} when it is left with Ctrl+C or Esc. */
export class Prompts {
  constructor(
    private readonly library: Clack,
    private readonly streams: { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream },
  ) {}

  async search(message: string, choices: readonly Choice[]): Promise<string> {
    const options = choices.map((choice) => ({ ...choice }));
    return this.#answer(await this.library.autocomplete({ message, options, maxItems: 12, ...this.streams }));
  }

  async choose(message: string, choices: readonly Choice[]): Promise<string> {
    const options = choices.map((choice) => ({ ...choice }));
    return this.#answer(await this.library.select({ message, options, ...this.streams }));
  }

  /** Text, as it was typed; empty when nothing was. */
  async text({ message, placeholder, secret, check }: TextQuestion): Promise<string> {
    const validate = (answer: string | undefined): string | undefined => check(answer ?? '');
    const answer =
      secret === true
        ? await this.library.password({ message, validate, ...this.streams })
        : await this.library.text({
            message,
            validate,
            ...(placeholder !== undefined && { placeholder }),
            ...this.streams,
          });
    return this.#answer(answer);
  }

  async confirm(message: string, initial: boolean): Promise<boolean> {
    return this.#answer(await this.library.confirm({ message, initialValue: initial, ...this.streams }));
  }

  #answer<Answer>(answer: Answer): Exclude<Answer, symbol> {
    if (this.library.isCancel(answer)) throw new QuestionLeftError();
    return answer as Exclude<Answer, symbol>;
  }
}
