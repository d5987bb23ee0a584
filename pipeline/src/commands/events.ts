import { LandsichtError } from '@landsicht/core';
import { z } from 'zod';
import { exposureSchema } from '../monitors/flood/events/event-exposure.js';
import { eventRulesSchema } from '../monitors/flood/events/event-rules.js';
import { type FloodEventsReport, floodEvents } from '../monitors/flood/events/flood-events.js';
import { urgencyAt } from '../monitors/flood/events/severity.js';
import { openWorkspace } from '../runs/workspace.js';
import { readLocalJson } from '../sources/read-json.js';
import { type Command, listOption, textOption, UsageError } from './command.js';

export const events: Command = {
  usage: 'landsicht events flood [--aoi FILE …] [--rules FILE] [--json] [--workspace DIR]',
  positionals: true,
  options: {
    workspace: { type: 'string' },
    aoi: { type: 'string', multiple: true },
    rules: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    if (positionals.length !== 1 || positionals[0] !== 'flood') {
      throw new UsageError(`expected one kind of event, got ${positionals.join(' ') || 'none'}; known: flood`);
    }
    const { rules, exposure } = await rulesOf(textOption(values, 'rules'));
    const workspace = await openWorkspace(textOption(values, 'workspace') ?? 'workspace');
    const report = await floodEvents({ lakeDir: workspace.lakeDir, rules, exposure, areaFiles: listOption(values, 'aoi') });
    for (const message of report.damaged) io.stderr.write(`left out: ${message}\n`);
    const now = new Date();
    io.stdout.write(values['json'] === true ? `${JSON.stringify(withUrgency(report, now))}\n` : eventsText(report, now));
    return report.damaged.length > 0 ? 1 : 0;
  },
};

/** `--rules`: a JSON file with any of the event rules, and `exposure`: paths of layers, from where the command runs. */
async function rulesOf(path: string | null) {
  const schema = z.strictObject({ ...eventRulesSchema.shape, exposure: exposureSchema.default({}) });
  const parsed = schema.safeParse(path == null ? {} : await readLocalJson(path));
  if (parsed.success) {
    const { exposure, ...rules } = parsed.data;
    return { rules, exposure };
  }
  const [issue] = parsed.error.issues;
  throw new LandsichtError(
    'bad-argument',
    `${path}: ${issue?.path.join('.') || 'the document'}: ${issue?.message}. Correct it, or leave --rules out`,
  );
}

function withUrgency(report: FloodEventsReport, now: Date): object {
  return {
    ...report,
    events: report.events.map((event) => ({ ...event, urgency: urgencyAt(event.immediateUntilUtc, now) })),
  };
}

function eventsText({ observations, events: found, alerts, unitKey }: FloodEventsReport, now: Date): string {
  const lines = [`${observations} passes, ${found.length} events`];
  for (const { eventId, state, end, areaHa, maximumHa, severity, certainty, history, immediateUntilUtc } of found) {
    const last = history.at(-1);
    lines.push(
      `${eventId.slice(0, 8)}  ${(end ?? state).padEnd(10)}  ${areaHa.toFixed(2).padStart(9)} ha  max ${maximumHa.toFixed(2).padStart(9)} ha  ${severity.padEnd(8)}  ${certainty.padEnd(8)}  ${urgencyAt(immediateUntilUtc, now).padEnd(9)}  ${last?.observedUtc}  ${history.length} looks`,
    );
  }
  for (const { alertId, version, type, headline, description } of alerts) {
    lines.push(`alert ${alertId.slice(0, 8)} v${version} ${type}: ${headline.de}`, `      ${description.de}`);
  }
  lines.push(unitKey == null ? 'nothing new since the last publication' : `written to lake/flood-events/${unitKey}`);
  return `${lines.join('\n')}\n`;
}
