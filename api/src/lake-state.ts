import type { CommittedUnit, SyncReport } from '@landsicht/pipeline/store';

export interface LakeProblem {
  readonly monitor: string;
  readonly key: string;
  readonly message: string;
}

/** What the last look at the lake gave, and who wants to hear of new units. */
export class LakeState {
  /** Counts the looks that changed something: answers are the same while it is. */
  revision = 0;
  lastReadUtc: Date | null = null;
  problems: readonly LakeProblem[] = [];
  /** Why the last look failed as a whole. */
  failure: string | null = null;
  private readonly listeners = new Set<(unit: CommittedUnit) => void>();
  private readonly closers = new Set<() => void>();

  /** Takes in a report; returns what is newly wrong. */
  update(report: SyncReport, now: Date): readonly LakeProblem[] {
    const known = new Set(this.problems.map(({ message }) => message));
    const fresh = report.damaged.filter(({ message }) => !known.has(message));
    if (report.committed.length > 0 || report.removed.length > 0 || fresh.length > 0 || report.damaged.length !== this.problems.length) {
      this.revision++;
    }
    this.lastReadUtc = now;
    this.failure = null;
    this.problems = report.damaged;
    for (const unit of report.committed) for (const listener of this.listeners) listener(unit);
    return fresh;
  }

  get listenerCount(): number {
    return this.listeners.size;
  }

  /** Returns what stops listening. `closed` is called when the server goes down. */
  listen(onUnit: (unit: CommittedUnit) => void, closed: () => void): () => void {
    this.listeners.add(onUnit);
    this.closers.add(closed);
    return () => {
      this.listeners.delete(onUnit);
      this.closers.delete(closed);
    };
  }

  close(): void {
    for (const closed of [...this.closers]) closed();
  }
}
