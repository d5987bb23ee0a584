import type { VectorFeature } from '../../../vector-file/feature-file.js';
import type { ParcelKind } from './parcel.js';

/** What one row of an agency's file says, before rows are joined to fields. */
export interface ParcelRow {
  /** Rows with the same key are one field. */
  readonly key: string;
  readonly year: number | null;
  readonly cropCode: string | null;
  readonly cropName: string | null;
  readonly flik: string | null;
  readonly declaredHa: number | null;
  readonly ecoSchemes?: readonly string[];
  readonly commitments?: readonly string[];
  readonly holding?: string | null;
  readonly office?: string | null;
  /** Not a field but a part beside it: landscape element, mast, ditch. Kept in the report, not watched. */
  readonly isElement: boolean;
}

export interface AgencySchema {
  readonly id: string;
  readonly title: string;
  readonly kind: ParcelKind;
  /** All of these columns, in any case of letters, tell the schema. */
  readonly columns: readonly string[];
  rowOf(get: (column: string) => string | number | boolean | null, rowNumber: number): ParcelRow;
}

const text = (value: string | number | boolean | null): string | null => {
  const trimmed = value == null ? '' : String(value).trim();
  return trimmed === '' || trimmed === '0' ? null : trimmed;
};
/** "5, 7" → ["5", "7"]. */
const list = (value: string | number | boolean | null): string[] => (text(value) ?? '').split(/[,;|]\s*/).filter((part) => part !== '');
const number = (value: string | number | boolean | null): number | null => {
  const parsed =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value.replace(',', '.')) : Number.NaN;
  return Number.isFinite(parsed) ? parsed : null;
};
const yearOf = (value: string | number | boolean | null): number | null => {
  const found = /(?:^|\D)((?:19|20)\d{2})(?:\D|$)/.exec(String(value ?? ''))?.[1];
  return found == null ? null : Number(found);
};

/** Of agencies whose files are known, the most particular first (parcels.md 2). */
export const agencySchemas: readonly AgencySchema[] = [
  {
    id: 'de-bb-gsaa',
    title: 'Brandenburg, Antragsflächen (GSAA)',
    kind: 'declaration',
    columns: ['antragjahr', 'gp_xx', 'ref_ident', 'tf_typ', 'groesse', 'code'],
    rowOf: (get) => ({
      // HNF main use and NNF secondary use are the Schlag; LE landscape element, NBF non-eligible part
      key: `${get('antragjahr')}-${get('gp_xx')}${['HNF', 'NNF'].includes(String(get('tf_typ'))) ? '' : `-${get('tf_typ')}-${get('ref_ident')}`}`,
      year: yearOf(get('antragjahr')),
      cropCode: text(get('code')),
      cropName: text(get('code_bez')),
      flik: text(get('ref_ident')),
      declaredHa: number(get('groesse')),
      ecoSchemes: list(get('oekoregel')),
      commitments: list(get('bind_code')),
      isElement: !['HNF', 'NNF'].includes(String(get('tf_typ'))),
    }),
  },
  {
    id: 'de-sn-lpis',
    title: 'Sachsen, Feldblöcke (LPIS)',
    kind: 'reference',
    columns: ['FB_FLIK', 'JAHR', 'FB_A_FLAE', 'FB_BN_KAT'],
    rowOf: (get) => ({
      key: String(get('FB_FLIK') ?? ''),
      year: yearOf(get('JAHR')),
      cropCode: text(get('FB_BN_KAT')),
      cropName: text(get('FB_BEZEICH')),
      flik: text(get('FB_FLIK')),
      declaredHa: number(get('FB_A_FLAE')),
      office: text(get('ZUSTAENDIG')),
      isElement: false,
    }),
  },
  {
    id: 'de-sh-lpis',
    title: 'Schleswig-Holstein, Feldblöcke (LPIS)',
    kind: 'reference',
    columns: ['FLIK', 'Flaeche', 'HBN', 'fachguelti'],
    rowOf: (get) => ({
      key: String(get('FLIK') ?? ''),
      year: yearOf(get('fachguelti')),
      cropCode: text(get('HBN')),
      cropName: text(get('HBN')),
      flik: text(get('FLIK')),
      declaredHa: number(get('Flaeche')),
      isElement: false,
    }),
  },
  {
    id: 'at-gsaa',
    title: 'Österreich, INVEKOS-Schläge (GSAA)',
    kind: 'declaration',
    columns: ['FS_KENNUNG', 'SNAR_BEZEICHNUNG', 'SL_FLAECHE_BRUTTO_HA', 'GEO_ID'],
    rowOf: (get) => ({
      key: String(get('GEO_ID') ?? ''),
      year: yearOf(/MFA-(\d{4})/.exec(String(get('INSPIRE_ID') ?? ''))?.[1] ?? null),
      cropCode: text(get('SNAR_CODE')),
      cropName: text(get('SNAR_BEZEICHNUNG')),
      flik: text(get('FS_KENNUNG')),
      declaredHa: number(get('SL_FLAECHE_BRUTTO_HA')),
      isElement: false,
    }),
  },
  {
    id: 'nl-gsaa',
    title: 'Niederlande, Basisregistratie gewaspercelen (GSAA)',
    kind: 'declaration',
    columns: ['gewascode', 'gewas', 'category', 'jaar'],
    rowOf: (get, rowNumber) => ({
      key: String(get('id') ?? rowNumber),
      year: yearOf(get('jaar')),
      cropCode: text(get('gewascode')),
      cropName: text(get('gewas')),
      flik: null,
      declaredHa: null,
      isElement: String(get('category')) === 'Landschapselement',
    }),
  },
  {
    id: 'fiboa',
    title: 'fiboa (Field Boundaries for Agriculture)',
    kind: 'declaration',
    columns: ['id', 'determination_datetime'],
    rowOf: (get, rowNumber) => fiboaRow(get, rowNumber),
  },
  {
    id: 'plain',
    title: 'id, crop code, area',
    kind: 'declaration',
    columns: ['id'],
    rowOf: (get, rowNumber) => fiboaRow(get, rowNumber),
  },
];

/** fiboa 0.2/0.3 names and the plain ones. */
function fiboaRow(get: (column: string) => string | number | boolean | null, rowNumber: number): ParcelRow {
  const first = (...columns: string[]) => columns.map(get).find((value) => value != null && value !== '') ?? null;
  return {
    key: String(first('id') ?? rowNumber),
    year: yearOf(first('year', 'determination:datetime', 'determination_datetime')),
    cropCode: text(first('crop:code', 'crop_code', 'code')),
    cropName: text(first('crop:name', 'crop_name', 'crop')),
    flik: text(first('flik', 'block_id')),
    declaredHa: number(first('metrics:area', 'area_ha', 'area')),
    ecoSchemes: list(first('eco_schemes', 'ecoSchemes')),
    commitments: list(first('commitments')),
    holding: text(first('holding', 'gsa_hol_id')),
    office: text(first('office')),
    isElement: false,
  };
}

/** The schema whose columns a file has; null where none fits. */
export function schemaOf(fields: readonly string[]): AgencySchema | null {
  const known = new Set(fields.map((field) => field.toLowerCase()));
  return agencySchemas.find(({ columns }) => columns.every((column) => known.has(column.toLowerCase()))) ?? null;
}

/** Columns in any case of letters. */
export function columnsOf({ properties }: VectorFeature): (column: string) => string | number | boolean | null {
  const byName = new Map(Object.entries(properties).map(([name, value]) => [name.toLowerCase(), value]));
  return (column) => byName.get(column.toLowerCase()) ?? null;
}
