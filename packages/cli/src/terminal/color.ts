import { styleText } from 'node:util';

export type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';

/** Puts a style on text where the stream shows colour, and leaves it alone elsewhere. */
export type Paint = (style: Style, text: string) => string;

interface ColorRequest {
  readonly stream: { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
  /** `--no-color`. */
  readonly refused: boolean;
}

/** Colour by no-color.org and force-color.org: a flag first, then the environment, then whether it is a terminal. */
export function painter(request: ColorRequest): Paint {
  if (!showsColor(request)) return (_style, text) => text;
  return (style, text) => styleText(style, text, { validateStream: false });
}

function showsColor({ stream, env, refused }: ColorRequest): boolean {
  if (refused || isSet(env['NO_COLOR'])) return false;
  if (isSet(env['FORCE_COLOR'])) return env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
