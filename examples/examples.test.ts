import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { capture } from '../scripts/child-process.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const loader = ['--conditions=@nightshift/source', '--import', import.meta.resolve('tsx')];
const examples = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

describe('examples', () => {
  it('are there', () => {
    expect(examples).not.toHaveLength(0);
  });

  it.each(examples)(
    '%s runs, ends by itself and prints what it says it prints',
    async (name) => {
      const promised = [...(await readFile(join(folder, name), 'utf8')).matchAll(/^\/\/ prints: (.*)$/gm)];
      const place = await mkdtemp(join(tmpdir(), 'nightshift-example-'));
      try {
        const { code, output } = await capture([process.execPath, ...loader, join(folder, name)], {
          cwd: place,
          timeout: 60_000,
        });
        // With all that it printed: a difference would be cut short.
        expect(code, output).toBe(0);
        for (const [, line = ''] of promised) expect(output.split('\n')).toContain(line);
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    },
    70_000,
  );
});
