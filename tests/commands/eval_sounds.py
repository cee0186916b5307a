# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the folders that eval.cases works on, in the current folder.

A clean file is a low tone in syllables; its noisy partner has a second tone beside it, so that the signal-to-distortion ratio
is known. Each folder named after a fault holds one bad pair next to a good one.
"""
import math
import os
import struct
import wave

RATE = 16000
SECONDS = 2


def tones(ratio_db, rate=RATE, seconds=SECONDS):
    """Two tones under one envelope, orthogonal over whole seconds; ratio None leaves the second out."""
    other = 0 if ratio_db is None else 10 ** (-ratio_db / 20)
    for i in range(int(rate * seconds)):
        turn = 2 * math.pi * i / rate
        envelope = 0.55 + 0.45 * math.sin(3 * turn)
        yield 0.2 * envelope * (math.sin(440 * turn) + other * math.sin(1000 * turn))


def write_pcm(path, samples, rate=RATE, channels=1):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with wave.open(path, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", round(32767 * x)) * channels for x in samples))


def write_float(path, samples, rate=RATE):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    data = b"".join(struct.pack("<f", x) for x in samples)
    head = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 3, 1, rate, 4 * rate, 4, 32) + b"data" + struct.pack("<I", len(data))
    with open(path, "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", len(head) + len(data)) + head + data)


def good_pair(folder, name="good", ratio_db=10):
    write_pcm(f"{folder}/clean/{name}.wav", tones(None))
    write_pcm(f"{folder}/noisy/{name}.wav", tones(ratio_db))


def bad_pair(folder, clean, noisy):
    good_pair(folder)
    write_pcm(f"{folder}/clean/bad.wav", **clean)
    write_pcm(f"{folder}/noisy/bad.wav", **noisy)


def main():
    good_pair("good", "first", 10)
    good_pair("good", "second", 20)
    good_pair("short")
    write_pcm("short/clean/brief.wav", tones(None, seconds=0.1))
    write_pcm("short/noisy/brief.wav", tones(10, seconds=0.1))
    good_pair("lonely_clean")
    write_pcm("lonely_clean/clean/bad.wav", tones(None))
    good_pair("lonely_noisy")
    write_pcm("lonely_noisy/noisy/bad.wav", tones(10))
    good_pair("double")
    write_pcm("double/clean/bad.wav", tones(None))
    write_pcm("double/noisy/bad.wav", tones(10))
    write_pcm("double/noisy/bad.aiff", tones(10))
    bad_pair("rate", {"samples": tones(None)}, {"samples": tones(10, 8000), "rate": 8000})
    bad_pair("length", {"samples": tones(None)}, {"samples": tones(10, seconds=1.5)})
    bad_pair("silent", {"samples": [0] * RATE}, {"samples": tones(10, seconds=1)})
    bad_pair("stereo", {"samples": tones(None)}, {"samples": tones(10), "channels": 2})
    bad_pair("low_rate", {"samples": tones(None, 4000), "rate": 4000}, {"samples": tones(10, 4000), "rate": 4000})
    good_pair("nan")
    write_pcm("nan/clean/bad.wav", tones(None))
    write_float("nan/noisy/bad.wav", [math.nan if i == 77 else x for i, x in enumerate(tones(10))])
    good_pair("broken")
    write_pcm("broken/clean/bad.wav", tones(None))
    with open("broken/noisy/bad.wav", "wb") as file:
        file.write(b"RIFFnonsense")
    os.mkdir("empty")


main()
