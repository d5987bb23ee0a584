import { LandsichtError } from '@landsicht/core';
import { canonicalJson } from '../../../runs/canonical-json.js';
import { concludeCondition } from './conclude-parcel.js';
import type { Conclusion } from './conclusion.js';
import type { ParcelEvidence } from './evidence.js';
import type { ParcelRules } from './rule.js';

export interface Reproduction {
  readonly isSame: boolean;
  /** As it comes out now; null where the rule does not speak of this parcel. */
  readonly conclusion: Conclusion | null;
}

/** Draws a stored conclusion again from what was stored with it. `lake-damaged` where its rule is not among the unit's. */
export function reproduceConclusion(stored: Conclusion, evidence: ParcelEvidence, { rules }: ParcelRules): Reproduction {
  const rule = rules.find(({ id, ruleVersion }) => id === stored.condition && ruleVersion === stored.ruleVersion);
  if (rule == null)
    throw new LandsichtError(
      'lake-damaged',
      `${stored.parcelId}: rule "${stored.condition}" of version ${stored.ruleVersion} is not among those stored with it (${rules
        .filter(({ id }) => id === stored.condition)
        .map(({ ruleVersion }) => ruleVersion)
        .join(', ')}): its text was changed`,
    );
  const conclusion = concludeCondition(evidence, rule);
  return { isSame: conclusion != null && canonicalJson(conclusion) === canonicalJson(stored), conclusion };
}
