import type { CommittedUnit, SyncReport } from '@landsicht/pipeline/store';

export interface LakeProblem {
  readonly monitor: string;
  readonly key: string;
  readonly message: string;
}

export interface AcknowledgedAlert {
  readonly alertId: string;
  readonly version: number;
}

/** A case that got a step. */
export interface ChangedCase {
  readonly parcelId: string;
  readonly condition: string;
  readonly year: number;
}

/** What open desks hear of at once. */
export type LakeNews =
  | { readonly event: 'unit'; readonly data: CommittedUnit }
  | { readonly event: 'acknowledgement'; readonly data: AcknowledgedAlert }
  | { readonly event: 'parcel-case'; readonly data: ChangedCase };

/** What the last look at the lake gave, and who wants to hear of news. */
export class LakeState {
  /** Counts the looks that changed something: answers are the same while it is. */
  revision = 0;
  lastReadUtc: Date | null = null;
  problems: readonly LakeProblem[] = [];
  /** Why the last look failed as a whole. */
  failure: string | null = null;
  private readonly listeners = new Set<(news: LakeNews) => void>();
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
    for (const unit of report.committed) this.tell({ event: 'unit', data: unit });
    return fresh;
  }

  /** Answers about alerts change with it. */
  tellAcknowledgement(data: AcknowledgedAlert): void {
    this.revision++;
    this.tell({ event: 'acknowledgement', data });
  }

  /** Answers about parcels change with it. */
  tellParcelCase(data: ChangedCase): void {
    this.revision++;
    this.tell({ event: 'parcel-case', data });
  }

  private tell(news: LakeNews): void {
    for (const listener of this.listeners) listener(news);
  }

  get listenerCount(): number {
    return this.listeners.size;
  }

  /** Returns what stops listening. `closed` is called when the server goes down. */
  listen(onNews: (news: LakeNews) => void, closed: () => void): () => void {
    this.listeners.add(onNews);
    this.closers.add(closed);
    return () => {
      this.listeners.delete(onNews);
      this.closers.delete(closed);
    };
  }

  close(): void {
    for (const closed of [...this.closers]) closed();
  }
}
