import fc from 'fast-check';
import { commands } from '../model/commands.js';
import { Model } from '../model/model.js';
import { suite } from '../suite.js';

/** Fixed, so that a store passes always or never; the failure names the shortest sequence that shows it. */
const SEED = 20_260_101;

/** A slow store runs fewer sequences; a failing one is not asked for a shorter sequence for ever. */
const LIMIT_MS = 10_000;

export const modelSuite = suite('model', (test) => {
  test('after random sequences of verbs, the runs are in the states that the contract says', async (subject) => {
    const { hasFakeClock } = subject;
    let sequence = 0;
    const property = fc.asyncProperty(commands(hasFakeClock), async (sequenceOfCommands) => {
      sequence += 1;
      const own = subject.scoped(`sequence-${sequence}`);
      await fc.asyncModelRun(() => ({ model: new Model(), real: own }), sequenceOfCommands);
      await own.clear();
    });
    await fc.assert(property, { seed: SEED, numRuns: 40, interruptAfterTimeLimit: LIMIT_MS });
  });
});
