import type { BehaviourCounts } from '../matching/index.js';
import type { Person } from '../people/person.js';

/** What a user's stored list was computed with. */
export interface StoredState extends BehaviourCounts {
  readonly userId: number;
  readonly featureHash: string;
  readonly exclusionHash: string;
  /** Raw score that a newcomer has to reach; `-Infinity` while the list has room. */
  readonly threshold: number;
  /** The list has to be computed again, whatever else is the case. */
  readonly stale: boolean;
}

/** How the people of today differ from what the stored lists were computed with. */
export interface MatchDiff {
  /** Everybody, with the behaviour to score with. */
  readonly people: readonly Person[];
  /** New, or different in a way that others' lists depend on. */
  readonly changed: readonly number[];
  /** Only who may appear in their own list changed. */
  readonly refiltered: readonly number[];
  /** Stored, and no longer among the people. */
  readonly gone: readonly number[];
  /** Stale from a run that did not finish. */
  readonly unfinished: readonly number[];
}

/** So many likes, or decisions of any kind, since the last scoring make behaviour count as changed. */
const NEW_LIKES = 5;
const NEW_DECISIONS = 20;

/**
 * Compares people with the stored states. Behaviour that moved only a little keeps its stored counts, so that not every
 * click makes two users dirty; the lists then stay exact for those counts.
 */
export function diffPeople(people: readonly Person[], stored: ReadonlyMap<number, StoredState>): MatchDiff {
  const changed: number[] = [];
  const refiltered: number[] = [];
  const settled = people.map((person) => {
    const state = stored.get(person.user.id);
    if (state === undefined) {
      changed.push(person.user.id);
      return person;
    }
    const behaves = behaviourMoved(state, person.user.behaviour);
    if (behaves || state.featureHash !== person.featureHash) changed.push(person.user.id);
    else if (state.exclusionHash !== person.exclusionHash) refiltered.push(person.user.id);
    return behaves ? person : { ...person, user: { ...person.user, behaviour: countsOf(state) } };
  });
  const present = new Set(people.map(({ user }) => user.id));
  return {
    people: settled,
    changed,
    refiltered,
    gone: [...stored.keys()].filter((userId) => !present.has(userId)),
    unfinished: [...stored.values()].filter(({ stale }) => stale).map(({ userId }) => userId),
  };
}

function behaviourMoved(before: BehaviourCounts, now: BehaviourCounts): boolean {
  const likes = Math.abs(now.likesReceived - before.likesReceived) + Math.abs(now.likesGiven - before.likesGiven);
  const decisions = Math.abs(now.shown - before.shown) + Math.abs(now.seen - before.seen);
  return likes >= NEW_LIKES || decisions >= NEW_DECISIONS;
}

function countsOf({ likesReceived, shown, likesGiven, seen }: BehaviourCounts): BehaviourCounts {
  return { likesReceived, shown, likesGiven, seen };
}
