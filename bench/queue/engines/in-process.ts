import type { Engine } from './engine.js';

/** No server: what is measured lives in the measuring process. */
export const inProcess: Engine = {
  title: 'In memory',
  shared: false,
  missing: () => Promise.resolve(null),
  ground: () =>
    Promise.resolve({
      place: { url: null, space: 'bench' },
      server: 'none',
      cpuMs: () => Promise.resolve(null),
      bytes: () => Promise.resolve(null),
      close: () => Promise.resolve(),
    }),
  close: () => Promise.resolve(),
};
