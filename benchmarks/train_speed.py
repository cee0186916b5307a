# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trainer beside PyTorch: train_speed.py TRAIN_SPEED [ROUNDS]

The same network and batch on both sides (see train_speed.c), in turn on the same machine; each figure is the median of the rounds.
Frames are counted once for forward and backward together. The trainer has two threads. PyTorch has one or two of its own above one
or two of BLAS, whose ways of waiting get into each other's way; the ratio is to the fastest of these.
"""
import ctypes
import os
import statistics
import subprocess
import sys
import time

import torch

FRAMES, SEQUENCES, INPUTS, SIZE = 100, 32, 257, 256
PASSES = 4


def loaded_blas():
    """OpenBLAS as PyTorch has loaded it, or None."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        paths = {line.split()[-1] for line in maps if "libopenblas" in line}
    return ctypes.CDLL(paths.pop()) if paths else None


class Trainer:
    """The program train_speed, which waits between rounds."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.core = self.process.stdout.readline().strip()

    def seconds(self, passes):
        self.process.stdin.write(f"{passes}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class PyTorch:
    def __init__(self):
        torch.manual_seed(1)
        self.network = torch.nn.GRU(INPUTS, SIZE, 2)
        self.features = torch.randn(FRAMES, SEQUENCES, INPUTS)
        self.target = 0.01 * torch.randn(FRAMES, SEQUENCES, SIZE)
        self.blas = loaded_blas()

    def settings(self):
        """Threads of PyTorch and of BLAS; the latter None where they cannot be set."""
        return [(own, blas) for own in (1, 2) for blas in ((1, 2) if self.blas else (None,))]

    def choose(self, own, blas):
        torch.set_num_threads(own)
        if self.blas:
            self.blas.openblas_set_num_threads(blas)

    def one_pass(self):
        self.network.zero_grad(set_to_none=True)
        y, _ = self.network(self.features)
        y.backward(self.target)

    def seconds(self, passes):
        start = time.perf_counter()
        for _ in range(passes):
            self.one_pass()
        return time.perf_counter() - start


def speed(side):
    time.sleep(0.02)  # threads of the other side go to sleep
    return PASSES * FRAMES * SEQUENCES / side.seconds(PASSES)


def main():
    trainer, pytorch = Trainer(sys.argv[1]), PyTorch()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    settings = pytorch.settings()
    trainer_speeds, pytorch_speeds = [], {setting: [] for setting in settings}
    trainer.seconds(2)
    pytorch.seconds(2)
    for _ in range(rounds):
        for setting in settings:
            trainer_speeds.append(speed(trainer))
            pytorch.choose(*setting)
            pytorch_speeds[setting].append(speed(pytorch))
    trainer.close()
    print(f"OpenBLAS for {trainer.core}, OPENBLAS_CORETYPE {os.environ.get('OPENBLAS_CORETYPE', 'not set')}")
    quell = statistics.median(trainer_speeds)
    print(f"Quell, 2 threads {quell:33.0f} frames/s")
    medians = {setting: statistics.median(speeds) for setting, speeds in pytorch_speeds.items()}
    for (own, blas), median in medians.items():
        print(f"PyTorch {torch.__version__}, threads {own}, of BLAS {blas or "unknown"}{median:14.0f} frames/s")
    print(f"ratio to the fastest {quell / max(medians.values()):32.2f}")


main()
