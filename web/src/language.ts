import type { LocalText } from '@landsicht/core';

export type Language = 'de' | 'en';

const texts = {
  desks: { de: 'Arbeitsplätze', en: 'Desks' },
  detections: { de: 'Funde', en: 'Detections' },
  count: { de: '{n} Funde · {ha} ha', en: '{n} detections · {ha} ha' },
  sortBy: { de: 'Sortieren', en: 'Sort' },
  byArea: { de: 'Größte zuerst', en: 'Largest first' },
  byClass: { de: 'Nach Klasse', en: 'By class' },
  export: { de: 'Export GeoJSON', en: 'Export GeoJSON' },
  layers: { de: 'Ebenen', en: 'Layers' },
  legend: { de: 'Legende', en: 'Legend' },
  outlines: { de: 'Umrisse der Funde', en: 'Detection outlines' },
  opacity: { de: 'Deckkraft', en: 'Opacity' },
  acquisition: { de: 'Aufnahme', en: 'Acquisition' },
  previous: { de: 'Vorige Aufnahme (←)', en: 'Previous acquisition (←)' },
  next: { de: 'Nächste Aufnahme (→)', en: 'Next acquisition (→)' },
  detail: { de: 'Einzelheiten', en: 'Details' },
  close: { de: 'Schließen (Esc)', en: 'Close (Esc)' },
  zoomTo: { de: 'Heranzoomen', en: 'Zoom to' },
  area: { de: 'Fläche', en: 'Area' },
  likelihood: { de: 'Likelihood', en: 'Likelihood' },
  noLikelihood: { de: 'nicht bestimmt (einfache Form)', en: 'not determined (simple form)' },
  observed: { de: 'Beobachtet', en: 'Observed' },
  scene: { de: 'Aufnahme', en: 'Scene' },
  reference: { de: 'Referenzaufnahmen', en: 'Reference scenes' },
  noReference: { de: 'keine – Wasser und Überflutung sind nicht zu trennen', en: 'none – water and flood cannot be told apart' },
  notObservedShare: { de: 'Nicht beobachtet', en: 'Not observed' },
  parameters: { de: 'Parameter', en: 'Parameters' },
  unit: { de: 'Rechenlauf', en: 'Unit of work' },
  limits: { de: 'Was dieses Verfahren nicht sieht', en: 'What this method cannot see' },
  machine: { de: 'Automatisch erzeugt, keine amtliche Warnung.', en: 'Automatically generated, not an official warning.' },
  simulated: { de: 'Simulierte Daten', en: 'Simulated data' },
  empty: {
    de: 'Noch keine Ergebnisse. Nächster Schritt: „landsicht demo“ oder „landsicht run flood --catalog …“.',
    en: 'No results yet. Next step: “landsicht demo” or “landsicht run flood --catalog …”.',
  },
  noDetections: {
    de: 'In dieser Aufnahme wurde nichts gefunden, was groß genug ist.',
    en: 'Nothing large enough was found in this acquisition.',
  },
  loading: { de: 'Lade …', en: 'Loading …' },
  failed: {
    de: 'Die Daten konnten nicht geladen werden. Gespeichertes ist sicher. Bitte Seite neu laden; bleibt der Fehler, den Betrieb verständigen.',
    en: 'The data could not be loaded. Nothing stored is affected. Reload the page; if it persists, tell operations.',
  },
  theme: { de: 'Hell/Dunkel', en: 'Light/dark' },
  map: { de: 'Karte', en: 'Map' },
  mapHelp: { de: 'Karte; alle Objekte stehen auch in der Liste', en: 'Map; every object is also in the list' },
  keys: { de: '↑ ↓ Liste · ← → Aufnahmen · Enter öffnen · Esc schließen', en: '↑ ↓ list · ← → acquisitions · Enter open · Esc close' },
  ago: { de: 'vor {age}', en: '{age} ago' },
  all: { de: 'Alle', en: 'All' },
} as const satisfies Record<string, LocalText>;

export type TextKey = keyof typeof texts;

/** A sentence of the page, with `{name}` filled in. */
export function say(language: Language, key: TextKey, values: Readonly<Record<string, string>> = {}): string {
  return texts[key][language].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
