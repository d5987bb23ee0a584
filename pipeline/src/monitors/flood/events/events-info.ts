import type { MonitorInfo } from '@landsicht/core';

/** How the alerts describe themselves in the lake, in the form of a monitor: it looks at units of the flood monitor instead of scenes. */
export const floodEventsInfo = {
  id: 'flood-events',
  version: '1.1.0',
  title: { de: 'Hochwasser-Ereignisse', en: 'Flood events' },
  question: { de: 'Welche Überflutung ist neu, steigt, geht zurück?', en: 'Which flood is new, rising, receding?' },
  color: '#0d47a1',
  sensors: ['sentinel-1'],
  needs: [],
  needsUnit: 'class',
  parameters: {},
  classes: [
    { id: 'new', code: 1, title: { de: 'Neu', en: 'New' }, color: '#c62828', detect: true },
    { id: 'update', code: 2, title: { de: 'Anhaltend oder steigend', en: 'Lasting or rising' }, color: '#1565c0', detect: true },
    { id: 'receding', code: 3, title: { de: 'Zurückgehend', en: 'Receding' }, color: '#64b5f6', detect: true },
    { id: 'clear', code: 4, title: { de: 'Beendet', en: 'Ended' }, color: '#9e9e9e', detect: true },
  ],
  layers: [],
  limits: [
    { de: 'Automatisch erzeugt, keine amtliche Warnung.', en: 'Generated automatically, not an official warning.' },
    {
      de: 'Zwischen zwei Überflügen und unter Wolken bleibt der letzte bekannte Stand stehen.',
      en: 'Between two passes and under cloud the last known state stays.',
    },
  ],
} as const satisfies MonitorInfo;
