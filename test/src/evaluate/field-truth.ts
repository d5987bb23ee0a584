import type { FieldTruth } from '@landsicht/data-samples';
import { declaredCropOf } from '@landsicht/pipeline';

/** Whether what a condition asks for is so; null = it cannot be said of this parcel, or both answers are right. */
export function truthOfCondition(condition: string, truth: FieldTruth, year: number): boolean | null {
  const { violations, declared, parts, promisesCatchCrop, events } = truth;
  const [main] = parts;
  if (main == null) return null;
  const is = (kind: FieldTruth['violations'][number]): boolean => violations.includes(kind);
  // another crop than declared: what else was promised for the declared one has no answer
  const isAsDeclared = main.crop === declared;
  switch (condition) {
    case 'minimum-activity-grassland':
      return isAsDeclared ? events.some(({ type, date }) => type === 'mowing' && date >= `${year}-01-01` && date <= `${year}-11-15`) : null;
    case 'minimum-activity-arable':
      return isAsDeclared ? true : null;
    case 'crop-group':
      return is('two-crops') ? null : groupOf(truth.nutzcode) === groupOf(main.nutzcode);
    case 'fallow-no-use':
      return isAsDeclared ? !is('fallow-mown') : null;
    case 'permanent-grassland-not-ploughed':
      return isAsDeclared ? !is('part-ploughed') : isTilled(truth, year) ? false : null;
    case 'soil-cover':
      return is('soil-not-covered') ? false : is('two-crops') ? null : true;
    case 'catch-crop':
      return promisesCatchCrop ? !is('catch-crop-missing') : null;
    case 'homogeneity':
      // grass that is ploughed and sown again in a part is one use still
      return is('two-crops') ? false : is('part-ploughed') || is('building') || is('over-hedge') ? null : true;
    case 'ineligible-land':
      return !(is('building') || is('over-hedge'));
    default:
      return null;
  }
}

/** While the window of permanent grassland is open. */
function isTilled({ events }: FieldTruth, year: number): boolean {
  return events.some(({ type, part, date }) => type === 'tillage' && part === 0 && date >= `${year}-03-15` && date <= `${year}-10-01`);
}

function groupOf(cropCode: string): string | null {
  return declaredCropOf({ cropCode, cropName: null })?.group ?? null;
}
