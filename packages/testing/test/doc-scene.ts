import { defineJob, requires } from '@nightshift/core';
import { z } from 'zod';

// What the examples in this package's doc comments speak of without declaring it.

export const greet = defineJob({
  name: 'greet',
  description: 'Greets.',
  input: z.object({ name: z.string() }),
  run: (ctx) => `Hello, ${ctx.input.name}`,
});

export const greetOnce = defineJob({
  name: 'greet-once',
  description: 'Greets everybody once.',
  input: z.object({ name: z.string() }),
  services: requires<{ sent: Set<string> }>(),
  run: (ctx) => void ctx.services.sent.add(ctx.input.name),
});
