import { redisStore } from '@nightshift/adapters-redis';
import type { Contestant } from '../contestant.js';
import { nightshift } from './nightshift.js';

/** This library on Redis. */
export const nightshiftRedis: Contestant = {
  about: {
    settings: 'as it comes',
    keeps: 'every run, its input, attempts and times',
    acknowledges: 'written by Redis',
  },
  open: ({ url, space }) => nightshift(redisStore({ url: url ?? '', prefix: space })),
};
