import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorMessage, LandsichtError } from '@landsicht/core';
import { canonicalJson } from '../../../runs/canonical-json.js';
import { readLocalJson } from '../../../sources/read-json.js';
import { evaluate } from './evaluate-expression.js';
import { type ParcelRules, type Rule, ruleSchema, type VersionedRule } from './rule.js';
import { placeholdersOf } from './sentence.js';

/** Landsicht's own rules; data is not compiled, so they lie beside the sources also for the compiled program. */
export const ownRulesDir = fileURLToPath(new URL('rules/', import.meta.url.replace(/\/dist\/(monitors\/parcels\/)/, '/src/$1')));

/** Placeholders a sentence may use beside those of its marker. */
const knownPlaceholders = new Set([
  ...['windowStart', 'windowEnd', 'asOf', 'hectares', 'crop', 'clearDates', 'maximumGapDays', 'pixels', 'lastClearDate'],
  ...['observedFrom', 'observedTo', 'needClearDates', 'needGapDays', 'needPixels', 'ndviMin', 'ndviMax', 'ndviRange'],
  ...['declaredGroup', 'declaredProbability', 'otherGroup', 'otherProbability', 'markerCount'],
]);

/** All rule files of a folder, by id; `null` = Landsicht's own. Throws `bad-argument` with file and place. */
export async function loadRules(dir: string | null = null): Promise<ParcelRules> {
  const folder = dir ?? ownRulesDir;
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new LandsichtError(
      'bad-argument',
      `${folder}: cannot be read as a folder of rules (${errorMessage(cause)}). Give a folder of rule files (*.json), or leave "rules" out for Landsicht's own`,
      { cause },
    );
  });
  const files = names.filter((name) => name.endsWith('.json')).sort();
  if (files.length === 0)
    throw new LandsichtError('bad-argument', `${folder}: holds no rule file (*.json). Copy those of ${ownRulesDir} and change them`);
  const rules: VersionedRule[] = [];
  for (const name of files) {
    const path = join(folder, name);
    rules.push(parseRule(await readLocalJson(path), path));
  }
  assertOneRulePerYear(rules, folder);
  return { rules: rules.sort((a, b) => a.id.localeCompare(b.id) || a.legalYears.from - b.legalYears.from) };
}

/** `place` names the file in messages. */
export function parseRule(json: unknown, place: string): VersionedRule {
  const parsed = ruleSchema.safeParse(json);
  if (!parsed.success) {
    const issue = deepest(parsed.error.issues);
    throw new LandsichtError('bad-argument', `${place}: ${issue.path.join('.') || 'the document'}: ${issue.message}`);
  }
  const rule = parsed.data;
  for (const light of ['green', 'red', 'yellow'] as const) {
    for (const language of ['de', 'en'] as const) {
      const stranger = placeholdersOf(rule.sentences[light][language]).find(
        (name) => !knownPlaceholders.has(name) && !name.startsWith('marker.'),
      );
      if (stranger != null)
        throw new LandsichtError(
          'bad-argument',
          `${place}: sentences.${light}.${language}: {${stranger}} has no value. Known: ${[...knownPlaceholders].join(', ')} and marker.<value>`,
        );
    }
  }
  assertEvidence(rule, place);
  const digest = createHash('sha256').update(canonicalJson(json)).digest('hex');
  return { ...rule, given: json, ruleVersion: `${rule.version}+${digest.slice(0, 12)}` };
}

/** A light that holds where nothing was found must ask that somebody looked. */
function assertEvidence({ needs, ...rule }: Rule, place: string): void {
  const nothing = { markers: [], looks: [], crop: null, from: '0000-01-01', to: '9999-12-31' };
  for (const light of ['green', 'red'] as const) {
    if (!evaluate(rule[light], nothing).holds) continue;
    const { clearDates, maximumGapDays } = needs[light];
    if (clearDates < 1 || maximumGapDays == null)
      throw new LandsichtError(
        'bad-argument',
        `${place}: needs.${light}: "${light}" holds where nothing was found, so it needs clearDates of at least 1 and maximumGapDays; got ${clearDates} and ${maximumGapDays ?? 'none'}`,
      );
  }
}

function assertOneRulePerYear(rules: readonly VersionedRule[], folder: string): void {
  for (const [i, rule] of rules.entries()) {
    const twin = rules.slice(i + 1).find((other) => other.id === rule.id && overlaps(rule, other));
    if (twin != null)
      throw new LandsichtError(
        'bad-argument',
        `${folder}: two rules "${rule.id}" for one legal year (versions ${rule.version} and ${twin.version}). Let legalYears of one end before the other begins`,
      );
  }
}

function overlaps({ legalYears: a }: Rule, { legalYears: b }: Rule): boolean {
  return a.from <= (b.to ?? Number.POSITIVE_INFINITY) && b.from <= (a.to ?? Number.POSITIVE_INFINITY);
}

type Issue = {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string;
  readonly errors?: readonly (readonly Issue[])[];
};

/** Of a union, the alternative that got furthest: it is the one that was meant. */
function deepest(issues: readonly Issue[], prefix: readonly PropertyKey[] = []): { path: readonly PropertyKey[]; message: string } {
  const [issue] = issues;
  if (issue == null) return { path: prefix, message: 'invalid' };
  const path = [...prefix, ...issue.path];
  if (issue.errors == null || issue.errors.length === 0) return { path, message: issue.message };
  const candidates = issue.errors.map((errors) => deepest(errors, path));
  return candidates.reduce((best, one) => (one.path.length > best.path.length ? one : best));
}
