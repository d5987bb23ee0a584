import type { Command } from './command.js';

/** What `landsicht help` needs to know of a command. The rest is loaded when it runs: nobody waits for DuckDB to see the help. */
export interface CommandEntry {
  readonly summary: string;
  load(): Promise<Command>;
}

/** Every command. To add one: a file here and a line below. */
export const commands = {
  demo: {
    summary: 'simulate samples, ingest them, run all monitors',
    load: async () => (await import('./demo.js')).demo,
  },
  ingest: {
    summary: 'add scenes of a catalogue, a service or a folder to the workspace',
    load: async () => (await import('./ingest.js')).ingest,
  },
  run: { summary: 'run a monitor over a catalogue', load: async () => (await import('./run.js')).run },
  evaluate: { summary: 'run a monitor over labelled items and score it', load: async () => (await import('./evaluate.js')).evaluate },
  serve: { summary: 'serve the API at /api and the dashboard at /', load: async () => (await import('./serve.js')).serve },
  export: {
    summary: 'write results as GeoJSON, CSV, GeoParquet or COGs',
    load: async () => (await import('./export.js')).exportCommand,
  },
  events: { summary: 'events and alerts from successive flood results', load: async () => (await import('./events.js')).events },
  'flood-extent': {
    summary: 'the most that was flooded over a period, as COG, GeoJSON and STAC item',
    load: async () => (await import('./flood-extent.js')).floodExtent,
  },
  markers: { summary: 'events (mowing) in imported signal series of parcels', load: async () => (await import('./markers.js')).markers },
  models: {
    summary: 'list, verify and add networks (ONNX with a manifest)',
    load: async () => (await import('./models.js')).models,
  },
  status: { summary: 'what is done, running, failed', load: async () => (await import('./status.js')).status },
  doctor: { summary: 'what this machine can do: engines, GPU, disk', load: async () => (await import('./doctor.js')).doctor },
} as const satisfies Record<string, CommandEntry>;

export type CommandName = keyof typeof commands;
