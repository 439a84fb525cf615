import type { Pause, WhyReason, WorkerReference } from '@nightshift/core';
import { cancelWords } from '../progress/narrator.js';
import { counted, lasting, moment } from '../terminal/wording.js';

/** A reason in words, and what one can do about it. */
export interface ReasonWords {
  readonly says: string;
  readonly todo: readonly string[];
}

interface About {
  readonly now: Date;
  readonly runId: string;
}

export function reasonWords(reason: WhyReason, about: About): ReasonWords {
  const { now, runId } = about;
  switch (reason.code) {
    case 'finished':
      return finished(reason, about);
    case 'running':
      return {
        says: `Attempt ${reason.attempt} has been running for ${lasting(ms(reason.since, now))} on ${reason.worker}; its lease is good until ${moment(reason.leaseExpiresAt)}.`,
        todo: [`Watch it: nightshift logs ${runId} -f`, `Stop it: nightshift cancel ${runId}`],
      };
    case 'lease-expired':
      return {
        says: `Its worker ${reason.worker} is gone: the lease ended ${lasting(ms(reason.at, now))} ago.`,
        todo: ['It starts again as soon as a worker is there: nightshift worker'],
      };
    case 'worker-dead':
      return workerDead(reason, about);
    case 'cancel-requested':
      return {
        says: `It was asked to stop, ${cancelWords(reason.cancel)}, and ends when its handler does.`,
        todo: [`See what it is doing: nightshift logs ${runId} -f`],
      };
    case 'parent-unfinished':
      return {
        says: `It waits for ${reason.job} (${reason.runId}), which is ${reason.state}.`,
        todo: [`Why that one is not done: nightshift why ${reason.runId}`],
      };
    case 'children-unfinished':
      return {
        says: `It waits for ${counted(reason.open, 'run')} that it spawned${naming(reason.first)}.`,
        todo: reason.first.slice(0, 1).map((child) => `Why the first is not done: nightshift why ${child.runId}`),
      };
    case 'paused':
      return paused(reason.pause, about);
    case 'limit-full':
      return {
        says: `${limitName(reason)} runs ${reason.concurrency} at a time, and ${counted(reason.heldBy.length, 'run')} hold${reason.heldBy.length === 1 ? 's' : ''} it${naming(reason.heldBy)}.`,
        todo: reason.heldBy.slice(0, 1).map((run) => `What that one is doing: nightshift logs ${run.runId} -f`),
      };
    case 'rate-limited':
      return {
        says: `${limitName(reason)} has used up its rate; the next run may start in ${lasting(ms(now, reason.opensAt))}.`,
        todo: [],
      };
    case 'out-of-turn':
      return {
        says: `Runs with the key ${JSON.stringify(reason.key)} go one after the other, and it is the turn of ${reason.behind.runId}, which is ${reason.behind.state}.`,
        todo: [`Why that one does not go on: nightshift why ${reason.behind.runId}`],
      };
    case 'newer-version':
      return {
        says: `Its input has version ${reason.version}, and this build knows the job up to version ${reason.known}.`,
        todo: ['A worker of the newer build takes it'],
      };
    case 'not-due':
      return {
        says: `It is not due until ${moment(reason.until)}, in ${lasting(ms(now, reason.until))}.`,
        todo: [`Not wanted after all: nightshift cancel ${runId}`],
      };
    case 'retry-wait':
      return {
        says: `Attempt ${reason.attempt} of ${reason.maxAttempts} failed${reason.error === null ? '' : ` (${reason.error.message})`}; it is tried again in ${lasting(ms(now, reason.until))}.`,
        todo: [`What happened: nightshift logs ${runId}`],
      };
    case 'no-worker':
      return noWorker(reason, about);
    case 'behind':
      return {
        says: `${counted(reason.runs, 'run')} would be taken before it.`,
        todo: ['More hands: nightshift worker, or a higher --concurrency'],
      };
    case 'next':
      return { says: 'It is next: a worker takes it as soon as it has room.', todo: [] };
  }
}

function finished(reason: Extract<WhyReason, { code: 'finished' }>, { now, runId }: About): ReasonWords {
  const ago = `${lasting(ms(reason.at, now))} ago`;
  if (reason.state === 'success') return { says: `It ended well ${ago}.`, todo: [] };
  if (reason.state === 'cancelled') {
    const why = reason.cancel === null ? '' : `, ${cancelWords(reason.cancel)}`;
    return { says: `It was cancelled ${ago}${why}.`, todo: [`Run it again: nightshift retry ${runId}`] };
  }
  return {
    says: `It failed ${ago}: ${reason.error === null ? 'no reason was given' : `${reason.error.name}: ${reason.error.message}`}`,
    todo: [`What happened: nightshift logs ${runId}`, `Run it again: nightshift retry ${runId}`],
  };
}

function workerDead(
  { worker, leaseExpiresAt }: Extract<WhyReason, { code: 'worker-dead' }>,
  { now }: About,
): ReasonWords {
  const leftMs = ms(now, leaseExpiresAt);
  return {
    says: `Its worker ${named(worker)} is dead: it was last heard of ${lasting(ms(worker.beatAt, now))} ago.`,
    todo: leftMs === 0 ? [] : [`Another worker takes it over in ${lasting(leftMs)}, when the lease ends`],
  };
}

function noWorker({ job, liveWorkers, dead }: Extract<WhyReason, { code: 'no-worker' }>, { now }: About): ReasonWords {
  const [last] = dead;
  const died =
    last === undefined
      ? ''
      : ` The last that did was ${named(last)}, dead since its beat ${lasting(ms(last.beatAt, now))} ago.`;
  const says =
    liveWorkers === 0
      ? 'No worker is alive.'
      : `None of ${counted(liveWorkers, 'live worker')} takes ${job}: it is not in their code, they leave out its queue, or they take no new work.`;
  return { says: `${says}${died}`, todo: ['Start one: nightshift worker'] };
}

function named({ id, host, pid }: WorkerReference): string {
  return `${id} (${host}, process ${pid})`;
}

function paused(pause: Pause, { now }: About): ReasonWords {
  const [what, name] = 'queue' in pause ? ['queue', pause.queue] : ['job', pause.job];
  const because = pause.message === undefined ? '' : `: ${pause.message}`;
  return {
    says: `The ${what} ${name} was paused by ${pause.by} ${lasting(ms(pause.at, now))} ago${because}.`,
    todo: [`Let it go on: nightshift resume --${what} ${name}`],
  };
}

function limitName({
  scope,
  name,
  key,
}: {
  readonly scope: 'queue' | 'job' | 'key';
  readonly name: string;
  readonly key: string | null;
}): string {
  if (scope === 'queue') return `The queue ${name}`;
  return scope === 'job' ? `The job ${name}` : `The key ${JSON.stringify(key ?? '')} of ${name}`;
}

function naming(runs: readonly { readonly runId: string }[]): string {
  const [first] = runs;
  if (first === undefined) return '';
  return runs.length === 1 ? `: ${first.runId}` : `: ${first.runId} and others`;
}

function ms(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime());
}
