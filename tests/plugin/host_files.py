# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sounds, float WAV files and bundles for the tests with real hosts."""
import os
import shutil
import struct

import numpy


def noisy_speech(rate, channels, seconds=2):
    """Syllables of harmonics in noise, float32 [frames][channels]."""
    time = numpy.arange(seconds * rate) / rate
    voice = sum(numpy.sin(2 * numpy.pi * 130 * harmonic * time + harmonic**2) / harmonic for harmonic in range(1, 25))
    voice *= numpy.maximum(0, numpy.sin(2 * numpy.pi * 3.1 * time))
    noise = numpy.random.default_rng(7).normal(0, 0.02, (len(time), channels))
    return (0.1 * voice[:, None] + noise).astype("<f4")


def write_wav(path, rate, samples):
    frames, channels = samples.shape
    data = samples.astype("<f4").tobytes()
    header = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 3, channels, rate, 4 * channels * rate,
                         4 * channels, 32, b"data", len(data))
    with open(path, "wb") as stream:
        stream.write(header + data)
    return frames


def read_wav(path):
    """Rate and float32 [frames][channels]; sizes of streams that were never filled in are not believed."""
    with open(path, "rb") as stream:
        content = stream.read()
    at, rate, channels, data = 12, 0, 1, b""
    while at + 8 <= len(content):
        kind, size = content[at:at + 4], struct.unpack("<I", content[at + 4:at + 8])[0]
        body = content[at + 8:at + 8 + size]
        if kind == b"fmt ":
            channels, rate = struct.unpack("<HI", body[2:8])
        if kind == b"data":
            data = body
        at += 8 + size + size % 2
    return rate, numpy.frombuffer(data, "<f4").reshape(-1, channels)


def make_bundle(folder, plugin, ttl):
    bundle = os.path.join(folder, "quell.lv2")
    os.makedirs(bundle)
    for file in [plugin, *ttl]:
        shutil.copy(file, bundle)
    return bundle
