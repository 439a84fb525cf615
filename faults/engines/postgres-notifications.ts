const HEADER_BYTES = 5;
const NOTIFICATION = 'A'.charCodeAt(0);

/**
 * Passes on what a PostgreSQL server says, without notifications while it is told to leave them out.
 * Source: "Message Formats" in the documentation of PostgreSQL: a byte for the kind, then four for the length, its own included.
 */
export function withoutNotifications(isDeaf: () => boolean): (chunk: Buffer) => Buffer {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const passed: Buffer[] = [];
    while (rest.length >= HEADER_BYTES && rest.length > rest.readUInt32BE(1)) {
      const length = rest.readUInt32BE(1) + 1;
      if (rest[0] !== NOTIFICATION || !isDeaf()) passed.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    return Buffer.concat(passed);
  };
}
