# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes small.safetensors and damaged variants of it into the current folder, for the tests of commands that take a model."""
import json
import struct

NETWORK = {
    "version": 1,
    "bands_hz": [200.0, 600.0, 1200.0, 2400.0],
    "filter": {"bins": 0, "taps": 0},
    "layers": [
        {"name": "gru1", "type": "gru", "size": 16, "inputs": ["features"]},
        {"name": "gains", "type": "dense", "activation": "sigmoid", "size": 4, "inputs": ["gru1"]},
    ],
}
PROFILES = [{"name": "full"}, {"name": "eco", "ranks": {"gru1.weight_hh_l0": 1}, "scores": {"si_sdr": 9.5}}]
METADATA = {"name": "small", "version": "3", "licence": "CC0-1.0", "training_data": "none", "profiles": json.dumps(PROFILES)}
# The recurrent matrix is a factor pair of rank 2, with a diagonal.
SHAPES = {
    "gains.bias": [4],
    "gains.weight": [4, 16],
    "gru1.bias_hh_l0": [48],
    "gru1.bias_ih_l0": [48],
    "gru1.weight_hh_l0.diagonal": [48],
    "gru1.weight_hh_l0.left": [48, 2],
    "gru1.weight_hh_l0.right": [2, 16],
    "gru1.weight_hh_l0.right.scale": [2],
    "gru1.weight_ih_l0": [48, 8],
}


# Names of numbers and how Python packs them; F32 where nothing is said.
FORMS = {"gru1.weight_hh_l0.left": ("F16", "e", 2), "gru1.weight_hh_l0.right": ("I8", "b", 1)}


def safetensors(metadata):
    header, data = {"__metadata__": metadata}, b""
    for name, shape in SHAPES.items():
        count = 1
        for size in shape:
            count *= size
        dtype, letter, size = FORMS.get(name, ("F32", "f", 4))
        values = [((7 * i) % 11 - 5) / 50 for i in range(count)]
        if dtype == "I8":
            values = [round(50 * value) for value in values]
        elif name.endswith(".scale"):
            values = [0.02] * count
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + size * count]}
        data += struct.pack(f"<{count}{letter}", *values)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


whole = safetensors({**METADATA, "network": json.dumps(NETWORK)})
write("small.safetensors", whole)
write("nameless.safetensors", safetensors({"network": json.dumps(NETWORK)}))
write("cut.safetensors", whole[:-10])
write("other.safetensors", safetensors({"name": "small"}))
write("eco.safetensors", safetensors({"network": json.dumps(NETWORK), "profiles": '[{"name": "eco", "ranks": {"gru1.weight_hh_l0": 3}}]'}))
write("empty.safetensors", b"")
