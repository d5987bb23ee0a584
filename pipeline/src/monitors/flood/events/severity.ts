import type { AreaTableRow } from '../products/area-table.js';
import { type EventRules, type Severity, type SeverityRule, severities } from './event-rules.js';

/** CAP 1.2 `certainty`. */
export type Certainty = 'Observed' | 'Likely' | 'Possible';
/** CAP 1.2 `urgency`. */
export type Urgency = 'Immediate' | 'Past';

/** What is touched decides. Unknown where no layer says what lies there, so that nothing looks harmless for want of data. */
export function severityOf(exposure: AreaTableRow | null, rules: EventRules): Severity {
  if (exposure == null) return 'Unknown';
  const { floodedHaByLandUse, buildings, roadsKmByClass } = exposure;
  if (floodedHaByLandUse == null && buildings == null && roadsKmByClass == null) return 'Unknown';
  const found = rules.severity.find((rule) => holds(rule, exposure));
  if (found != null) return found.severity;
  // only land use can tell that nothing but the riverside is touched
  return floodedHaByLandUse == null || onlyUnknown(floodedHaByLandUse) ? 'Unknown' : 'Minor';
}

function holds(rule: SeverityRule, { floodedHaByLandUse, buildings, roadsKmByClass }: AreaTableRow): boolean {
  const ha = (rule.landUse ?? []).reduce((sum, name) => sum + (floodedHaByLandUse?.[name] ?? 0), 0);
  const roadsKm = Object.values(roadsKmByClass ?? {}).reduce((sum, km) => sum + km, 0);
  return (
    (rule.landUse != null && ha > 0 && ha >= (rule.minimumHa ?? 0)) ||
    (rule.buildings != null && (buildings ?? 0) >= rule.buildings) ||
    (rule.roadsKm != null && roadsKm >= rule.roadsKm)
  );
}

function onlyUnknown(floodedHaByLandUse: Readonly<Record<string, number>>): boolean {
  return Object.keys(floodedHaByLandUse).every((name) => name === 'unknown');
}

export function isAtLeast(severity: Severity, minimum: Severity): boolean {
  return severity === 'Unknown' || severities.indexOf(severity) >= severities.indexOf(minimum);
}

/** Observed only where the likelihood is high and nothing speaks against it; without a likelihood, Possible. */
export function certaintyOf(likelihoodPercent: number | null, flags: readonly string[], rules: EventRules): Certainty {
  if (likelihoodPercent == null || likelihoodPercent < rules.likelyLikelihood) return 'Possible';
  return likelihoodPercent >= rules.observedLikelihood && advisories(flags, rules).length === 0 ? 'Observed' : 'Likely';
}

export function advisories(flags: readonly string[], rules: EventRules): string[] {
  return flags.filter((flag) => !rules.informationalFlags.includes(flag));
}

/** The record keeps until when the image is fresh; urgency follows from the clock of whoever reads it. */
export function urgencyAt(immediateUntilUtc: string, now: Date): Urgency {
  return now.getTime() <= Date.parse(immediateUntilUtc) ? 'Immediate' : 'Past';
}
