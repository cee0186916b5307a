# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what `quell bench --json` prints of small.safetensors: bench_json.py RATE HOP WINDOW; prints "holds" or fails."""
import json
import sys

report = json.load(sys.stdin)
rate, hop, window = map(int, sys.argv[1:])
assert (report["sample_rate"], report["hop"], report["window"]) == (rate, hop, window)
assert [stage["name"] for stage in report["stages"]] == ["analysis", "features", "gru1", "gains", "gains", "synthesis"]
for timed in [*report["stages"], report["process"]]:
    for caches in ("hot", "cold"):
        assert 0 <= timed[caches]["min_ns"] <= timed[caches]["median_ns"]
# What is done in order cannot take less time than its parts at their best.
parts = sum(stage["hot"]["min_ns"] for stage in report["stages"])
process = report["process"]["hot"]["median_ns"]
assert process > 0.8 * parts > 0, (process, parts)
assert report["process"]["cold"]["median_ns"] > report["process"]["hot"]["min_ns"]
assert abs(report["real_time_factor"] / (process * rate / hop / 1e9) - 1) < 1e-6
assert report["fftw"]["points"] == window and report["fftw_960"]["points"] == 960
assert report["fftw"]["median_ns"] > 100 and report["fftw_960"]["median_ns"] > 100
assert report["hot_frames"] >= 10 and report["cold_frames"] >= 10
assert len(report["peers"]["denoisers"]) == 8 and report["peers"]["source"]
for peer in report["peers"]["denoisers"]:
    assert abs(peer["transforms"] * report["peers"]["transform_microseconds"] / peer["microseconds"] - 1) < 1e-6
print("holds")
