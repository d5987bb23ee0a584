import type { Parcel } from '../import/parcel.js';
import { type CropGroup, cropGroupOfLabel } from './crop-groups.js';

/** `ley`: grass or clover on arable land. `fallow`: taken out of production, on arable land or on grassland. */
export type DeclaredUse = 'permanent-grass' | 'ley' | 'fallow' | 'arable';

export interface DeclaredCrop {
  /** null: a crop without a course of the year that its group shares. */
  readonly group: CropGroup | null;
  readonly use: DeclaredUse;
}

const arable = (group: CropGroup | null): DeclaredCrop => ({ group, use: 'arable' });
const permanentGrass: DeclaredCrop = { group: 'grass', use: 'permanent-grass' };
const ley: DeclaredCrop = { group: 'grass', use: 'ley' };
const fallow: DeclaredCrop = { group: null, use: 'fallow' };

/** German Nutzcodes (EuroCrops de_bb_2023.csv; parcels.md 2): codes of three digits, `from`–`to`. */
const nutzcodes: readonly (readonly [from: number, to: number, crop: DeclaredCrop])[] = [
  [88, 92, fallow],
  [93, 93, permanentGrass],
  [112, 112, arable('winter-cereals')],
  [113, 113, arable('spring-cereals')],
  [114, 115, arable('winter-cereals')],
  [116, 116, arable('spring-cereals')],
  [121, 121, arable('winter-cereals')],
  [122, 122, arable('spring-cereals')],
  [131, 131, arable('winter-cereals')],
  [132, 132, arable('spring-cereals')],
  [142, 142, arable('winter-cereals')],
  [143, 143, arable('spring-cereals')],
  [156, 156, arable('winter-cereals')],
  [157, 157, arable('spring-cereals')],
  [171, 171, arable('summer-crops')],
  [183, 183, arable('summer-crops')],
  [210, 230, arable('legumes')],
  [311, 311, arable('rapeseed')],
  [320, 320, arable('summer-crops')],
  [330, 330, arable('summer-crops')],
  [411, 411, arable('summer-crops')],
  [413, 413, arable('summer-crops')],
  [421, 424, ley],
  [451, 454, permanentGrass],
  [459, 459, permanentGrass],
  [480, 480, permanentGrass],
  [590, 592, fallow],
  [601, 603, arable('summer-crops')],
];

/** Names as German, Austrian and Dutch agencies write them; the first that fits counts, so exceptions come first. */
const names: readonly (readonly [pattern: RegExp, crop: DeclaredCrop])[] = [
  [/brache|stillgelegt|aus der erzeugung|ohne produktion|fallow|\bbraak/, fallow],
  [/kleegras|klee-|klee\b|luzern|ackergras|wechselwiese|feldfutter|tijdelijk|temporary grass|clover|lucerne|alfalfa/, ley],
  [/dauergr|gr(ü|ue)nland|wiese|weide|almen|altgras|hutung|blijvend|perm.*gras|meadow|pasture/, permanentGrass],
  [
    /sommer-?.*(weizen|gerste|hafer|roggen|triticale|durum|getreide)|spring.*(wheat|barley|oats|rye)|zomer-?(tarwe|gerst)/,
    arable('spring-cereals'),
  ],
  [/(weizen|gerste|roggen|triticale|dinkel|wheat|barley|rye|tarwe|gerst)/, arable('winter-cereals')],
  [/winterhafer|winter oats/, arable('winter-cereals')],
  [/hafer|oats|haver/, arable('spring-cereals')],
  [/winterraps|\braps\b|rape|koolzaad/, arable('rapeseed')],
  [
    /mais|maize|corn|hirse|sorghum|sonnenblum|sunflower|soja|soy|r(ü|ue)ben?\b|beet|bieten|kartoffel|erdäpfel|potato|aardappel/,
    arable('summer-crops'),
  ],
  [/erbse|ackerbohne|lupine|pea\b|peas\b|faba|lupin|erwten|veldbonen/, arable('legumes')],
];

/** Registers of land that know only its kind: Saxon Feldblöcke (AL, GL, DK) and Schleswig-Holstein's words. */
const landKinds: Readonly<Record<string, DeclaredCrop>> = { AL: arable(null), GL: permanentGrass, Ackerland: arable(null) };

/**
 * What was declared; null where neither the name nor the code is known. Codes mean other crops in other countries (116: spring wheat in
 * Germany, triticale in Austria), so a name goes before the code.
 */
export function declaredCropOf({ cropCode, cropName }: Pick<Parcel, 'cropCode' | 'cropName'>): DeclaredCrop | null {
  const kind = cropCode == null || !Object.hasOwn(landKinds, cropCode) ? null : landKinds[cropCode];
  if (kind != null) return kind;
  const label = cropGroupOfLabel(cropName ?? '');
  if (label != null) return label === 'grass' ? permanentGrass : arable(label);
  if (cropName != null) {
    const name = cropName.toLowerCase();
    return names.find(([pattern]) => pattern.test(name))?.[1] ?? null;
  }
  const code = cropCode != null && /^\d{3}$/.test(cropCode) ? Number(cropCode) : Number.NaN;
  return nutzcodes.find(([from, to]) => code >= from && code <= to)?.[2] ?? null;
}
