# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the sound files that denoise.cases works on, in the current folder."""
import math
import os
import random
import struct


def wav(path, kind, bits, data, rate=48000, channels=1, extra=b""):
    """kind 1: whole numbers, 3: float. `extra` stands behind the samples."""
    frame = channels * bits // 8
    body = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, kind, channels, rate, rate * frame, frame, bits)
    body += b"data" + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) + extra
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", len(body)) + body)


def floats(values):
    return struct.pack(f"<{len(values)}f", *values)


def shorts(values):
    return struct.pack(f"<{len(values)}h", *(round(32767 * x) for x in values))


def noise(count, level=0.3, seed=1):
    generator = random.Random(seed)
    return [level * generator.uniform(-1, 1) for _ in range(count)]


def every_width():
    """All bit patterns that a format allows, in noise of full scale, at several rates and lengths."""
    generator = random.Random(5)
    for rate in (8000, 11025, 22050, 44100, 96000, 192000):
        for frames in (1, 100, 7001):
            for bits in (8, 16, 24, 32):
                data = generator.randbytes(2 * frames * bits // 8)
                wav(f"widths/pcm{bits}_{rate}_{frames}.wav", 1, bits, data, rate, 2)
            values = [generator.gauss(0, 0.5) for _ in range(2 * frames)]
            wav(f"widths/float_{rate}_{frames}.wav", 3, 32, floats(values), rate, 2)
            wav(f"widths/double_{rate}_{frames}.wav", 3, 64, struct.pack(f"<{2 * frames}d", *values), rate, 2)


def bad_files():
    good = shorts(noise(4800))
    wav("bad/cut.wav", 1, 16, good)
    with open("bad/cut.wav", "r+b") as file:
        file.truncate(5000)
    wav("bad/none.wav", 1, 16, b"")
    wav("bad/all_nan.wav", 3, 32, floats([math.nan] * 4800))
    wav("bad/slow.wav", 1, 16, good, rate=7999)
    wav("bad/fast.wav", 1, 16, good, rate=192001)
    wav("bad/many.wav", 1, 8, bytes(65 * 100), channels=65)
    wav("bad/huge.wav", 1, 16, good)
    with open("bad/huge.wav", "r+b") as file:
        file.seek(40)
        file.write(b"\xF0\xFF\xFF\xFF")
    with open("bad/empty.wav", "wb"):
        pass
    with open("bad/text.wav", "w", encoding="ascii") as file:
        file.write("This is no sound at all, only a text with a misleading name.\n")


def batch():
    """Five sounds in two folders, two other files, one damaged sound."""
    for number, name in enumerate(["a.wav", "b.wav", "deep/c.wav", "deep/er/d.wav", "deep/e.wav"]):
        wav("batch/" + name, 1, 16, shorts(noise(4800, seed=number)))
    for name in ("readme.txt", "deep/picture.png"):
        with open("batch/" + name, "w", encoding="ascii") as file:
            file.write("not a sound")
    wav("faulty/good.wav", 1, 16, shorts(noise(4800)))
    wav("faulty/better.wav", 1, 16, shorts(noise(4800)))
    with open("faulty/broken.wav", "wb") as file:
        file.write(b"RIFF\x10\0\0\0WAVEfmt ")


def main():
    wav("noise.wav", 3, 32, floats(noise(48000)))
    wav("short.wav", 1, 16, shorts(noise(4800)))
    wav("loud.wav", 1, 16, struct.pack("<4800h", *[32767, -32768] * 2400))
    tone = [0.4 * math.sin(0.05 * i) + x for i, x in enumerate(noise(24000, 0.1))]
    wav("stereo.wav", 3, 32, floats([x * gain for x in tone for gain in (1, 0.25)]), channels=2)
    wav("tagged.wav", 1, 24, os.urandom(3000), extra=b"iXML" + struct.pack("<I", 6) + b"<BWF/>")
    some_nan = noise(4800)
    some_nan[100] = some_nan[2000] = math.nan
    some_nan[2001] = math.inf
    wav("some_nan.wav", 3, 32, floats(some_nan))
    every_width()
    bad_files()
    batch()


main()
