# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what `quell info --json small.safetensors` prints against what info_model.py wrote; prints "holds" or fails."""
import json
import sys

report = json.load(sys.stdin)
dense = {"gains.weight": (4, 16), "gru1.weight_ih_l0": (48, 8)}
matrices = [{"name": name, "rows": rows, "cols": cols, "rank": None} for name, (rows, cols) in dense.items()]
matrices.append({"name": "gru1.weight_hh_l0", "rows": 48, "cols": 16, "rank": 2})
weights = 4 * 16 + 48 * 8 + (48 + 16) * 2
biases = 4 + 48 + 48
expected = {
    "name": "small", "version": "3", "licence": "CC0-1.0", "training_data": "none",
    "parameters": weights + biases,
    "bytes": 4 * (weights + biases),
    "dense_parameters": 4 * 16 + 48 * 8 + 48 * 16 + biases,
    "latency_ms": 20,
    "macs_per_second": 100 * weights,
    "matrices": sorted(matrices, key=lambda matrix: matrix["name"]),
}
compression = report.pop("compression")
assert abs(compression - expected["dense_parameters"] / expected["parameters"]) < 1e-6, compression
report["matrices"].sort(key=lambda matrix: matrix["name"])
assert report == expected, report
print("holds")
