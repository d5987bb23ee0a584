import { evaluateUnits } from '../evaluate/evaluate-units.js';
import { scoreTable } from '../evaluate/score-table.js';
import { evaluateCropConfirmation } from '../monitors/parcels/crops/crop-confirmation.js';
import { readCropSamples } from '../monitors/parcels/crops/crop-samples.js';
import { cropTable } from '../monitors/parcels/crops/crop-table.js';
import { abortOnSignals, STOPPED_EXIT_CODE } from '../runs/abort-on-signals.js';
import { planRun } from '../runs/plan-run.js';
import { openWorkspace } from '../runs/workspace.js';
import { type Command, countOption, listOption, requiredOption, textOption } from './command.js';
import { chosenDevice, deviceOption } from './device-option.js';
import { executeTasks } from './execute-tasks.js';
import { faultList } from './fault-list.js';
import { itemsFor, selectionOf } from './items-for.js';
import { parametersOf } from './parameters.js';
import { requireMonitor, selectionOptions } from './run.js';

export const evaluate: Command = {
  usage:
    'landsicht evaluate MONITOR --catalog PATH [--label-asset label] [--set name=value …] [--json] [--workspace DIR] | landsicht evaluate parcels --samples FILE [--json]',
  positionals: true,
  options: { ...selectionOptions, 'label-asset': { type: 'string' }, samples: { type: 'string' } },
  async run({ values, positionals }, io) {
    if (positionals.length === 1 && positionals[0] === 'parcels') {
      const evaluation = evaluateCropConfirmation(await readCropSamples(requiredOption(values, 'samples')));
      io.stdout.write(values['json'] === true ? `${JSON.stringify(evaluation)}\n` : cropTable(evaluation));
      return 0;
    }
    const monitor = requireMonitor(positionals);
    requiredOption({ catalog: listOption(values, 'catalog')[0] }, 'catalog');
    const selection = await selectionOf(values);
    const { bboxLonLat = null } = selection.query;
    const parameters = parametersOf(monitor.info, listOption(values, 'set'));
    const wanted = deviceOption(textOption(values, 'device'), monitor, parameters);
    const jobs = countOption(values, 'jobs', 1, 256);
    const workspace = await openWorkspace(textOption(values, 'workspace') ?? 'workspace');
    const abort = abortOnSignals((text) => io.stderr.write(text));
    const { faults, add: onFault } = faultList(io);
    try {
      const items = await itemsFor(selection, workspace, io, abort.signal, onFault);
      const tasks = await planRun({
        monitor,
        items,
        parameters,
        bboxLonLat,
        signal: abort.signal,
        catalogueDir: workspace.catalogueDir,
        onFault,
      });
      const device = await chosenDevice(wanted, monitor, parameters, { workspace, io });
      const run = await executeTasks(tasks, { workspace, what: `evaluate ${monitor.info.id}`, jobs, device, signal: abort.signal, io });
      if (abort.signal.aborted) return STOPPED_EXIT_CODE;
      const evaluation = await evaluateUnits(monitor, tasks, workspace.lakeDir, textOption(values, 'label-asset') ?? 'label', onFault);
      io.stdout.write(values['json'] === true ? `${JSON.stringify(evaluation)}\n` : scoreTable(evaluation));
      return run.failed + faults.length > 0 ? 1 : 0;
    } catch (error) {
      if (abort.signal.aborted) return STOPPED_EXIT_CODE;
      throw error;
    } finally {
      abort.dispose();
    }
  },
};
