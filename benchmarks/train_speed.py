# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trainer beside PyTorch: train_speed.py TRAIN_SPEED [ROUNDS]

The same network, batch and threads on both sides (see train_speed.c), in turn on the same machine; each figure is the median of
the rounds. Frames are counted once for forward and backward together.
"""
import os
import statistics
import subprocess
import sys
import time

import torch

FRAMES, SEQUENCES, INPUTS, SIZE, THREADS = 100, 32, 257, 256, 2
PASSES = 5


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
        torch.set_num_threads(THREADS)
        self.network = torch.nn.GRU(INPUTS, SIZE, 2)
        self.features = torch.randn(FRAMES, SEQUENCES, INPUTS)
        self.target = 0.01 * torch.randn(FRAMES, SEQUENCES, SIZE)

    def one_pass(self):
        self.network.zero_grad(set_to_none=True)
        y, _ = self.network(self.features)
        y.backward(self.target)

    def seconds(self, passes):
        start = time.perf_counter()
        for _ in range(passes):
            self.one_pass()
        return time.perf_counter() - start


def main():
    trainer, pytorch = Trainer(sys.argv[1]), PyTorch()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    speeds = {"quell": [], "pytorch": []}
    for side in (trainer, pytorch):
        side.seconds(2)
    for _ in range(rounds):
        for name, side in (("quell", trainer), ("pytorch", pytorch)):
            time.sleep(0.02)  # threads of the other side go to sleep
            speeds[name].append(PASSES * FRAMES * SEQUENCES / side.seconds(PASSES))
    trainer.close()
    quell, other = (statistics.median(speeds[name]) for name in ("quell", "pytorch"))
    ratio = statistics.median(a / b for a, b in zip(speeds["quell"], speeds["pytorch"]))
    print(f"OpenBLAS for {trainer.core}, OPENBLAS_CORETYPE {os.environ.get('OPENBLAS_CORETYPE', 'not set')}")
    print(f"Quell           {quell:8.0f} frames/s")
    print(f"PyTorch {torch.__version__:7} {other:8.0f} frames/s")
    print(f"ratio           {ratio:8.2f}")


main()
