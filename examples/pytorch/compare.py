# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares this network with the engine's: compare.py MODEL REFERENCE [COPY]

REFERENCE is a safetensors file with the tensors
    features                        (frames, features) of one sequence
    gains, filter, voice            (frames, size) what the engine made of them
and, to compare gradients,
    batch.features                  (sequences * frames, features), one sequence after another
    batch.target.OUTPUT             the same for each output: the loss is the sum of target times output
    gradient.TENSOR                 the gradient of that loss for each tensor of the model
and the text "sequences". Prints the largest differences. With COPY, writes the model there once more. Exits with 1 when an
output differs by more than 1e-5, or a gradient by more than 1e-4 of its length.
"""
import sys

import torch

import quell_network

OUTPUT_TOLERANCE = 1e-5
GRADIENT_TOLERANCE = 1e-4


def output_difference(network, tensors, cuts):
    """Runs the frames in pieces that end at `cuts`, handing the state on."""
    features, state, pieces, start = tensors["features"][None], None, [], 0
    with torch.no_grad():
        for end in list(cuts) + [features.shape[1]]:
            outputs, state = network(features[:, start:end], state)
            pieces.append(outputs)
            start = end
    largest = 0.0
    for name in pieces[0]:
        whole = torch.cat([piece[name] for piece in pieces], dim=1)[0]
        largest = max(largest, (whole - tensors[name]).abs().max().item())
    return largest


def gradient_difference(network, tensors, sequences):
    """Largest length of a tensor's difference, relative to the length of its gradient."""

    def batch(name):
        return tensors[name].reshape(sequences, -1, tensors[name].shape[1])

    network.zero_grad()
    outputs, _ = network(batch("batch.features"))
    sum((batch("batch.target." + name) * value).sum() for name, value in outputs.items()).backward()
    largest = 0.0
    for name, parameter in network.named_parameters():
        expected = tensors["gradient." + name]
        largest = max(largest, ((parameter.grad - expected).norm() / expected.norm()).item())
    return largest


def compare(model, reference, copy=None):
    """Returns whether the model passes."""
    network, texts = quell_network.load(model)
    arrays, reference_texts = quell_network.read_safetensors(reference)
    tensors = {name: torch.from_numpy(values) for name, values in arrays.items()}
    frames = tensors["features"].shape[0]
    whole = output_difference(network, tensors, [])
    streamed = output_difference(network, tensors, [1, frames // 3, frames // 2])
    print(f"outputs differ by {whole:.1e}, in pieces by {streamed:.1e}")
    good = max(whole, streamed) <= OUTPUT_TOLERANCE
    if "batch.features" in tensors:
        gradient = gradient_difference(network, tensors, int(reference_texts["sequences"]))
        print(f"gradients differ by {gradient:.1e} of their length")
        good = good and gradient <= GRADIENT_TOLERANCE
    if copy:
        quell_network.save(network, copy, texts)
    return good


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit("compare.py MODEL REFERENCE [COPY]")
    sys.exit(0 if compare(*sys.argv[1:]) else 1)
