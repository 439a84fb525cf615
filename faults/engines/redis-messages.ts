const LINE_END = '\r\n';
const MESSAGE = /^[*>]\d+\r\n\$\d+\r\n(p|s)?message\r\n/;
const LONGEST_OPENING = 64;

/**
 * Passes on what a Redis server says, without the messages of channels while it is told to leave them out.
 * Source: "Redis serialization protocol specification", which gives the length of every reply ahead of it.
 */
export function withoutMessages(isDeaf: () => boolean): (chunk: Buffer) => Buffer {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const passed: Buffer[] = [];
    for (let end = endOfReply(rest, 0); end !== undefined; end = endOfReply(rest, 0)) {
      const reply = rest.subarray(0, end);
      if (!isDeaf() || !MESSAGE.test(reply.toString('latin1', 0, LONGEST_OPENING))) passed.push(reply);
      rest = rest.subarray(end);
    }
    return Buffer.concat(passed);
  };
}

/** Where the reply that begins there ends; undefined when not all of it has come yet. */
function endOfReply(bytes: Buffer, start: number): number | undefined {
  const lineEnd = bytes.indexOf(LINE_END, start);
  if (lineEnd === -1) return undefined;
  const next = lineEnd + LINE_END.length;
  const count = Number(bytes.toString('latin1', start + 1, lineEnd));
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case '$':
    case '=':
    case '!':
      return count < 0 ? next : within(bytes, next + count + LINE_END.length);
    case '*':
    case '~':
    case '>':
      return endOfReplies(bytes, next, count);
    case '%':
    case '|':
      return endOfReplies(bytes, next, count * 2);
    default:
      return next;
  }
}

function endOfReplies(bytes: Buffer, start: number, count: number): number | undefined {
  let end: number | undefined = start;
  for (let left = count; left > 0 && end !== undefined; left -= 1) end = endOfReply(bytes, end);
  return end;
}

function within(bytes: Buffer, end: number): number | undefined {
  return end <= bytes.length ? end : undefined;
}
