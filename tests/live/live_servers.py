# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of `quell live` share: servers without hardware that never outlive their test, and comparison of sounds."""
import atexit
import ctypes
import os
import signal
import subprocess
import tempfile
import time

import numpy

# Programs are slower with sanitizers.
SLOWER = float(os.environ.get("TEST_PATIENCE", "1"))
PATIENCE = 30 * SLOWER  # seconds that anything may take
PR_SET_PDEATHSIG = 1
_processes = []


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(*command, **options):
    """A process that ends with this one, however this one ends."""
    process = subprocess.Popen(command, preexec_fn=_die_with_parent, **{"stdin": subprocess.DEVNULL, **options})
    _processes.append(process)
    return process


def _end(process):
    """In order, for a JACK server that is killed keeps its place in a table of eight for ever; else by force."""
    process.terminate()
    try:
        process.wait(timeout=20 * SLOWER)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@atexit.register
def stop_all():
    for process in reversed(_processes):
        if process.poll() is None:
            _end(process)


def wait_until(happened, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {PATIENCE} s")


def real_time_allowed():
    return subprocess.run(["chrt", "--fifo", "10", "true"], capture_output=True).returncode == 0


def program_environment(**variables):
    """Libraries of sound are not compiled for sanitizers: what they keep or guard in their own way is not looked at."""
    asan, tsan = os.environ.get("ASAN_OPTIONS", ""), os.environ.get("TSAN_OPTIONS", "")
    suppressions = os.path.join(os.path.dirname(os.path.abspath(__file__)), "thread_sanitizer.supp")
    return dict(os.environ, ASAN_OPTIONS=asan + ":detect_leaks=0", TSAN_OPTIONS=f"{tsan}:suppressions={suppressions}",
                JACK_NO_START_SERVER="1", **variables)


class JackServer:
    """A server of its own, on a name of its own, driven by JACK's dummy driver."""

    def __init__(self, program, rate=48000, period=1024, name="quell-test", real_time=False):
        self.name = f"{name}-{os.getpid()}"
        self.program = program
        self.environment = program_environment(JACK_DEFAULT_SERVER=self.name, HOME=tempfile.gettempdir(),
                                               JACK_NO_AUDIO_RESERVATION="1")
        scheduling = ["-R", "-P", "10"] if real_time and real_time_allowed() else ["-r"]
        self.command = ["jackd", *scheduling, "-n", self.name, "-d", "dummy", "-r", str(rate), "-p", str(period)]
        self.begin()

    def begin(self):
        self.process = start(*self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: "JACK" in self.devices(), "the start of a JACK server")

    def devices(self):
        return subprocess.run([self.program, "live", "--list"], env=self.environment, capture_output=True,
                              text=True).stdout

    def end(self):
        _end(self.process)


def read_wav(path):
    """Samples [frames, channels] of a float WAV, and its rate; every chunk is looked at."""
    with open(path, "rb") as file:
        data = file.read()
    assert data[:4] in (b"RIFF", b"RF64") and data[8:12] == b"WAVE", data[:12]
    position, channels, rate = 12, None, None
    while position + 8 <= len(data):
        name, size = data[position:position + 4], int.from_bytes(data[position + 4:position + 8], "little")
        body = data[position + 8:position + 8 + size]
        if name == b"fmt ":
            channels, rate = int.from_bytes(body[2:4], "little"), int.from_bytes(body[4:8], "little")
        if name == b"data":
            assert size <= len(data) - position - 8, "the header promises more than there is"
            return numpy.frombuffer(body, "<f4").reshape(-1, channels), rate
        position += 8 + size + size % 2
    raise AssertionError(f"{path} has no sound in it")


def difference_db(result, expected):
    """How far the difference lies below the expected sound."""
    error = numpy.sum((result.astype(float) - expected) ** 2)
    return 10 * numpy.log10(max(error, 1e-300) / numpy.sum(expected.astype(float) ** 2))
