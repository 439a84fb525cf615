import { z } from 'zod';

/** Bytes of every payload as JSON. */
export const PAYLOAD_BYTES = 200;

const FIRST_NUMBER = 1_000_000;
const TEXT = 'x'.repeat(PAYLOAD_BYTES - JSON.stringify({ number: FIRST_NUMBER, text: '' }).length);

/** The schema that every contestant applies when a run is enqueued, and again before it is handled. */
export const payloadSchema = z.object({
  number: z.number().int().min(FIRST_NUMBER),
  text: z.string().length(TEXT.length),
});

/** What a run is about: a number that tells it from the others, and text that makes it as long as all of them. */
export type Payload = z.infer<typeof payloadSchema>;

/** The payload of run `index`, counted from 0. */
export function payload(index: number): Payload {
  return { number: FIRST_NUMBER + index, text: TEXT };
}

/** The payloads of `count` runs, from run `first`. */
export function payloads(first: number, count: number): Payload[] {
  return Array.from({ length: count }, (_, index) => payload(first + index));
}

/** Which run a payload is of, counted from 0. */
export function indexOf({ number }: Payload): number {
  return number - FIRST_NUMBER;
}
