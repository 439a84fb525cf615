import { FIRST_SHOWN, WHAT_TO_DO, type PreflightFinding, type PreflightProblem } from './finding.js';

/** One thing that was found. */
export interface Found {
  readonly problem: PreflightProblem;
  readonly job: string;
  readonly detail?: string;
}

interface Gathered extends Omit<PreflightFinding, 'count' | 'first' | 'todo'> {
  count: number;
  readonly first: string[];
}

const MOST_FINDINGS = 500;
const LONGEST_DETAIL = 500;

/** Gathers what was found by problem, job and detail; however much a store holds, it keeps a bounded number of them. */
export class Findings {
  readonly #gathered = new Map<string, Gathered>();

  add({ problem, job, detail }: Found, id: string): void {
    const short = detail === undefined ? null : shortened(detail);
    const own = slot(problem, job, short);
    // Beyond the bound, details are no longer told apart.
    const isNew = !this.#gathered.has(own) && this.#gathered.size >= MOST_FINDINGS;
    const finding = this.#finding({ problem, job, detail: isNew ? null : short });
    finding.count += 1;
    if (finding.first.length < FIRST_SHOWN) finding.first.push(id);
  }

  get all(): PreflightFinding[] {
    return [...this.#gathered.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { problem, job, detail, count, first }]) => ({
        problem,
        job,
        detail,
        count,
        first,
        todo: WHAT_TO_DO[problem],
      }));
  }

  #finding(of: Pick<Gathered, 'problem' | 'job' | 'detail'>): Gathered {
    const own = slot(of.problem, of.job, of.detail);
    let finding = this.#gathered.get(own);
    if (finding === undefined) this.#gathered.set(own, (finding = { ...of, count: 0, first: [] }));
    return finding;
  }
}

function slot(problem: string, job: string, detail: string | null): string {
  return JSON.stringify([problem, job, detail]);
}

function shortened(detail: string): string {
  return detail.length <= LONGEST_DETAIL ? detail : `${detail.slice(0, LONGEST_DETAIL)}…`;
}
