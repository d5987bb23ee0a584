import type { AttributeValue } from '@landsicht/core';
import { csvText } from '../../../export/csv.js';
import type { JudgedParcel } from '../conditions/conclusions-file.js';
import type { ParcelRules } from '../conditions/rule.js';
import type { Parcel } from '../import/parcel.js';

/**
 * The tables of the Commission's IACS quality assessment (ec-jrc/cbm, iacs_qa/data_validation/tables.json), as CSV by name. What Landsicht does
 * not know stays empty. `interventions` and `ua_claimed` hold the conditions that apply: their unit amounts are the agency's.
 */
export function iacsTables(judged: readonly JudgedParcel[], { rules }: ParcelRules, reference: readonly Parcel[]): Map<string, string> {
  const parcels = judged.map(({ evidence }) => evidence.parcel).sort((a, b) => a.id.localeCompare(b.id));
  const blocks = [...reference].sort((a, b) => a.id.localeCompare(b.id));
  const areaOf = ({ areaHa }: Pick<Parcel, 'areaHa'>) => hectares(areaHa);
  const claims = judged
    .flatMap(({ conclusions }) => conclusions.map(({ parcelId, condition, hectares: ha }) => [parcelId, condition, hectares(ha)] as const))
    .sort((a, b) => a[0].localeCompare(b[0]) || a[1].localeCompare(b[1]));
  return new Map([
    table(
      'lpis',
      [
        'lpis_code',
        'lpis_rp_id',
        'tot_area',
        'al_area',
        'pc_area',
        'pg_area',
        'na_area',
        'af_area',
        'n2000_area',
        'pw_area',
        'lf_area',
        'anc_area',
        'avail_area',
      ],
      blocks.map((block) => {
        const of = (...codes: string[]) => (codes.includes(block.cropCode ?? '') ? areaOf(block) : hectares(0));
        return [block.cropCode, block.id, areaOf(block), of('AL'), of('DK'), of('GL', 'DGL'), null, null, null, null, null, null, null];
      }),
    ),
    table(
      'gsa',
      ['gsa_par_id', 'gsa_hol_id', 'gsa_col_id', 'main_crop', 'catch_crop', 'organic'],
      parcels.map(({ id, holding, cropCode }) => [id, holding ?? null, null, cropCode, null, null]),
    ),
    table(
      'gsa_lpis',
      ['lpis_rp_id', 'gsa_par_id'],
      parcels.flatMap(({ id, flik }) => (flik == null ? [] : [[flik, id]])),
    ),
    table(
      'interventions',
      ['ua', 'ua_grp', 'interv', 'interv_lev', 'interv_typ', 'ua_grp_est'],
      rules.map(({ id, duty, title }) => [id, id, title.en, null, duty, null]),
    ),
    table('ua_claimed', ['gsa_par_id', 'ua', 'claim_area'], claims),
    table(
      'landsicht_results',
      ['gsa_par_id', 'ua', 'light', 'final', 'causes', 'hectares', 'window_start', 'window_end', 'last_clear_date', 'rule_version'],
      judged
        .flatMap(({ conclusions }) => conclusions)
        .sort((a, b) => a.parcelId.localeCompare(b.parcelId) || a.condition.localeCompare(b.condition))
        .map((one) => [
          ...[one.parcelId, one.condition, one.light, one.isFinal, one.causes.join(' '), hectares(one.hectares)],
          ...[one.windowStart, one.windowEnd, one.lastClearDate, one.ruleVersion],
        ]),
    ),
  ]);
}

function table(name: string, columns: readonly string[], rows: readonly (readonly AttributeValue[])[]): [string, string] {
  return [`${name}.csv`, csvText([columns, ...rows])];
}

/** GAPInVeKoSV §29: hectares with four decimals. */
function hectares(value: number): string {
  return value.toFixed(4);
}
