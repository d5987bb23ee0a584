"""Trains flood-s1: water probability from VV and VH (dB). Only simulated passes; run `python3 flood_s1.py --help`.

Domain randomisation, each range wider than what differs between scenes of one sensor:
- radiometry: gain of each polarisation within 1.5 dB (Sentinel-1 is stable to 1 dB absolute; the rest is incidence and moisture);
- speckle: further multiplicative gamma noise of 6 to 60 looks, correlated over up to two pixels, or a mean over 3 pixels (other multilooking);
- resolution: 0.75 to 1.35 of the pixel;
- geometry: flips and quarter turns.
"""

import argparse
import glob
import json
import math
import os
import time

import numpy as np
import torch
from osgeo import gdal
from torch.nn import functional

from unet import Probability, UNet

gdal.UseExceptions()
LOWEST_DB = -35.0
HIGHEST_DB = 5.0
# of all land and water of the Sen1Floods11 statistics in flood.md 8: only their order matters
MEAN_DB = (-12.0, -19.0)
STD_DB = (5.0, 5.0)


def read(path: str) -> np.ndarray:
    return gdal.Open(path).ReadAsArray()


def load(folder: str, seeds: range) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Per pass: power [2, rows, columns], water (0, 1), observed (0, 1)."""
    passes = []
    for seed in seeds:
        for vh in sorted(glob.glob(os.path.join(folder, str(seed), "sentinel-1", "*", "vh.tif"))):
            here = os.path.dirname(vh)
            power = np.stack([read(os.path.join(here, "vv.tif")), read(vh)]).astype(np.float32)
            water = read(os.path.join(here, "water.tif"))
            observed = (np.isfinite(power).all(0) & (power > 0).all(0) & (water <= 1)).astype(np.float32)
            passes.append((np.where(observed > 0, power, 1e-4).astype(np.float32), (water == 1).astype(np.float32), observed))
    if not passes:
        raise SystemExit(f"{folder}: no passes of the seeds {seeds.start} to {seeds.stop - 1}; make them with simulate-flood.mjs")
    return passes


def normalised(power: torch.Tensor) -> torch.Tensor:
    db = (10 * torch.log10(power.clamp(min=1e-6))).clamp(LOWEST_DB, HIGHEST_DB)
    mean = torch.tensor(MEAN_DB).view(1, 2, 1, 1)
    std = torch.tensor(STD_DB).view(1, 2, 1, 1)
    return (db - mean) / std


def randomised(power: np.ndarray, water: np.ndarray, observed: np.ndarray, size: int, rng: np.random.Generator):
    """A crop of another sensor, speckle, resolution and direction."""
    zoom = rng.uniform(0.75, 1.35)
    side = max(16, int(round(size / zoom)))
    row, col = rng.integers(0, power.shape[1] - side + 1), rng.integers(0, power.shape[2] - side + 1)
    part = torch.from_numpy(power[None, :, row : row + side, col : col + side].copy())
    labels = torch.from_numpy(np.stack([water, observed])[None, :, row : row + side, col : col + side].copy())
    part = functional.interpolate(part, size=(size, size), mode="bilinear", align_corners=False)
    labels = functional.interpolate(labels, size=(size, size), mode="nearest")
    if rng.random() < 0.3:
        part = functional.avg_pool2d(functional.pad(part, (1, 1, 1, 1), mode="reflect"), 3, 1)
    if rng.random() < 0.7:
        looks = math.exp(rng.uniform(math.log(6), math.log(60)))
        speckle = torch.from_numpy(rng.gamma(looks, 1 / looks, part.shape).astype(np.float32))
        if rng.random() < 0.5:
            speckle = 1 + (functional.avg_pool2d(functional.pad(speckle, (0, 1, 0, 1), mode="reflect"), 2, 1) - 1) * 2
        part = part * speckle.clamp(min=0.02)
    gain = torch.from_numpy(10 ** (rng.uniform(-1.5, 1.5, (1, 2, 1, 1)) / 10)).float()
    both = torch.cat([normalised(part * gain), labels], 1)
    both = torch.rot90(both, int(rng.integers(4)), (2, 3))
    if rng.random() < 0.5:
        both = torch.flip(both, (3,))
    return both


def loss_of(logits: torch.Tensor, water: torch.Tensor, observed: torch.Tensor) -> torch.Tensor:
    """Cross entropy and soft Dice, of what was observed."""
    entropy = functional.binary_cross_entropy_with_logits(logits, water, weight=observed, reduction="sum") / observed.sum()
    chance = torch.sigmoid(logits) * observed
    dice = 1 - (2 * (chance * water).sum() + 1) / (chance.sum() + (water * observed).sum() + 1)
    return entropy + 0.5 * dice


def score(network: torch.nn.Module, passes) -> tuple[dict, torch.Tensor, torch.Tensor]:
    """IoU at 0.5 over whole passes; logits and truth of what was observed."""
    network.eval()
    logits, truths = [], []
    with torch.no_grad():
        for power, water, observed in passes:
            rows, columns = (power.shape[1] // 8) * 8, (power.shape[2] // 8) * 8
            answer = network(normalised(torch.from_numpy(power[None, :, :rows, :columns])))[0, 0].numpy()
            seen = observed[:rows, :columns] > 0
            logits.append(answer[seen])
            truths.append(water[:rows, :columns][seen])
    logit, truth = torch.from_numpy(np.concatenate(logits)), torch.from_numpy(np.concatenate(truths))
    says = logit > 0
    hit = float((says & (truth > 0)).sum())
    union = float((says | (truth > 0)).sum())
    return {"iou": hit / max(union, 1.0), "pixels": len(logit)}, logit, truth


def temperature_of(logit: torch.Tensor, truth: torch.Tensor) -> float:
    """That of the least cross entropy (Guo et al. 2017, arXiv:1706.04599)."""
    candidates = np.exp(np.linspace(math.log(0.3), math.log(4), 61))
    losses = [float(functional.binary_cross_entropy_with_logits(logit / t, truth)) for t in candidates]
    return float(candidates[int(np.argmin(losses))])


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains flood-s1 on simulated passes and exports it to ONNX.")
    parser.add_argument("passes", help="folder of simulate-flood.mjs")
    parser.add_argument("out", help="folder for model.onnx, facts.json and parity.json")
    parser.add_argument("--first-seed", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=48, help="the last eighth of them validates and calibrates")
    parser.add_argument("--minutes", type=float, default=30, help="training ends after so long, or after --steps")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--base", type=int, default=16, help="channels of the first step: 16 makes 0.3 M parameters, 8 a quarter of them")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--threads", type=int, default=0, help="0 = as PyTorch chooses")
    options = parser.parse_args()
    torch.manual_seed(7)
    torch.use_deterministic_algorithms(True, warn_only=True)
    if options.threads > 0:
        torch.set_num_threads(options.threads)
    rng = np.random.default_rng(7)
    held = max(1, options.seeds // 8)
    last = options.first_seed + options.seeds
    training, validation = load(options.passes, range(options.first_seed, last - held)), load(options.passes, range(last - held, last))
    network = UNet(2, 1, options.base)
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-4)
    start, step, shown, last_loss = time.monotonic(), 0, 0.0, math.nan
    while step < options.steps:
        share = max(step / options.steps, (time.monotonic() - start) / 60 / options.minutes)
        if share >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1.0, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
        chosen = [training[int(rng.integers(len(training)))] for _ in range(options.batch)]
        both = torch.cat([randomised(*one, options.size, rng) for one in chosen])
        network.train()
        optimiser.zero_grad()
        loss = loss_of(network(both[:, :2]), both[:, 2:3], both[:, 3:4])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step += 1
        last_loss = 0.98 * last_loss + 0.02 * loss.item() if step > 1 else loss.item()
        if time.monotonic() - shown > 30:
            shown = time.monotonic()
            print(f"step {step}, {share:.0%}, loss {last_loss:.4f}", flush=True)
    scores, logit, truth = score(network, validation)
    temperature = temperature_of(logit, truth)
    os.makedirs(options.out, exist_ok=True)
    exported = Probability(network, temperature).eval()
    sample = torch.randn(1, 2, 64, 64, generator=torch.Generator().manual_seed(1))
    torch.onnx.export(
        exported,
        sample,
        os.path.join(options.out, "model.onnx"),
        opset_version=13,
        input_names=["image"],
        output_names=["water"],
        dynamic_axes={name: {0: "n", 2: "rows", 3: "columns"} for name in ("image", "water")},
    )
    with torch.no_grad():
        answer = exported(sample)
    with open(os.path.join(options.out, "parity.json"), "w") as file:
        json.dump({"shape": list(sample.shape), "input": sample.flatten().tolist(), "output": answer.flatten().tolist()}, file)
    facts = {
        "parameters": sum(one.numel() for one in network.parameters()),
        "steps": step,
        "minutes": round((time.monotonic() - start) / 60, 1),
        "device": "cpu",
        "torch": torch.__version__,
        "seeds": [options.first_seed, last - 1],
        "validationSeeds": [last - held, last - 1],
        "validation": scores,
        "temperature": temperature,
        "finishedUtc": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "meanDb": MEAN_DB,
        "stdDb": STD_DB,
        "rangeDb": [LOWEST_DB, HIGHEST_DB],
    }
    with open(os.path.join(options.out, "facts.json"), "w") as file:
        json.dump(facts, file, indent=1)
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
