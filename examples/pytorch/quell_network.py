# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quell's network as a torch.nn.Module that reads and writes Quell's model files.

    network, texts = load("models/baseline.safetensors")
    outputs, state = network(features)             # features: (sequences, frames, network.feature_count)
    outputs["gains"]                               # (sequences, frames, bands)
    outputs, state = network(more, state)          # goes on where the last call ended
    save(network, "mine.safetensors", texts)

Needs torch (1.13 or later) and numpy. What the metadata "network" may say and how tensors are named stands in
engine/network_description.h; names of parameters here are the names of tensors there. A matrix that the file stores as a
pair NAME.left, NAME.right stays two parameters, so training keeps its rank; a NAME.diagonal beside them is a third. Numbers
of every storage are read; F32 is written, or what save() is asked for.
"""
import json
import os
import struct

import numpy
import torch
from torch import nn

GATES = {"dense": 1, "gru": 3, "lstm": 4}
ACTIVATIONS = {"linear": lambda x: x, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}
OUTPUTS = ("gains", "filter", "voice")
STORAGE = {"F32": "<f4", "F16": "<f2", "I8": "i1"}  # the widest first, as they lie in a file


# ---- Files: eight bytes of length, a JSON header, the tensors


def read_safetensors(path):
    """Returns ({name: float32 array}, {key: text})."""
    with open(path, "rb") as stream:
        data = stream.read()
    if len(data) < 8:
        raise ValueError(f"'{path}' is no safetensors file: it has only {len(data)} bytes")
    (length,) = struct.unpack("<Q", data[:8])
    if length > len(data) - 8:
        raise ValueError(f"'{path}' is no safetensors file, or is cut off inside its header")
    header = json.loads(data[8 : 8 + length])
    texts = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] not in STORAGE:
            raise ValueError(f"tensor '{name}' of '{path}' is of type {entry['dtype']}, where {', '.join(STORAGE)} are known")
        begin, end = entry["data_offsets"]
        values = numpy.frombuffer(data[8 + length + begin : 8 + length + end], dtype=STORAGE[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"]).astype(numpy.float32)
    for name in [name for name, entry in header.items() if entry["dtype"] == "I8"]:
        tensors[name] *= tensors.pop(name + ".scale")[:, None]
    return tensors, texts


def in_storage(tensors, storage):
    """Returns {name: array} in that form, matrices of whole numbers with their scales; vectors of I8 become F16."""
    if storage not in STORAGE:
        raise ValueError(f"'{storage}' is no form of storage: {', '.join(STORAGE)} are known")
    stored = {}
    for name, values in tensors.items():
        if storage == "I8" and values.ndim == 2:
            largest = numpy.abs(values).max(axis=1)
            scale = numpy.maximum(largest / 127, numpy.finfo("<f4").tiny).astype("<f4")
            stored[name], stored[name + ".scale"] = numpy.rint(values / scale[:, None]).clip(-127, 127).astype("i1"), scale
        else:
            stored[name] = values.astype(STORAGE["F16" if storage == "I8" else storage])
        if not numpy.isfinite(stored[name]).all():
            raise ValueError(f"tensor '{name}' holds a value that is not finite, or too large for {storage}")
    return stored


def write_safetensors(path, tensors, texts, storage="F32"):
    """Writes beside `path` and renames, so that the old file stays whole until the new one is."""
    header, begin = {"__metadata__": texts}, 0
    stored = in_storage(tensors, storage)
    names = sorted(stored, key=lambda name: (-stored[name].itemsize, name))
    for name in names:
        end = begin + stored[name].nbytes
        dtype = {4: "F32", 2: "F16", 1: "I8"}[stored[name].itemsize]
        header[name] = {"dtype": dtype, "shape": list(stored[name].shape), "data_offsets": [begin, end]}
        begin = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    temporary = f"{path}.{os.getpid()}"
    try:
        with open(temporary, "wb") as stream:
            stream.write(struct.pack("<Q", len(text)) + text)
            for name in names:
                stream.write(stored[name].tobytes())
        os.replace(temporary, path)
    except OSError:
        if os.path.exists(temporary):
            os.remove(temporary)
        raise


# ---- The network


class FactorPair(nn.Module):
    """A matrix kept as left times right. With a diagonal, its parts are added to those of the squares one below another."""

    def __init__(self, rows, columns, rank, has_diagonal=False):
        super().__init__()
        self.left = nn.Parameter(torch.randn(rows, rank) / rank**0.5)
        self.right = nn.Parameter(torch.randn(rank, columns) / columns**0.5)
        self.diagonal = nn.Parameter(torch.zeros(rows)) if has_diagonal else None

    def forward(self):
        product = self.left @ self.right
        if self.diagonal is None:
            return product
        return product + torch.cat([torch.diag(part) for part in self.diagonal.split(self.right.shape[1])])


class Layer(nn.Module):
    """One layer of the description. `ranks` tells the rank of each matrix that is a factor pair, `diagonals` names those that
    have a diagonal, too."""

    def __init__(self, entry, input_size, ranks, diagonals):
        super().__init__()
        self.diagonals = diagonals
        self.kind, self.size, self.inputs = entry["type"], entry["size"], entry["inputs"]
        self.over, self.reach = entry.get("over"), entry.get("reach", 0)
        self.activation = ACTIVATIONS[entry.get("activation", "linear")]
        rows = GATES[self.kind] * self.size
        if self.kind == "dense":
            self.add_matrix("weight", rows, input_size, ranks)
            self.bias = nn.Parameter(torch.zeros(rows))
            return
        self.add_matrix("weight_ih_l0", rows, input_size, ranks)
        self.add_matrix("weight_hh_l0", rows, self.size, ranks)
        self.bias_ih_l0 = nn.Parameter(torch.zeros(rows))
        self.bias_hh_l0 = nn.Parameter(torch.zeros(rows))

    def add_matrix(self, name, rows, columns, ranks):
        rank = ranks.get(name)
        if rank:
            setattr(self, name, FactorPair(rows, columns, rank, name in self.diagonals))
        else:
            setattr(self, name, nn.Parameter(torch.randn(rows, columns) / columns**0.5))

    def matrix(self, name):
        value = getattr(self, name)
        return value() if isinstance(value, FactorPair) else value

    def first_state(self, x):
        zero = x.new_zeros(1, x.shape[0], self.size)
        return (zero, zero) if self.kind == "lstm" else zero

    def forward(self, x, state):
        """x: (sequences, frames, inputs). Returns the output and the state after the last frame, None when dense."""
        if self.kind == "dense":
            return self.activation(nn.functional.linear(x, self.matrix("weight"), self.bias)), None
        weights = [self.matrix("weight_ih_l0"), self.matrix("weight_hh_l0"), self.bias_ih_l0, self.bias_hh_l0]
        state = self.first_state(x) if state is None else state
        # Weights, has_biases, layers, dropout, training, bidirectional, batch_first.
        if self.kind == "gru":
            return torch.gru(x, state, weights, True, 1, 0.0, self.training, False, True)
        y, hidden, cell = torch.lstm(x, state, weights, True, 1, 0.0, self.training, False, True)
        return y, (hidden, cell)


class Network(nn.Module):
    """All layers of a description (the parsed metadata "network"), in order of execution."""

    def __init__(self, description, ranks=None, diagonals=()):
        """`ranks`: {tensor name: rank} of the matrices that are factor pairs; `diagonals`: names of the recurrent ones among
        them that have a diagonal."""
        super().__init__()
        self.description = description
        bins = description.get("filter", {}).get("bins", 0)
        self.positions = {"bands": len(description["bands_hz"]), "bins": bins}
        self.feature_count = 2 * len(description["bands_hz"]) + 2 * bins
        sizes = {"features": self.feature_count}
        for entry in description["layers"]:
            name, prefix = entry["name"], entry["name"] + "."
            own = {key[len(prefix) :]: rank for key, rank in (ranks or {}).items() if key.startswith(prefix)}
            with_diagonal = {key[len(prefix) :] for key in diagonals if key.startswith(prefix)}
            positions = self.positions.get(entry.get("over"), 1)
            inputs = sum(self.channels(source, sizes[source], entry.get("over")) for source in entry["inputs"])
            inputs *= 2 * entry.get("reach", 0) + 1
            self.add_module(name, Layer(entry, inputs, own, with_diagonal))
            sizes[name] = entry["size"] * positions

    def layers(self):
        return [(entry["name"], getattr(self, entry["name"])) for entry in self.description["layers"]]

    def channels(self, source, size, over):
        """How many values an input has at each band or bin that a layer is shared over; all of them when it is not."""
        if not over:
            return size
        return 2 if source == "features" else size // self.positions[over]

    def split(self, source, values, over):
        """(sequences, frames, positions, channels) of an input."""
        bands = self.positions["bands"]
        if source != "features":
            return values.unflatten(-1, (self.positions[over], -1))
        if over == "bands":
            return values[..., : 2 * bands].unflatten(-1, (2, bands)).transpose(-1, -2)
        return values[..., 2 * bands :].unflatten(-1, (self.positions["bins"], 2))

    def run_shared(self, layer, values, state):
        """The layer at each position, as a sequence of its own, with what its neighbours have on either side."""
        x = torch.cat([self.split(source, values[source], layer.over) for source in layer.inputs], dim=-1)
        x = nn.functional.pad(x, (0, 0, layer.reach, layer.reach)).unfold(2, 2 * layer.reach + 1, 1)
        sequences, frames, positions, _, _ = x.shape
        x = x.transpose(-1, -2).flatten(-2).transpose(1, 2).flatten(0, 1)
        y, after = layer(x, state)
        return y.unflatten(0, (sequences, positions)).transpose(1, 2).flatten(-2), after

    def forward(self, features, state=None):
        """features: (sequences, frames, feature_count). Returns ({output name: (sequences, frames, size)}, state); the
        state given to the next call makes it go on after the last frame. detach_state() cuts the gradient there."""
        values, after = {"features": features}, {}
        for name, layer in self.layers():
            before = state[name] if state else None
            if layer.over:
                values[name], after[name] = self.run_shared(layer, values, before)
                continue
            x = torch.cat([values[source] for source in layer.inputs], dim=-1)
            values[name], after[name] = layer(x, before)
        return {name: values[name] for name in OUTPUTS if name in values}, after


def detach_state(state):
    def detach(value):
        if value is None:
            return None
        return tuple(part.detach() for part in value) if isinstance(value, tuple) else value.detach()

    return {name: detach(value) for name, value in state.items()}


def load(path):
    """Returns the network of a model file and the file's texts, to be handed to save()."""
    tensors, texts = read_safetensors(path)
    if "network" not in texts:
        raise ValueError(f"'{path}' holds no network")
    ranks = {name[: -len(".left")]: values.shape[1] for name, values in tensors.items() if name.endswith(".left")}
    diagonals = {name[: -len(".diagonal")] for name in tensors if name.endswith(".diagonal")}
    network = Network(json.loads(texts["network"]), ranks, diagonals)
    network.load_state_dict({name: torch.from_numpy(values) for name, values in tensors.items()})
    return network, texts


def save(network, path, texts=None, storage="F32"):
    """Writes a model file. `texts` may name "licence", "version", "training" ...; the description is the network's. `storage`:
    F32, F16 or I8 (whole numbers with a scale for each row of a matrix)."""
    tensors = {name: value.detach().cpu().numpy() for name, value in network.state_dict().items()}
    bad = [name for name, values in tensors.items() if not numpy.isfinite(values).all()]
    if bad:
        raise ValueError(f"tensor '{bad[0]}' holds a value that is not finite")
    write_safetensors(path, tensors, {**(texts or {}), "network": json.dumps(network.description)}, storage)
