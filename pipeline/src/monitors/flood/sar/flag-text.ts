import type { LocalText } from '@landsicht/core';

/** What the flags of flood results mean. */
const texts: Readonly<Record<string, LocalText>> = {
  units_linear_detected: {
    de: 'Werte waren linear, nicht in dB: erkannt und umgerechnet',
    en: 'Values were linear, not dB: detected and converted',
  },
  units_db_detected: {
    de: 'Werte waren in dB, nicht linear: erkannt und umgerechnet',
    en: 'Values were dB, not linear: detected and converted',
  },
  polarisations_swapped: {
    de: 'VV und VH waren vertauscht: erkannt und getauscht',
    en: 'VV and VH were swapped: detected and swapped back',
  },
  vv_only: { de: 'Nur VV vorhanden: bei Wind unsicher', en: 'VV only: uncertain in wind' },
  threshold_fallback: {
    de: 'Wasser und Land ließen sich nirgends trennen: fester Schwellwert',
    en: 'Water and land could not be told apart anywhere: fixed threshold',
  },
  network: { de: 'Wasser von einem trainierten Netz, nicht von Schwellen', en: 'Water by a trained network, not by thresholds' },
  no_change_detector: {
    de: 'Keine frühere Aufnahme desselben Orbits: kein Vergleich',
    en: 'No earlier scene of the same orbit: no comparison',
  },
  no_baseline_detector: {
    de: 'Zu wenige frühere Aufnahmen für den üblichen Verlauf',
    en: 'Too few earlier scenes for the pixel’s own past',
  },
  few_earlier_scenes: { de: 'Wenige frühere Aufnahmen', en: 'Few earlier scenes' },
  incidence_assumed: { de: 'Einfallswinkel angenommen', en: 'Incidence angle assumed' },
  incidence_out_of_range: { de: 'Einfallswinkel außerhalb 27–48°', en: 'Incidence angle outside 27–48°' },
  terrain_not_used: { de: 'Ohne Geländemodell', en: 'Without a terrain model' },
  'no-reference': {
    de: 'Keine frühere Aufnahme zum Vergleich: Wasser, nicht Überflutung',
    en: 'No earlier scene to compare: water, not flood',
  },
  'nothing-observed': { de: 'Nichts zu sehen: keine Aussage, nicht „trocken“', en: 'Nothing could be seen: no answer, not “dry”' },
  reference_not_observed: {
    de: 'Wasser, wo keine frühere klare Aufnahme den Boden zeigt: nicht als Überflutung gezählt',
    en: 'Water where no earlier clear scene shows the ground: not counted as flood',
  },
  top_of_atmosphere: {
    de: 'Ohne Atmosphärenkorrektur: Schwellen gelten für Bodenreflexion',
    en: 'Without atmospheric correction: thresholds are for surface reflectance',
  },
  own_cloud_mask: {
    de: 'Ohne Wolkenmaske des Anbieters: eigene Tests auf Wolke und Schatten',
    en: 'No cloud mask from the producer: our own tests of cloud and shadow',
  },
  sun_angles_unknown: {
    de: 'Sonnenstand unbekannt: Schatten rings um jede Wolke vermutet',
    en: 'Sun angles unknown: shadow suspected all around each cloud',
  },
  radar_shadow_not_used: {
    de: 'Flugrichtung unbekannt: Radarschatten und Überlagerung nicht bestimmt',
    en: 'Orbit direction unknown: radar shadow and layover not determined',
  },
  wind: { de: 'Wind: raues Wasser wird übersehen', en: 'Wind: rough water is missed' },
};

/** A code that has no words yet is shown as it is. */
export function flagText(flag: string): LocalText {
  return texts[flag] ?? { de: flag, en: flag };
}
