import { JobThread } from '../../../runs/job-thread.js';
import type { UnitContext } from '../../../runs/unit.js';
import { type PrepareContext, type PreparedFiles, type PrepareStage, prepareScene, type ScenePart } from './prepare-scene.js';

export interface PrepareOptions {
  readonly context: UnitContext;
  /** Prepares the first part, on this thread. */
  first(part: ScenePart, signal: AbortSignal, progress: PrepareContext['progress']): Promise<PreparedFiles>;
  /** 0..1 over all parts. */
  progress(fraction: number, part: ScenePart, stage: PrepareStage): void;
}

/**
 * Prepares all scenes on as many threads as the unit may use, this one among them: it takes the first scene, and then like the others
 * the next that nobody has taken. The first failure stops the rest.
 */
export async function prepareScenes(parts: readonly ScenePart[], options: PrepareOptions): Promise<PreparedFiles[]> {
  const { context } = options;
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const prepared: PreparedFiles[] = new Array(parts.length);
  const fractions = new Float64Array(parts.length);
  const progressOf = (part: ScenePart) => (fraction: number, stage: PrepareStage) => {
    fractions[part.index] = fraction;
    options.progress(fractions.reduce((sum, one) => sum + one, 0) / parts.length, part, stage);
  };
  let next = 1;
  const lane = async (prepare: (part: ScenePart) => Promise<PreparedFiles>, mine: ScenePart | undefined) => {
    for (let part = mine; part != null; part = parts[next++]) {
      try {
        prepared[part.index] = await prepare(part);
      } catch (error) {
        context.signal.throwIfAborted();
        failed.abort(error);
        throw error;
      }
      progressOf(part)(1, 'thresholds');
    }
  };
  const here = (part: ScenePart) => {
    const progress = progressOf(part);
    return part.index === 0 ? options.first(part, signal, progress) : prepareScene(part, { signal, access: context.access, progress });
  };
  const threads: JobThread[] = [];
  const lanes = [lane(here, parts[0])];
  while (lanes.length < Math.min(context.threads ?? 1, parts.length)) {
    const thread = new JobThread('scene-worker.js', import.meta.url, signal);
    threads.push(thread);
    const there = (part: ScenePart) => {
      const progress = progressOf(part);
      return thread.run<ScenePart, PreparedFiles>('prepare', part, {
        progress: (fraction, stage) => progress(fraction, stage as PrepareStage),
      });
    };
    lanes.push(lane(there, parts[next++]));
  }
  try {
    await Promise.all(lanes);
    return prepared;
  } finally {
    await Promise.allSettled(lanes);
    await Promise.all(threads.map((thread) => thread.close()));
  }
}
