# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch, the engine and the trainer agree: torch_equality.py TORCH_REFERENCE SOURCE_ROOT

Outputs, gradients, and model files written on either side, for every kind of small model. Then each comparison is shown to
notice a fault.
"""
import glob
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(sys.argv[2], "examples", "pytorch"))
from compare import compare
import quell_network
import torch

REFERENCE = sys.argv[1]


def agree(folder, kind, *copy):
    return compare(*(os.path.join(folder, f"kind-{kind}{end}.safetensors") for end in ("", ".reference", *copy)))


def disturb(path, name, change):
    tensors, texts = quell_network.read_safetensors(path)
    tensors[name].flat[0] += change
    quell_network.write_safetensors(path, tensors, texts)


def main():
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([REFERENCE, "make", folder], check=True)
        for kind in range(len(glob.glob(os.path.join(folder, "*.reference.safetensors")))):
            print(f"kind {kind}:")
            if not agree(folder, kind, ".copy"):
                sys.exit(f"kind {kind}: PyTorch and Quell differ")
        subprocess.run([REFERENCE, "check", folder], check=True)

        reference = os.path.join(folder, "kind-1.reference.safetensors")
        disturb(reference, "voice", 1e-3)
        if agree(folder, 1):
            sys.exit("a wrong output was not noticed")
        disturb(reference, "voice", -1e-3)
        disturb(reference, "gradient.memory.weight_ih_l0", 1.0)
        if agree(folder, 1):
            sys.exit("a wrong gradient was not noticed")
        disturb(os.path.join(folder, "kind-1.copy.safetensors"), "memory.bias_hh_l0", 1e-2)
        if subprocess.run([REFERENCE, "check", folder], capture_output=True).returncode == 0:
            sys.exit("a wrong copy was not noticed")


main()
