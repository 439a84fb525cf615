import { PassThrough, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { relay } from './relay.js';

async function relayed(chunks: readonly (string | Buffer)[]): Promise<string> {
  const target = new PassThrough();
  const read = text(target);
  await relay(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), '[1] ', target);
  target.end();
  return read;
}

describe('relay', () => {
  it('puts the prefix before each line, however they are cut', async () => {
    expect(await relayed(['one\ntw', 'o\n\nthr', 'ee'])).toBe('[1] one\n[1] two\n[1] \n[1] three\n');
    expect(await relayed([])).toBe('');
  });

  it('keeps characters that are cut in two', async () => {
    const bytes = Buffer.from('größe\n');
    expect(await relayed([bytes.subarray(0, 3), bytes.subarray(3)])).toBe('[1] größe\n');
  });

  it('breaks a line that does not end', async () => {
    const lines = (await relayed(['x'.repeat(150_000)])).trimEnd().split('\n');
    expect(lines.map((line) => line.length - '[1] '.length)).toEqual([65_536, 65_536, 18_928]);
  });

  it('waits for a target that is slow, and drops the rest when it has gone', async () => {
    const written: string[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, done) {
        written.push(chunk.toString());
        setImmediate(done);
      },
    });
    await relay(Readable.from(['a\n', 'b\n'].map((line) => Buffer.from(line))), '', slow);
    expect(written).toEqual(['a\n', 'b\n']);
    const gone = new Writable({ highWaterMark: 1, write: () => setImmediate(() => gone.destroy()) });
    await relay(Readable.from(['a\n', 'b\n'].map((line) => Buffer.from(line))), '', gone);
    expect(gone.destroyed).toBe(true);
  });
});
