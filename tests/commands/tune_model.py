# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes what tune_options.cases works on, in the current folder: models, and pairs of recordings.

model.safetensors can be compressed, nan.safetensors is the same with a weight that is no number, thin.safetensors has
only matrices that factors would not make smaller.
"""
import json
import math
import os
import random
import struct
import wave

RATE = 16000
SECONDS = 1
PAIRS = 8
BANDS = [125 * 2**i for i in range(7)]


def network(hidden):
    return {"version": 1, "bands_hz": BANDS, "filter": {"bins": 0, "taps": 0}, "layers": [
        {"name": "in", "type": "dense", "activation": "tanh", "size": hidden, "inputs": ["features"]},
        {"name": "gru", "type": "gru", "size": hidden, "inputs": ["in"]},
        {"name": "gains", "type": "dense", "activation": "sigmoid", "size": len(BANDS), "inputs": ["gru"]}]}


def tensors(hidden):
    bands = len(BANDS)
    shapes = {"in.weight": [hidden, 2 * bands], "in.bias": [hidden], "gru.weight_ih_l0": [3 * hidden, hidden],
              "gru.weight_hh_l0": [3 * hidden, hidden], "gru.bias_ih_l0": [3 * hidden],
              "gru.bias_hh_l0": [3 * hidden], "gains.weight": [bands, hidden], "gains.bias": [bands]}
    source = random.Random(1)
    for name, shape in shapes.items():
        scale = 1.5 / math.sqrt(shape[-1]) if len(shape) == 2 else 0.1
        yield name, shape, [scale * source.gauss(0, 1) for _ in range(math.prod(shape))]


def write_model(path, hidden, spoil=False):
    header = {"__metadata__": {"network": json.dumps(network(hidden)), "name": "made"}}
    data = b""
    for name, shape, values in tensors(hidden):
        if name == "gains.bias":
            values = [2.0] * len(values)
        if spoil and name == "gru.weight_hh_l0":
            values[5] = float("nan")
        packed = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def write_sound(path, samples):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", int(32767 * sample)) for sample in samples))


def main():
    write_model("model.safetensors", 12)
    write_model("nan.safetensors", 12, spoil=True)
    write_model("thin.safetensors", 1)
    source = random.Random(2)
    for pair in range(PAIRS):
        tone = [0.3 * math.sin(2 * math.pi * (200 + 30 * pair) * n / RATE) * max(0, math.sin(19 * n / RATE))
                for n in range(RATE * SECONDS)]
        write_sound(f"pairs/clean/{pair}.wav", tone)
        write_sound(f"pairs/noisy/{pair}.wav", [sample + 0.02 * source.gauss(0, 1) for sample in tone])
        write_sound(f"silent/clean/{pair}.wav", [0] * len(tone))
        write_sound(f"silent/noisy/{pair}.wav", tone)
    os.makedirs("empty/clean")
    os.makedirs("empty/noisy")


main()
