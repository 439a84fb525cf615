import {
  createJobs,
  defineJob,
  HIDDEN,
  memoryStore,
  secret,
  type AnyJob,
  type Jobs,
  type RunRecord,
} from '@nightshift/core';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type DataPoint,
  type Histogram,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openTelemetry, type OpenTelemetryOptions } from '../src/index.js';

const greet = defineJob({
  name: 'greet',
  description: 'Greets.',
  queue: 'mail',
  input: z.object({ key: secret(z.string()).default('none'), fails: z.boolean().default(false) }),
  retry: { attempts: 2, backoff: () => 0 },
  run: ({ attempt, input, snooze }) => {
    if (input.fails) throw new TypeError(`refused ${input.key}`, { cause: input.key });
    return attempt === 99 ? snooze('1s') : null;
  },
});
const asking = defineJob({
  name: 'asking',
  description: 'Asks for more time.',
  retry: { attempts: 1 },
  run: (ctx) => ctx.retryAfter('1s'),
});
const last = defineJob({ name: 'last', description: 'Ends.', dependsOn: [greet], run: () => null });

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());

function scene(options: Pick<OpenTelemetryOptions, 'propagate'> = {}) {
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const exported = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: exported });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const telemetry = openTelemetry({ tracerProvider, meterProvider, ...options });
  const jobs: Jobs<AnyJob, never> = createJobs({
    jobs: [greet, asking, last],
    store: memoryStore(),
    hooks: [telemetry.hook],
  });
  const metric = async (name: string) => {
    await reader.forceFlush();
    const all =
      exported
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? [];
    return all.find(({ descriptor }) => descriptor.name === name);
  };
  const end = async (): Promise<void> => {
    await jobs.close();
    await meterProvider.shutdown();
  };
  const named = (name: string): ReadableSpan[] => spans.getFinishedSpans().filter((span) => span.name === name);
  return { jobs, telemetry, named, spans, metric, tracer: tracerProvider.getTracer('test'), end };
}

async function finish(jobs: Jobs<AnyJob, never>, runId: string): Promise<RunRecord | undefined> {
  const worker = jobs.worker({ poll: 20 });
  await worker.start();
  const [run] = await jobs.wait([runId]);
  await worker.stop();
  return run;
}

it('makes a span for each enqueue and each attempt, and none for looking', async () => {
  const { jobs, named, spans, tracer, end } = scene();
  const { runId } = await tracer.startActiveSpan('request', async (span) => {
    const answer = await jobs.enqueue('greet');
    span.end();
    return answer;
  });
  await finish(jobs, runId);
  expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['send mail', 'request', 'process mail']);
  const [sent] = named('send mail');
  const [processed] = named('process mail');
  const common = {
    'messaging.system': 'nightshift',
    'messaging.destination.name': 'mail',
    'messaging.message.id': runId,
  };
  expect(sent?.kind).toBe(SpanKind.PRODUCER);
  expect(sent?.attributes).toEqual({
    ...common,
    'messaging.operation.name': 'send',
    'messaging.operation.type': 'send',
    'nightshift.job.name': 'greet',
    'nightshift.enqueue.outcome': 'created',
  });
  expect(sent?.parentSpanContext?.spanId).toBe(named('request')[0]?.spanContext().spanId);
  expect(processed?.kind).toBe(SpanKind.CONSUMER);
  expect(processed?.attributes).toMatchObject({
    ...common,
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'nightshift.run.attempt': 1,
  });
  expect(processed?.status.code).toBe(SpanStatusCode.UNSET);
  await end();
});

it('links the attempts to the enqueue when the context travels with the run, and stores none otherwise', async () => {
  const { jobs, named, end } = scene({ propagate: true });
  const { runId } = await jobs.enqueue('greet', {}, { headers: { tenant: 'blue' } });
  const run = await finish(jobs, runId);
  const sent = named('send mail')[0]?.spanContext();
  expect(run?.headers).toEqual({ tenant: 'blue', traceparent: `00-${sent?.traceId}-${sent?.spanId}-01` });
  const [processed] = named('process mail');
  expect(processed?.links.map((link) => link.context)).toMatchObject([
    { traceId: sent?.traceId, spanId: sent?.spanId },
  ]);
  expect(processed?.parentSpanContext).toBeUndefined();
  await end();

  const without = scene();
  const other = await finish(without.jobs, (await without.jobs.enqueue('greet')).runId);
  expect(other?.headers).toBeNull();
  expect(without.named('process mail')[0]?.links).toEqual([]);
  await without.end();
});

