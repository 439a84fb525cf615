import type { CompatibilityLayout } from './layout.js';
import { decodeReason, type Reason, type Side } from './reason.js';
import type { CompatibilityReport } from './report.js';

/** A report in words for one of its two users. */
export interface RenderedReasons {
  readonly reasons: readonly string[];
  readonly watch: readonly string[];
}

/**
 * The reasons of a report as English sentences to the first or the second user. They say what is so, never what will be.
 *
 * @throws RangeError when a code names a trait or an attribute that the layout does not have.
 */
export function renderReasons(
  report: Pick<CompatibilityReport, 'reasons' | 'watch'>,
  layout: CompatibilityLayout,
  reader: 'first' | 'second',
): RenderedReasons {
  const say = (sentences: Sentences) => (code: number) => {
    const reason = decodeReason(code);
    return sentences[reason.about][addressed(reason.side, reader)](labelOf(layout, reason));
  };
  return { reasons: report.reasons.map(say(IN_FAVOUR)), watch: report.watch.map(say(TO_KNOW)) };
}

type Whose = 'both' | 'yours' | 'theirs';
type Sentences = Readonly<Record<Reason['about'], Readonly<Record<Whose, (label: string) => string>>>>;

// "Yours" is about the reader's wish, "theirs" about the other user's.
const IN_FAVOUR: Sentences = {
  trait: {
    both: (label) => `You are alike in ${label}.`,
    yours: (label) => `In ${label} they are close to what you look for.`,
    theirs: (label) => `In ${label} you are close to what they look for.`,
  },
  preference: {
    both: (label) => `You fit each other's wishes about ${label}.`,
    yours: (label) => `They fit your wish about ${label}.`,
    theirs: (label) => `You fit their wish about ${label}.`,
  },
};

const TO_KNOW: Sentences = {
  trait: {
    both: (label) => `You differ in ${label}.`,
    yours: (label) => `In ${label} they are not what you look for.`,
    theirs: (label) => `In ${label} you are not what they look for.`,
  },
  preference: {
    both: (label) => `Neither of you fits the other's wish about ${label}.`,
    yours: (label) => `They do not fit your wish about ${label}.`,
    theirs: (label) => `You do not fit their wish about ${label}.`,
  },
};

function addressed(side: Side, reader: 'first' | 'second'): Whose {
  if (side === 'both') return 'both';
  return side === reader ? 'yours' : 'theirs';
}

function labelOf(layout: CompatibilityLayout, { about, index }: Reason): string {
  const label = (about === 'trait' ? layout.traits : layout.attributes)[index]?.label;
  if (label !== undefined) return label;
  throw new RangeError(
    `the compatibility layout has no ${about} number ${index}; entries are added at the end and never removed`,
  );
}
