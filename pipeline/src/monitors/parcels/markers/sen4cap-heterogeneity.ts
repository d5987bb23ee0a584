import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';
import type { PixelCourse, PixelLook } from './pixel-course.js';

/** Sen4CAP heterogeneity (parcels.md 6): four clusters of a month's mean NDVI, four questions, three months. */
const rules = {
  clusters: 4,
  largestShare: 0.9,
  clusterPixels: 20,
  ndviDistance: 0.17,
  compactness: 1.7,
  months: 3,
  grades: [
    [12, 'STRONG'],
    [10, 'MODERATE'],
    [8, 'WEAK'],
    [6, 'POOR'],
  ],
} as const;

/** Largest sum of the questions answered yes over three months in a row (0–12) and its grade, as values of a marker. */
export function sen4capScore(course: PixelCourse, year: number): Marker['values'] {
  const byMonth = Array.from({ length: 12 }, (_, month) => {
    const prefix = `${year}-${String(month + 1).padStart(2, '0')}`;
    const looks = course.looks.filter(({ date }) => date.startsWith(prefix));
    return looks.length === 0 ? 0 : monthScore(course, looks);
  });
  const sums = byMonth
    .slice(0, 13 - rules.months)
    .map((_, at) => byMonth.slice(at, at + rules.months).reduce((sum, score) => sum + score, 0));
  const best = Math.max(...sums);
  return { sen4capScore: best, sen4capGrade: rules.grades.find(([least]) => best >= least)?.[1] ?? 'NONE' };
}

function monthScore(course: PixelCourse, looks: readonly PixelLook[]): number {
  const mean = Float32Array.from(course.places, (_, i) => looks.reduce((sum, { ndvi }) => sum + (ndvi[i] as number), 0) / looks.length);
  const clusters = clustersOf(mean);
  if (clusters == null) return 0;
  const { own, centres } = clusters;
  const counts = centres.map((_, k) => own.filter((cluster) => cluster === k).length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const large = centres.filter((_, k) => (counts[k] as number) > rules.clusterPixels);
  const isApart = large.length >= 2 && Math.max(...large) - Math.min(...large) >= rules.ndviDistance;
  const questions = [
    Math.max(...counts) / total < rules.largestShare, // M1
    large.length >= 2, // M2
    isApart, // M3
    compactness(course, own) > rules.compactness, // M4
  ];
  return questions.filter(Boolean).length;
}

/** One-dimensional k-means from the quantiles; 255 = no value. */
function clustersOf(values: Float32Array): { own: Uint8Array; centres: number[] } | null {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length < rules.clusters) return null;
  let centres = Array.from(
    { length: rules.clusters },
    (_, k) => sorted[Math.floor(((k + 0.5) / rules.clusters) * sorted.length)] as number,
  );
  const own = new Uint8Array(values.length);
  for (let turn = 0; turn < 20; turn++) {
    values.forEach((value, i) => {
      const distances = centres.map((centre) => Math.abs(value - centre));
      own[i] = Number.isNaN(value) ? 255 : distances.indexOf(Math.min(...distances));
    });
    centres = centres.map((centre, k) => {
      const members = values.filter((_, i) => own[i] === k);
      return members.length === 0 ? centre : round(members.reduce((sum, value) => sum + value, 0) / members.length, 6);
    });
  }
  return { own, centres };
}

/** Mean number of the 8 neighbours in the same cluster, over ln of the parcel's pixels. */
function compactness({ grid, places }: PixelCourse, own: Uint8Array): number {
  const onGrid = new Uint8Array(grid.width * grid.height).fill(255);
  places.forEach((place, i) => {
    onGrid[place] = own[i] as number;
  });
  let same = 0;
  places.forEach((place, i) => {
    const [col, row] = [place % grid.width, Math.floor(place / grid.width)];
    for (let r = Math.max(0, row - 1); r <= Math.min(grid.height - 1, row + 1); r++) {
      for (let c = Math.max(0, col - 1); c <= Math.min(grid.width - 1, col + 1); c++) {
        if ((r !== row || c !== col) && own[i] !== 255 && onGrid[r * grid.width + c] === own[i]) same++;
      }
    }
  });
  return same / places.length / Math.log(Math.max(places.length, 3));
}
