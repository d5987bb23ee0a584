import { isDone } from './lake.js';
import type { UnitTask } from './unit.js';

export interface PlanRow {
  readonly monitor: string;
  readonly title: string;
  readonly key: string;
  readonly state: 'done' | 'to-do';
  readonly subjects: readonly string[];
  readonly references: readonly string[];
}

/** What a run would do. Looks into the lake, writes nothing. */
export async function planRows(tasks: readonly UnitTask[], lakeDir: string): Promise<PlanRow[]> {
  const rows: PlanRow[] = [];
  for (const task of tasks) {
    const idsOf = (role: 'subject' | 'reference') => task.inputs.filter((input) => input.role === role).map(({ itemId }) => itemId);
    rows.push({
      monitor: task.monitor,
      title: task.title,
      key: task.key,
      state: (await isDone(lakeDir, task)) ? 'done' : 'to-do',
      subjects: idsOf('subject'),
      references: idsOf('reference'),
    });
  }
  return rows;
}

/** Columns: state, first 12 digits of the key, title, inputs. */
export function planTable(rows: readonly PlanRow[]): string {
  const cells = rows.map(({ state, key, title, subjects, references }) => [
    state,
    key.slice(0, 12),
    title,
    subjects.join(' ') + (references.length > 0 ? ` (reference: ${references.join(' ')})` : ''),
  ]);
  const table = [['state', 'key', 'unit', 'inputs'], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const toDo = rows.filter(({ state }) => state === 'to-do').length;
  return `${lines.join('\n')}\n${rows.length} units, ${toDo} to do, ${rows.length - toDo} done\n`;
}
