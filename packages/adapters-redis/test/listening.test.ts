import { EventEmitter, once } from 'node:events';
import type { Signal } from '@nightshift/core';
import { startTcpProxy, type TcpProxy } from '@nightshift/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { redisStore } from '../src/index.js';
import { describeServers } from './support/describe-redis.js';
import { startRedis, type RedisServer } from './support/redis-server.js';

describeServers('a listener whose connection is lost', () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  let cuts = 0;
  beforeAll(async () => {
    server = await startRedis();
    // The connection ends whenever the server says that somebody is subscribed.
    const fromServer = () => (chunk: Buffer) => {
      if (cuts === 0 || !chunk.includes('subscribe')) return chunk;
      cuts -= 1;
      proxy.drop();
      return Buffer.alloc(0);
    };
    proxy = await startTcpProxy({ host: '127.0.0.1', port: server.port, fromServer });
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });

  it('comes back however often it is lost again, says that signals were missed, and hears those that follow', async () => {
    const store = redisStore({ url: server.url(proxy.port) });
    await store.open();
    const heard = new EventEmitter();
    const hear = (signal: Signal): void => void heard.emit(signal.kind);
    const subscription = await store.notifications?.subscribe(hear, { kinds: ['queued'] });
    expect(subscription?.live).toBe(true);
    cuts = 3;
    const back = once(heard, 'queued');
    proxy.drop();
    await back;
    expect(cuts).toBe(0);
    expect(subscription?.live).toBe(true);
    const own = redisStore({ url: server.url() });
    await own.open();
    const again = once(heard, 'queued');
    await own.limits.pause({ queue: 'any' }, { by: 'test' });
    await own.limits.resume({ queue: 'any' });
    await again;
    await Promise.all([own.close(), store.close()]);
  });
});
