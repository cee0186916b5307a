# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what `quell info --json small.safetensors` prints against what info_model.py wrote; prints "holds" or fails."""
import json
import sys

report = json.load(sys.stdin)
dense = {"gains.weight": (4, 16), "gru1.weight_ih_l0": (48, 8)}
# The recurrent pair: F16 times I8 with two scales, and a diagonal of F32.
matrices = [{"name": name, "rows": rows, "cols": cols, "rank": None, "storage": "F32", "right_storage": None,
             "bytes": 4 * rows * cols, "diagonal": False} for name, (rows, cols) in dense.items()]
pair_bytes = 2 * 48 * 2 + (2 * 16 + 4 * 2) + 4 * 48
matrices.append({"name": "gru1.weight_hh_l0", "rows": 48, "cols": 16, "rank": 2, "storage": "F16", "right_storage": "I8",
                 "bytes": pair_bytes, "diagonal": True})
weights = 4 * 16 + 48 * 8 + (48 + 16) * 2 + 48
biases = 4 + 48 + 48
expected = {
    "name": "small", "version": "3", "licence": "CC0-1.0", "training_data": "none",
    "parameters": weights + biases,
    "bytes": 4 * (4 * 16 + 48 * 8 + biases) + pair_bytes,
    "dense_parameters": 4 * 16 + 48 * 8 + 48 * 16 + biases,
    "dense_bytes": 4 * (4 * 16 + 48 * 8 + 48 * 16 + biases),
    "latency_ms": 20,
    "macs_per_second": 100 * weights,
    "matrices": sorted(matrices, key=lambda matrix: matrix["name"]),
}
profiles, cache = report.pop("profiles"), report.pop("l2_cache_bytes")
for profile, (name, rank, scores) in zip(profiles, (("full", 2, None), ("eco", 1, {"si_sdr": 9.5})), strict=True):
    parameters = weights + biases - (2 - rank) * (48 + 16)
    assert (profile["name"], profile["ranks"], profile["scores"]) == (name, {"gru1.weight_hh_l0": rank}, scores), profile
    assert profile["parameters"] == parameters and profile["macs_per_second"] == 100 * (parameters - biases), profile
    assert abs(profile["compression"] - expected["dense_parameters"] / parameters) < 1e-6, profile
    assert 4 * parameters <= profile["packed_bytes"] < 40000 and profile["fits_l2"] is (True if cache else None), profile
byte_compression = report.pop("byte_compression")
assert abs(byte_compression - expected["dense_bytes"] / expected["bytes"]) < 1e-6, byte_compression
compression = report.pop("compression")
assert abs(compression - expected["dense_parameters"] / expected["parameters"]) < 1e-6, compression
report["matrices"].sort(key=lambda matrix: matrix["name"])
assert report == expected, report
print("holds")
