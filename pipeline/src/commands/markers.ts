import { markersOf } from '../monitors/parcels/markers/parcel-markers.js';
import { readSignalSeries } from '../monitors/parcels/markers/signal-series.js';
import { type Command, requiredOption } from './command.js';

export const markers: Command = {
  usage: 'landsicht markers --signals FILE [--json]',
  options: { signals: { type: 'string' }, json: { type: 'boolean' } },
  async run({ values }, io) {
    const { parcels, year } = await readSignalSeries(requiredOption(values, 'signals'));
    const found = parcels.map((parcel) => markersOf(parcel, year));
    if (values['json'] === true) io.stdout.write(`${JSON.stringify({ parcels: found })}\n`);
    else {
      for (const { id, monitorable, flags, markers: events } of found) {
        const text = events.map(({ type, start, end, confidence }) => `${type} ${start}…${end} (${confidence.toFixed(2)})`).join(', ');
        io.stdout.write(`${id}  ${monitorable ? text || 'no event' : `not monitorable: ${flags.join(', ')}`}\n`);
      }
    }
    return 0;
  },
};
