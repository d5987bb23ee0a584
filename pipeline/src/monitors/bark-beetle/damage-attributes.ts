import type { MonitorAttribute } from '@landsicht/core';

/** What a damage polygon carries (forest.md 7). Fields of people's work (assigned, check result) belong to reviews, not to the machine. */
export const damageAttributes = [
  { id: 'damageId', shortName: 'damage_id', title: { de: 'Kennung über die Zeit', en: 'Identity over time' }, type: 'text' },
  { id: 'rank', shortName: 'rank', title: { de: 'Rang', en: 'Rank' }, type: 'number' },
  { id: 'score', shortName: 'score', title: { de: 'Dringlichkeit', en: 'Urgency' }, type: 'number' },
  { id: 'legendClass', shortName: 'class', title: { de: 'Klasse 1–4', en: 'Class 1–4' }, type: 'number' },
  { id: 'tier', shortName: 'tier', title: { de: 'Stufe', en: 'Tier' }, type: 'text' },
  { id: 'confidence', shortName: 'confidence', title: { de: 'Vertrauen', en: 'Confidence' }, type: 'number', unit: '0–1' },
  { id: 'firstSuspected', shortName: 'first_susp', title: { de: 'Erster Verdacht', en: 'First suspected' }, type: 'date' },
  { id: 'firstAnomaly', shortName: 'first_anom', title: { de: 'Erste Anomalie (Median)', en: 'First anomaly (median)' }, type: 'date' },
  { id: 'confirmedOn', shortName: 'confirmed', title: { de: 'Bestätigt am', en: 'Confirmed on' }, type: 'date' },
  { id: 'clearedOn', shortName: 'cleared', title: { de: 'Geräumt am', en: 'Cleared on' }, type: 'date' },
  { id: 'lastSeen', shortName: 'last_seen', title: { de: 'Zuletzt gesehen', en: 'Last seen' }, type: 'date' },
  { id: 'areaHa', shortName: 'area_ha', title: { de: 'Fläche', en: 'Area' }, type: 'number', unit: 'ha' },
  { id: 'pixels', shortName: 'n_px', title: { de: 'Pixel', en: 'Pixels' }, type: 'number' },
  { id: 'stage', shortName: 'stage', title: { de: 'Stadium (geschätzt)', en: 'Stage (estimated)' }, type: 'text' },
  { id: 'cause', shortName: 'cause', title: { de: 'Ursache (Vermutung)', en: 'Cause (guess)' }, type: 'text' },
  { id: 'isCut', shortName: 'is_cut', title: { de: 'Gefällt', en: 'Felled' }, type: 'flag' },
  { id: 'isSanitary', shortName: 'is_sanit', title: { de: 'Sanitärhieb', en: 'Sanitary cut' }, type: 'flag' },
  { id: 'longitude', shortName: 'lon', title: { de: 'Länge', en: 'Longitude' }, type: 'number', unit: '°' },
  { id: 'latitude', shortName: 'lat', title: { de: 'Breite', en: 'Latitude' }, type: 'number', unit: '°' },
  { id: 'forstbezirk', shortName: 'forstbez', title: { de: 'Forstbezirk', en: 'Forest district' }, type: 'text' },
  { id: 'revier', shortName: 'revier', title: { de: 'Revier', en: 'Ranger district' }, type: 'text' },
  { id: 'abteilung', shortName: 'abteilung', title: { de: 'Abteilung', en: 'Compartment' }, type: 'text' },
  { id: 'unterabteilung', shortName: 'unterabt', title: { de: 'Unterabteilung', en: 'Subcompartment' }, type: 'text' },
  { id: 'teilflaeche', shortName: 'teilfl', title: { de: 'Teilfläche', en: 'Part' }, type: 'text' },
  { id: 'standShare', shortName: 'stand_pct', title: { de: 'Anteil am Bestand', en: 'Share of the stand' }, type: 'number', unit: '%' },
  {
    id: 'forestShare',
    shortName: 'spruce_pct',
    title: { de: 'Fichte im Umkreis von 300 m', en: 'Spruce within 300 m' },
    type: 'number',
    unit: '%',
  },
  { id: 'observations', shortName: 'n_obs', title: { de: 'Klare Termine', en: 'Clear dates' }, type: 'number' },
  { id: 'lastClear', shortName: 'last_clear', title: { de: 'Letzter klarer Termin', en: 'Last clear date' }, type: 'date' },
  { id: 'modelVersion', shortName: 'model', title: { de: 'Verfahren', en: 'Method' }, type: 'text' },
  { id: 'status', shortName: 'status', title: { de: 'Bearbeitung', en: 'Status' }, type: 'text' },
] as const satisfies readonly MonitorAttribute[];

export type DamageAttributeId = (typeof damageAttributes)[number]['id'];
