import { type Grid, pixelAreaM2 } from '@landsicht/core';
import type { DamageAttributeId } from './damage-attributes.js';
import type { BeetleRows } from './damage-regions.js';
import { type NamedPolygon, type PlacedPolygon, placeOnGrid, readPolygons } from './polygons-on-grid.js';
import { stateCodes, tierCodes } from './series/state-codes.js';

export type StandField = Extract<DamageAttributeId, 'forstbezirk' | 'revier' | 'abteilung' | 'unterabteilung' | 'teilflaeche'>;

/** Column names of forest administrations, in lower case without umlauts. */
const fieldNames: Readonly<Record<StandField, readonly string[]>> = {
  forstbezirk: ['forstbezirk', 'fob', 'forstbez', 'forest_district'],
  revier: ['revier', 'rev', 'forstrevier', 'district'],
  abteilung: ['abteilung', 'abt', 'compartment'],
  unterabteilung: ['unterabteilung', 'uabt', 'unterabt', 'ua', 'subcompartment'],
  teilflaeche: ['teilflaeche', 'tfl', 'teilfl', 'teilflache', 'part'],
};
export const standFields = Object.keys(fieldNames) as StandField[];

export type Stand = Readonly<Record<StandField, string | null>>;

const tallies = ['modelled', 'suspected', 'confirmed', 'cleared', 'cut'] as const;
type Tally = Record<(typeof tallies)[number], number> & { pixels: number; firstAnomalyDay: number; lastConfirmedDay: number };

/** Which compartment a pixel lies in, and what lies in each compartment. Without compartments every pixel is in none. */
export class StandCounter {
  readonly stands: readonly Stand[];
  readonly #grid: Grid;
  readonly #placed: readonly (PlacedPolygon | null)[];
  readonly #tallies: Tally[];

  constructor(polygons: readonly NamedPolygon[], grid: Grid) {
    this.#grid = grid;
    this.stands = polygons.map(({ properties }) => standOf(properties));
    this.#placed = polygons.map((polygon) => placeOnGrid(polygon, grid));
    this.#tallies = polygons.map(() => ({
      ...(Object.fromEntries(tallies.map((name) => [name, 0])) as Tally),
      pixels: 0,
      firstAnomalyDay: 0,
      lastConfirmedDay: 0,
    }));
  }

  static async open(path: string, grid: Grid): Promise<StandCounter> {
    return new StandCounter(path === '' ? [] : await readPolygons(path, 'compartments'), grid);
  }

  /** By pixel: place in `stands` + 1, 0 = in none. */
  rows(row: number, count: number): Uint32Array {
    const out = new Uint32Array(this.#grid.width * count);
    for (const [i, one] of this.#placed.entries()) one?.paint(out, row, count, i + 1);
    return out;
  }

  count(standOf: Uint32Array, { state, tier, first_anomaly, confirmed }: BeetleRows): void {
    if (this.stands.length === 0) return;
    for (let i = 0; i < standOf.length; i++) {
      const tally = this.#tallies[(standOf[i] as number) - 1];
      if (tally == null) continue;
      tally.pixels++;
      if (tier[i] !== tierCodes.notModelled) tally.modelled++;
      if (tier[i] === tierCodes.suspected) tally.suspected++;
      if (tier[i] === tierCodes.confirmed) tally.confirmed++;
      if (tier[i] === tierCodes.cleared) tally.cleared++;
      if (state[i] === stateCodes.cut || state[i] === stateCodes.cutRegrowth) tally.cut++;
      const first = first_anomaly[i] as number;
      if (first > 0 && (tally.firstAnomalyDay === 0 || first < tally.firstAnomalyDay)) tally.firstAnomalyDay = first;
      tally.lastConfirmedDay = Math.max(tally.lastConfirmedDay, confirmed[i] as number);
    }
  }

  /** Pixels of a compartment on the grid. */
  pixelsOf(stand: number): number {
    return this.#tallies[stand]?.pixels ?? 0;
  }

  /** RFC 4180, a line a compartment on the grid; hectares with four decimals. */
  csv(): string {
    const hectares = (pixels: number) => ((pixels * pixelAreaM2(this.#grid)) / 10_000).toFixed(4);
    const head = [
      ...standFields,
      'area_ha',
      'modelled_ha',
      'suspected_ha',
      'confirmed_ha',
      'cleared_ha',
      'cut_ha',
      'first_anomaly',
      'last_confirmed',
    ];
    const lines = this.stands.flatMap((stand, i) => {
      const tally = this.#tallies[i] as Tally;
      if (tally.pixels === 0) return [];
      const { pixels, modelled, suspected, confirmed, cleared, cut } = tally;
      return [
        [
          ...standFields.map((field) => quoted(stand[field] ?? '')),
          ...[pixels, modelled, suspected, confirmed, cleared, cut].map(hectares),
          isoDay(tally.firstAnomalyDay) ?? '',
          isoDay(tally.lastConfirmedDay) ?? '',
        ].join(','),
      ];
    });
    return `${[head.join(','), ...lines].join('\r\n')}\r\n`;
  }
}

/** Null for day 0. */
export function isoDay(epochDay: number): string | null {
  return epochDay === 0 ? null : new Date(epochDay * 86_400_000).toISOString().slice(0, 10);
}

/** A leading = + - @ is quoted as text so that a spreadsheet does not run it. */
function quoted(text: string): string {
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function standOf(properties: Readonly<Record<string, unknown>>): Stand {
  const byName = new Map(Object.entries(properties).map(([name, value]) => [plain(name), value]));
  const said = (field: StandField) => {
    const found = fieldNames[field].map((name) => byName.get(name)).find((value) => value != null && value !== '');
    return found == null ? null : String(found);
  };
  return Object.fromEntries(standFields.map((field) => [field, said(field)])) as Stand;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss');
}
