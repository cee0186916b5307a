#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what PyTorch's layers answer: make_golden.py FILE SEED

FILE is a safetensors file. For every case it holds the weights under PyTorch's own names (CASE.weight ...) and, one row a frame,
what went in (CASE.x) and what came out (CASE.y). A factor pair is given to PyTorch as its product.
"""
import json
import struct
import sys

import torch

FRAMES = 20


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name in sorted(tensors):
        tensor = tensors[name].detach().contiguous().float()
        values = struct.pack("<%df" % tensor.numel(), *tensor.flatten().tolist())
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def factorise(module, tensors, case, name, rank):
    """Replaces a weight by a product of two random factors and stores these instead."""
    weight = getattr(module, name)
    left = torch.randn(weight.shape[0], rank) / rank**0.5
    right = torch.randn(rank, weight.shape[1]) / weight.shape[1] ** 0.5
    weight.data = left @ right
    tensors[f"{case}.{name}.left"], tensors[f"{case}.{name}.right"] = left, right


def add_case(tensors, case, module, inputs, activation=None, ranks={}):
    for name, rank in ranks.items():
        factorise(module, tensors, case, name, rank)
    for name, parameter in module.named_parameters():
        if name not in ranks:
            tensors[f"{case}.{name}"] = parameter
    x = torch.randn(FRAMES, inputs)
    y = module(x)
    tensors[f"{case}.x"] = x
    tensors[f"{case}.y"] = activation(y) if activation else y[0] if isinstance(y, tuple) else y


def main():
    path, seed = sys.argv[1], int(sys.argv[2])
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    nn, tensors = torch.nn, {}
    add_case(tensors, "linear", nn.Linear(19, 35), 19)
    add_case(tensors, "tanh", nn.Linear(33, 65), 33, torch.tanh)
    add_case(tensors, "sigmoid", nn.Linear(33, 17), 33, torch.sigmoid)
    add_case(tensors, "relu", nn.Linear(8, 16), 8, torch.relu)
    add_case(tensors, "gru", nn.GRU(21, 34), 21)
    add_case(tensors, "lstm", nn.LSTM(17, 30), 17)
    add_case(tensors, "gru_factors", nn.GRU(24, 32), 24, ranks={"weight_ih_l0": 5, "weight_hh_l0": 7})
    add_case(tensors, "lstm_factors", nn.LSTM(15, 28), 15, ranks={"weight_hh_l0": 6})
    write_safetensors(path, tensors)


main()
