import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitMatchModel } from '../model/fit.js';
import { scoreOf } from '../model/score.js';
import { allRows } from '../../../../test/matching/lists.js';
import { syntheticUsers } from '../../../../test/matching/synthetic-users.js';
import { buildMatchFeatures } from './build-features.js';
import { openKernel } from './open-kernel.js';
import { openMatchPool, type MatchPool } from './pool.js';

const users = syntheticUsers({ count: 700, seed: 31, limited: 0.3 });
const model = fitMatchModel(users);
const features = buildMatchFeatures(users, model);
const rows = allRows(features).reverse();

describe('openMatchPool', () => {
  let pool: MatchPool;

  beforeAll(async () => {
    pool = await openMatchPool(features, model, { threads: 2, chunk: 64 });
  });
  afterAll(() => pool.close());

  it('computes what one thread computes, with the calibrated scores', async () => {
    const { scores, ...block } = await pool.topMatches(rows, { k: 30 });
    expect(block).toEqual(openKernel(features, model).topMatches(rows, 30));
    expect(scores).toEqual(block.raw.map((raw) => scoreOf(model, raw)));
  });

  it('finds the lists that rows belong in', async () => {
    const thresholds = new Float32Array(users.length).fill(0.55);
    const { scores, ...block } = await pool.rowsAbove(rows, thresholds);
    expect(block).toEqual(openKernel(features, model).rowsAbove(rows, thresholds));
    expect(scores.length).toBe(block.raw.length);
  });

  it('serves calls that overlap', async () => {
    const calls = Array.from({ length: 5 }, (_, i) => rows.subarray(i * 100, (i + 1) * 100));
    const blocks = await Promise.all(calls.map((part) => pool.topMatches(part)));
    blocks.forEach((block, i) => expect(block.rows).toEqual(calls[i]));
  });

  it('answers no rows with an empty block', async () => {
    expect(await pool.topMatches(new Int32Array())).toEqual({
      rows: new Int32Array(),
      starts: Int32Array.of(0),
      candidates: new Int32Array(),
      raw: new Float32Array(),
      scores: new Float32Array(),
    });
  });

  it('stops between chunks when its signal fires', async () => {
    const controller = new AbortController();
    const call = pool.topMatches(rows, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await expect(pool.topMatches(rows, { signal: controller.signal })).rejects.toThrow('enough');
    expect((await pool.topMatches(rows.subarray(0, 3))).rows).toEqual(rows.subarray(0, 3));
  });

  it('refuses bad calls on the calling side', async () => {
    await expect(pool.topMatches(Int32Array.of(-1))).rejects.toThrow('received -1');
    await expect(pool.topMatches(rows, { k: 1_001 })).rejects.toThrow('1..1000');
    await expect(openMatchPool(features, { ...model, digest: 'other' })).rejects.toThrow('build the features again');
    await expect(openMatchPool(features, model, { threads: 0 })).rejects.toThrow(
      '"threads" must be a positive integer',
    );
  });
});

describe('a pool that ends', () => {
  it('rejects what is under way, closes twice, and refuses more', async () => {
    const pool = await openMatchPool(features, model, { threads: 1 });
    const call = pool.topMatches(rows);
    const refused = expect(call).rejects.toThrow('closed');
    await Promise.all([pool.close(), pool.close()]);
    await refused;
    await expect(pool.topMatches(rows)).rejects.toThrow('closed');
  });

  it('passes on the error of a thread', async () => {
    const broken = { ...features, want: null as unknown as Float32Array };
    await expect(openMatchPool(broken, model, { threads: 2 })).rejects.toThrow('a matching thread failed');
  });
});
