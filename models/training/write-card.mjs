// Writes a model's card from what the evaluation says of it and of the rule:
//   landsicht evaluate flood --catalog CHIPS --set detector=model --json > model.json
//   landsicht evaluate flood --catalog CHIPS --json > rule.json
//   node models/training/write-card.mjs models/flood-s1 model.json rule.json
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const [dir, modelPath, rulePath] = process.argv.slice(2);
if (dir == null || modelPath == null || rulePath == null) {
  process.stderr.write('usage: node models/training/write-card.mjs MODEL_FOLDER MODEL.json RULE.json\n');
  process.exit(2);
}
const json = async (path) => JSON.parse(await readFile(path, 'utf8'));
const { id, properties } = await json(join(dir, 'manifest.json'));
const [model, rule] = [await json(modelPath), await json(rulePath)];
const items = Object.keys(model.items).filter((item) => rule.items[item] != null);
const training = properties['landsicht:training'];

/** IoU of the pooled counts of some items. */
const iouOf = (evaluation, chosen) => {
  const [tp, fp, fn] = ['tp', 'fp', 'fn'].map((count) => chosen.reduce((sum, item) => sum + evaluation.items[item][count], 0));
  return tp / (tp + fp + fn);
};

/** Items drawn with replacement, the same for both (paired bootstrap, percentiles of 10,000 draws, mulberry32). */
function interval() {
  let state = 1;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const differences = Array.from({ length: 10_000 }, () => {
    const drawn = items.map(() => items[Math.floor(next() * items.length)]);
    return iouOf(model, drawn) - iouOf(rule, drawn);
  })
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return [0.025, 0.975].map((share) => differences[Math.floor(share * (differences.length - 1))]);
}

const number = (value) => (value == null || Number.isNaN(value) ? '–' : value.toFixed(3));
const [low, high] = interval();
const isBetter = low > 0;
const rows = items.map(
  (item) =>
    `| ${item} | ${number(model.items[item].iou)} | ${number(rule.items[item].iou)} | ${number(model.items[item].fpr)} | ${number(rule.items[item].fpr)} |`,
);
const card = `# ${id}: ${properties['landsicht:title'].en}

Written by \`models/training/write-card.mjs\` from the evaluation; do not edit by hand.

- **Status**: ${properties['landsicht:status']}. ${isBetter ? 'It beats the rule on real labels' : 'It does not beat the rule on real labels for certain, so the rule stays the default'}: difference of pooled IoU ${number(iouOf(model, items) - iouOf(rule, items))}, paired bootstrap over ${items.length} scenes ${number(low)} to ${number(high)}.
- **Network**: ${properties['mlm:architecture']}, ${properties['mlm:total_parameters']} parameters, ONNX opset 13. Input ${properties['mlm:input'][0].bands.join(', ')} in dB; output ${properties['mlm:output'][0].name}, calibrated with temperature ${number(properties['landsicht:temperature'])} on simulated validation seeds.
- **Trained** on ${training.data}; seeds ${training.seeds.join(' to ')}, the last ${training.validationSeeds[1] - training.validationSeeds[0] + 1} for validation (IoU ${number(training.validationIou)}, simulated); ${training.steps} steps in ${training.minutes} minutes on ${training.device}, PyTorch ${training.torch}.
- **Use**: \`landsicht run flood --set detector=model\`.

## On real labels (Sen1Floods11; never seen in training)

| Scene | IoU model | IoU rule | false-positive rate model | rule |
|---|---|---|---|---|
${rows.join('\n')}
| all, pooled | ${number(iouOf(model, items))} | ${number(iouOf(rule, items))} | ${number(model.pooled.fpr)} | ${number(rule.pooled.fpr)} |

## Where it fails

- It has seen one kind of landscape, the simulator's: other climates (sand, rice, mangroves, permafrost) are unknown to it.
- Like every C-band method it does not see water under trees and between houses.
- Smooth ground that is as dark as water on a single pass looks like water to it; it knows no earlier scene.
`;
await writeFile(join(dir, 'CARD.md'), card);
process.stderr.write(`${join(dir, 'CARD.md')}: pooled IoU ${number(iouOf(model, items))}, rule ${number(iouOf(rule, items))}\n`);