it('begins a trace of its own, whatever was active when the worker was started', async () => {
  const { jobs, named, tracer, end } = scene();
  const { runId } = await jobs.enqueue('greet');
  await tracer.startActiveSpan('start', async (span) => {
    await finish(jobs, runId);
    span.end();
  });
  expect(named('process mail')[0]?.parentSpanContext).toBeUndefined();
  await end();
});

it.each(['', '00-1-2-01', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`, `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`])(
  'links to nothing for the header %j',
  async (traceparent) => {
    const { jobs, named, end } = scene();
    await finish(jobs, (await jobs.enqueue('greet', {}, { headers: { traceparent } })).runId);
    expect(named('process mail')[0]?.links).toEqual([]);
    await end();
  },
);

it('names the flow of its runs', async () => {
  const { jobs, named, end } = scene();
  const { flowId } = await jobs.enqueueFlow(jobs.plan({ jobs: ['last'] }));
  const conversations = [...named('send mail'), ...named('send default')].map(
    ({ attributes }) => attributes['messaging.message.conversation_id'],
  );
  expect(conversations).toEqual([flowId, flowId]);
  await end();
});

it('records exceptions without secrets', async () => {
  const { jobs, named, spans, end } = scene();
  await finish(jobs, (await jobs.enqueue('greet', { key: 'hush-hush', fails: true })).runId);
  const failed = named('process mail');
  expect(failed).toHaveLength(2);
  expect(failed[0]?.status).toEqual({ code: SpanStatusCode.ERROR, message: `refused ${HIDDEN}` });
  expect(failed[0]?.attributes['error.type']).toBe('TypeError');
  expect(failed[0]?.events[0]?.attributes).toMatchObject({ 'exception.message': `refused ${HIDDEN}` });
  await expect(jobs.enqueue('greet', { key: 'hush-hush', fails: 'hush-hush' })).rejects.toThrow();
  const [, refused] = named('send mail');
  expect(refused?.attributes['error.type']).toBe('INVALID_INPUT');
  const everything = spans
    .getFinishedSpans()
    .map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
  expect(JSON.stringify(everything)).not.toContain('hush');
  await end();
});

it('measures by the conventions', async () => {
  const { jobs, telemetry, metric, end } = scene();
  const stop = telemetry.observe(jobs);
  await finish(jobs, (await jobs.enqueue('greet')).runId);
  await finish(jobs, (await jobs.enqueue('greet', { fails: true })).runId);
  await expect(jobs.enqueue('greet', { fails: 1 })).rejects.toThrow();
  await finish(jobs, (await jobs.enqueue('asking')).runId);
  const about = {
    'messaging.system': 'nightshift',
    'messaging.destination.name': 'mail',
    'nightshift.job.name': 'greet',
  };
  const sent = await metric('messaging.client.sent.messages');
  expect(sent?.descriptor.unit).toBe('{message}');
  const sends = { ...about, 'messaging.operation.name': 'send' };
  expect(sent?.dataPoints.map(({ attributes, value }) => [attributes, value])).toEqual(
    expect.arrayContaining([
      [sends, 2],
      [{ ...sends, 'error.type': 'INVALID_INPUT' }, 1],
    ]),
  );
  const took = await metric('messaging.process.duration');
  expect(took?.descriptor.unit).toBe('s');
  const points = took?.dataPoints as DataPoint<Histogram>[];
  const processes = { ...about, 'messaging.operation.name': 'process' };
  expect(
    points.map(({ attributes, value }) => [attributes['nightshift.job.name'], attributes['error.type'], value.count]),
  ).toEqual(
    expect.arrayContaining([
      ['greet', undefined, 1],
      ['greet', 'TypeError', 2],
      ['asking', 'retry-after', 1],
    ]),
  );
  expect(points[0]?.value.buckets.boundaries).toContain(7.5);
  const consumed = await metric('messaging.client.consumed.messages');
  expect(consumed?.dataPoints).toContainEqual(expect.objectContaining({ attributes: processes, value: 3 }));
  const runs = await metric('nightshift.runs');
  expect(runs?.dataPoints).toContainEqual(
    expect.objectContaining({
      attributes: { 'messaging.destination.name': 'mail', 'nightshift.run.state': 'success' },
      value: 1,
    }),
  );
  stop();
  await end();
});

it('does nothing where the host has set up no OpenTelemetry', async () => {
  const telemetry = openTelemetry({ propagate: true });
  const jobs: Jobs<AnyJob, never> = createJobs({ jobs: [greet], store: memoryStore(), hooks: [telemetry.hook] });
  const run = await context.with(ROOT_CONTEXT, async () => finish(jobs, (await jobs.enqueue('greet')).runId));
  expect(run).toMatchObject({ state: 'success' });
  expect(run?.headers ?? {}).toEqual({});
  await jobs.close();
});
