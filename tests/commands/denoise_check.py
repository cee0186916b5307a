# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what quell denoise wrote: denoise_check.py FACT FILE... prints "holds" when the fact does."""
import json
import math
import struct
import sys


def read(path):
    """Rate, channels and the samples of a WAV, plain or extensible, as numbers of full scale 1."""
    with open(path, "rb") as file:
        data = file.read()
    position, form, samples = 12, None, None
    while position + 8 <= len(data):
        name, size = data[position:position + 4], struct.unpack("<I", data[position + 4:position + 8])[0]
        body = data[position + 8:position + 8 + size]
        if name == b"fmt ":
            form = struct.unpack("<HHIIHH", body[:16])
        if name == b"data":
            samples = body
        position += 8 + size + size % 2
    kind, channels, rate, _, _, bits = form
    if kind == 3:
        values = struct.unpack(f"<{len(samples) * 8 // bits}{'f' if bits == 32 else 'd'}", samples)
    else:
        values = [x / 32768 for x in struct.unpack(f"<{len(samples) // 2}h", samples)]
    return rate, channels, list(values)


def level(values):
    return 10 * math.log10(sum(x * x for x in values) / len(values) + 1e-30)


def lengths_are_equal(one, other):
    a, b = read(one), read(other)
    assert a[:2] == b[:2] and len(a[2]) == len(b[2]), (a[:2], len(a[2]), b[:2], len(b[2]))


def output_is_aligned(noisy, clean):
    """Of all shifts the output resembles the input most at none."""
    before, after = read(noisy)[2][:24000], read(clean)[2][:24000]
    start, length = 2000, 4000
    likeness = {}
    for shift in list(range(-20, 21)) + [-960, -480, 480, 960]:
        likeness[shift] = sum(before[start + i] * after[start + i + shift] for i in range(length))
    assert max(likeness, key=likeness.get) == 0, likeness
    assert abs(level(after) - level(before)) > 0.5, "nothing was changed"


def output_and_residual_are_the_input(noisy, clean, residual):
    before, after, removed = read(noisy)[2], read(clean)[2], read(residual)[2]
    rest = [x - y - z for x, y, z in zip(before, after, removed)]
    assert len(before) == len(after) == len(removed)
    assert level(rest) - level(before) < -120, level(rest) - level(before)
    assert level(removed) - level(before) > -40, "nothing was removed"


def channels_keep_their_difference(noisy, clean):
    before, after = read(noisy)[2], read(clean)[2]
    difference = level(before[0::2]) - level(before[1::2])
    assert abs(level(after[0::2]) - level(after[1::2]) - difference) < 0.01


def limit_is_kept(noisy, clean):
    before, after = read(noisy)[2], read(clean)[2]
    assert -3.01 < level(after) - level(before) < -0.5, level(after) - level(before)


def is_finite(path):
    assert all(math.isfinite(x) for x in read(path)[2])


def json_has_the_documented_form():
    report = json.load(sys.stdin)
    assert sorted(report) == ["failed", "files", "passed_over"], sorted(report)
    assert report["failed"] == 0 and len(report["files"]) == 1
    file = report["files"][0]
    wanted = ["channels", "clipped", "frames", "input", "input_db", "latency", "not_finite", "output", "output_db",
              "sample_rate", "seconds", "status", "voice_share"]
    assert sorted(file) == wanted, sorted(file)
    assert (file["input"], file["output"], file["status"]) == ("noise.wav", "json.wav", "done")
    assert (file["frames"], file["sample_rate"], file["channels"], file["seconds"]) == (48000, 48000, 1, 1)
    assert 0 < file["latency"] <= 960 and file["clipped"] == file["not_finite"] == 0
    assert abs(file["input_db"] - level(read("noise.wav")[2])) < 0.001
    assert abs(file["output_db"] - level(read("json.wav")[2])) < 0.001
    assert 0 <= file["voice_share"] <= 1


def json_tells_the_failed_file():
    report = json.load(sys.stdin)
    assert report["failed"] == 1 and len(report["files"]) == 3
    failed = [file for file in report["files"] if file["status"] == "failed"]
    assert len(failed) == 1 and failed[0]["input"] == "faulty/broken.wav" and "broken.wav" in failed[0]["error"]


globals()[sys.argv[1]](*sys.argv[2:])
print("holds")
