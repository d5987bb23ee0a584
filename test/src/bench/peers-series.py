"""FORDEAD's model and detection rules, vectorised in NumPy. Usage: peers-series.py PATH ROUNDS; prints {"seconds", "check"}."""
import json
import sys
import time

import numpy as np

PIXELS, FIRST_DAY, DAYS_BETWEEN = 65_536, 16_810, 11
MIN_END, MAX_END, MIN_DATES, THRESHOLD = 17_532, 17_683, 10, 0.16  # 2018-01-01, 2018-06-01


def follow(index, masked, days):
    """index: dates × pixels, float32; returns the sum of the first anomaly days of the pixels that are under stress at the end."""
    angle = 2 * np.pi * (days - 16_436) / 365.25
    terms = np.stack([np.ones_like(angle), np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)])
    clear = ~masked
    counts = np.cumsum(clear, axis=0, dtype=np.int32)
    may_end = (days >= MIN_END) & (days <= MAX_END)
    ends = (counts > MIN_DATES) & may_end[:, None]
    modelled = ends.any(axis=0)
    first = np.where(modelled, ends.argmax(axis=0), len(days))
    # model: normal equations of all pixels by two matrix products
    late = int(np.searchsorted(days, MAX_END, side="right"))
    used = clear[:late] & (np.arange(late)[:, None] < first)
    rows, cols = np.tril_indices(5)
    products = (terms[rows] * terms[cols])[:, :late]
    sums = products @ used.astype(np.float64)
    normal = np.empty((index.shape[1], 5, 5))
    normal[:, rows, cols] = normal[:, cols, rows] = sums.T
    right = terms[:, :late] @ np.where(used, index[:late], 0).astype(np.float64)
    normal[~modelled] = np.eye(5)
    model = np.linalg.solve(normal, right.T[:, :, None])[:, :, 0].T
    # detection
    pixels = index.shape[1]
    state = np.zeros(pixels, bool)
    count = np.zeros(pixels, np.int8)
    unconfirmed = np.zeros(pixels, np.uint16)
    found = np.zeros(pixels, np.uint16)
    dates = np.zeros(pixels, np.uint16)
    cumulated = np.zeros(pixels, np.float32)
    for t in range(int(first.min()), len(days)):
        seen = clear[t] & (first <= t)
        difference = index[t] - terms[:, t] @ model
        anomaly = difference > THRESHOLD
        count = np.where(seen, np.where(anomaly != state, count + 1, 0), count)
        unconfirmed[seen & (count == 1)] = days[t]
        change = seen & (count == 3)
        state ^= change
        found[change] = unconfirmed[change]
        count[change] = 0
        normal_now = (count == 0) & ~state
        dates = np.where(normal_now, 0, dates + seen)
        cumulated = np.where(normal_now, 0, cumulated + np.where(seen, difference * dates, 0))
    return int(found[state].sum(dtype=np.int64))


def main(path, rounds):
    index = np.fromfile(path, dtype=np.float32).reshape(-1, PIXELS)
    masked = np.isnan(index)
    days = FIRST_DAY + DAYS_BETWEEN * np.arange(len(index))
    start = time.perf_counter()
    check = sum(follow(index, masked, days) for _ in range(int(rounds)))
    print(json.dumps({"seconds": time.perf_counter() - start, "check": check}))


main(*sys.argv[1:])
