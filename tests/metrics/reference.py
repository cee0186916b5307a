#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes reference_values.def: the signals of generated_signal.c, measured with numpy and scipy alone.

    reference.py > reference_values.def
    reference.py --check reference_values.def     compares instead, within 1e-6

Written from the papers, and apart from the C code: a slip would have to be made twice to go unseen.
"""
import re
import sys
from math import gcd

import numpy as np
from scipy.signal import resample_poly

SECONDS = 4
RATES = (8000, 11025, 16000, 44100, 48000)
DAMAGES = ("NOISE", "MODULATED_NOISE", "CLIPPING", "SMOOTHING")
METRICS = ("SI_SDR", "STOI", "ESTOI", "SEGSNR", "LSD")

HEAD = """/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made by reference.py; not to be edited. REFERENCE(rate, damage, metric, value)
 */"""


# ------------------------------------------------------------------ signals
def noise(count, seed):
    state, out = seed, np.empty(count)
    for i in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = (state >> 8) / 8388608.0 - 1
    return out


def voice(count, rate):
    time = np.arange(count) / rate
    turns = 140 * time + 6 * np.sin(2 * np.pi * 0.9 * time)
    syllable = np.maximum(0, np.sin(2 * np.pi * 2.3 * time)) * (np.sin(2 * np.pi * 0.4 * time + 1) > -0.6)
    tone = sum(np.sin(2 * np.pi * h * turns) * (1 + 0.8 * np.sin(h + 5 * time)) / h for h in range(1, 25))
    return (0.15 * syllable * tone + 1e-4 * noise(count, 1)).astype(np.float32).astype(float)


def damaged(clean, rate, kind):
    hiss, time = noise(len(clean), 2), np.arange(len(clean)) / rate
    if kind == "NOISE":
        out = clean + 0.1 * hiss
    elif kind == "MODULATED_NOISE":
        out = clean + 0.2 * hiss * (1 + np.sin(2 * np.pi * 7 * time))
    elif kind == "CLIPPING":
        out = np.clip(clean, -0.08, 0.08) + 0.01
    else:
        smooth, level = np.empty(len(clean)), 0.0
        for i, sample in enumerate(clean):
            level += 0.3 * (sample - level)
            smooth[i] = level
        out = 0.5 * smooth + 0.02 * hiss
    return out.astype(np.float32).astype(float)


# ------------------------------------------------------------------ measures
def to_rate(x, old, new):
    common = gcd(old, new)
    return resample_poly(x, new // common, old // common) if old != new else x


def cut(x, size, hop):
    starts = range(0, len(x) - size + 1, hop)
    return np.array([x[s:s + size] for s in starts])


def hann(size):
    return np.sin(np.pi * np.arange(1, size + 1) / (size + 1)) ** 2


def decibel(ratio):
    return 10 * np.log10(ratio)


def si_sdr(s, x, rate):
    s, x = s - s.mean(), x - x.mean()
    target = s * (x @ s) / (s @ s)
    return decibel((target @ target) / ((x - target) @ (x - target)))


def segsnr(s, x, rate):
    size = round(0.03 * rate)
    window, hop = hann(size), size // 4
    signal = ((cut(s, size, hop) * window) ** 2).sum(1)
    error = ((cut(s - x, size, hop) * window) ** 2).sum(1)
    loud = signal > 1e-4 * signal.max()
    return np.clip(decibel(signal[loud] / error[loud]), -10, 35).mean()


def lsd(s, x, rate):
    s, x = to_rate(s, rate, 16000), to_rate(x, rate, 16000)
    p, q = (np.abs(np.fft.rfft(cut(v, 512, 256) * hann(512))) ** 2 for v in (s, x))
    floor = 1e-8 * p.max()
    difference = decibel(np.maximum(p, floor) / np.maximum(q, floor))
    return np.sqrt((difference ** 2).mean(1)).mean()


def envelopes(s, x, rate):
    """Third-octave envelopes, bands x frames, of both signals without their pauses."""
    s, x = (to_rate(to_rate(v, rate, 16000), 16000, 10000) for v in (s, x))
    s, x = cut(s, 256, 128) * hann(256), cut(x, 256, 128) * hann(256)
    norm = np.sqrt((s ** 2).sum(1))
    loud = norm > 0.01 * norm.max()
    out = []
    for kept in (s[loud], x[loud]):
        joined = np.zeros(128 * (len(kept) + 1))
        for i, frame in enumerate(kept):
            joined[128 * i:128 * i + 256] += frame
        power = np.abs(np.fft.rfft(cut(joined, 256, 128) * hann(256), 512)) ** 2
        centres = 150 * 2 ** (np.arange(15) / 3)
        low, high = (np.rint(centres * 2 ** e * 512 / 10000).astype(int) for e in (-1 / 6, 1 / 6))
        out.append(np.sqrt([power[:, a:b].sum(1) for a, b in zip(low, high)]))
    return out


def normalised(v, axis):
    v = v - v.mean(axis, keepdims=True)
    return v / np.sqrt((v ** 2).sum(axis, keepdims=True))


def stoi(s, x, rate):
    s, x = envelopes(s, x, rate)
    scores = []
    for end in range(30, s.shape[1] + 1):
        a, b = s[:, end - 30:end], x[:, end - 30:end]
        b = b * np.sqrt((a ** 2).sum(1) / (b ** 2).sum(1))[:, None]
        b = np.minimum(b, a * (1 + 10 ** 0.75))
        scores.append((normalised(a, 1) * normalised(b, 1)).sum(1).mean())
    return np.mean(scores)


def estoi(s, x, rate):
    s, x = envelopes(s, x, rate)
    scores = []
    for end in range(30, s.shape[1] + 1):
        a, b = (normalised(normalised(v[:, end - 30:end], 1), 0) for v in (s, x))
        scores.append((a * b).sum() / 30)
    return np.mean(scores)


def values():
    for rate in RATES:
        clean = voice(SECONDS * rate, rate)
        for kind in DAMAGES:
            other = damaged(clean, rate, kind)
            for metric in METRICS:
                yield rate, kind, metric, globals()[metric.lower()](clean, other, rate)


def check(path):
    pattern = re.compile(r"REFERENCE\((\d+), (\w+), (\w+), (\S+)\)")
    with open(path) as file:
        kept = {(int(r), d, m): float(v) for r, d, m, v in pattern.findall(file.read())}
    made = {(r, d, m): v for r, d, m, v in values()}
    wrong = [key for key in made if key not in kept or abs(made[key] - kept[key]) > 1e-6]
    for key in wrong:
        print(*key, "is", kept.get(key), "should be", made[key], file=sys.stderr)
    return bool(wrong) or kept.keys() != made.keys()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        sys.exit(check(sys.argv[2]))
    print(HEAD)
    for row in values():
        print("REFERENCE(%d, %s, %s, %.9f)" % row)
