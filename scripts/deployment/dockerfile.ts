import { validate, ValidationSeverity } from 'dockerfile-utils';
import { DockerfileParser, type Instruction, type JSONInstruction } from 'dockerfile-ast';
import { probesIn, type Reading } from './launch.js';

/** The image: what it starts by itself, and how its health is looked at. */
export function readDockerfile(where: string, text: string): Reading {
  const file = DockerfileParser.parse(text);
  const found = validate(text, { deprecatedMaintainer: ValidationSeverity.ERROR });
  const faults = found.map(
    ({ message, range }) =>
      `${where}:${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`,
  );
  const last = file.getInstructions().findLastIndex((one) => one.getKeyword() === 'FROM');
  const runtime = file.getInstructions().slice(last);
  const only = (keyword: string): Instruction | undefined => runtime.find((one) => one.getKeyword() === keyword);
  if (runtime.every((one) => one.getKeyword() !== 'USER')) faults.push(`${where}: the process is root; expected USER`);
  const environment = new Map(
    file
      .getENVs()
      .filter((env) => runtime.includes(env))
      .flatMap((env) =>
        env.getProperties().map((property) => [property.getName(), property.getValue() ?? ''] as const),
      ),
  );
  const command = jsonStrings(only('CMD'));
  if (command === undefined) faults.push(`${where}: expected CMD in exec form, so that the process gets its signals`);
  const probes = probesIn(only('HEALTHCHECK')?.getArgumentsContent() ?? '');
  return { launches: [{ where, command: command ?? [], environment, probes }], faults };
}

function jsonStrings(instruction: Instruction | undefined): string[] | undefined {
  const strings = (instruction as JSONInstruction | undefined)?.getJSONStrings();
  return strings === undefined || strings.length === 0 ? undefined : strings.map((one) => one.getJSONValue());
}
