# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`quell live` for a long time: once on one clock with both recordings, once between two host APIs, at the same time on
one JACK server. No delay may drift, no memory may grow, no callback may take long, and at the end the recordings must hold
what was played, and to the bit what `quell denoise` makes of it: live_soak.py QUELL JACK_STAGE SOUND SECONDS

An hour needs 3 GB for the recordings, where TMPDIR points to, and real-time priority. An xrun while the program had half of
its time left is the machine's, where this one or its host did not run; more than one a minute is too many."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading

import numpy

from live_servers import PATIENCE, JackServer, read_wav, start

QUELL, STAGE, SOUND = (os.path.abspath(path) for path in sys.argv[1:4])
SECONDS = float(sys.argv[4])
RATE, PERIOD = 48000, 1024
SETTLED = 150.0  # seconds: then the ring for recordings has gone round, and the loop between two clocks has its speed
BLOCK = 1 << 22


def memory_kib(process):
    """Of the program and of its helper, pages that they share included."""
    helpers = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
    total = 0
    for pid in [process.pid, *map(int, helpers)]:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            total += sum(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    return total


class Watch(threading.Thread):
    """Reads the reports of one program as they come, and looks at its memory with each."""

    def __init__(self, name, process):
        super().__init__()
        self.title, self.process, self.memory, self.reports = name, process, [], []
        self.start()

    def run(self):
        for line in self.process.stdout:
            self.reports.append(json.loads(line))
            if self.reports[-1]["event"] == "status":
                self.memory.append(memory_kib(self.process))

    def finish(self):
        self.join()
        assert self.process.wait(timeout=PATIENCE) == 0, f"{self.title} has ended with {self.process.returncode}"
        kinds = {report["event"] for report in self.reports}
        assert kinds == {"start", "status", "end"}, [r for r in self.reports if r["event"] == "note"]

    def settled(self):
        """The reports once all has found its place, and the memory by then and at the end."""
        status = [report for report in self.reports if report["event"] == "status"]
        first = next(i for i, report in enumerate(status) if report["seconds"] > min(SETTLED, SECONDS / 2))
        return status[first:], self.memory[first], self.memory[-1]


def begin(server, name, *arguments):
    return Watch(name, start(QUELL, "live", "--json", *arguments, env=server.environment, stdout=subprocess.PIPE, text=True))


def judge(watch):
    """What every long run must keep to."""
    watch.finish()
    status, memory_then, memory_now = watch.settled()
    end = watch.reports[-1]
    trips = [report["round_trip_ms"] for report in status]
    print(f"{watch.title}: {end['frames']} frames, {end['xruns']} xruns, load {100 * end['load']['p50']:.1f} % median, "
          f"{100 * end['load']['p99']:.1f} % p99, {100 * end['load']['max']:.1f} % at most, round trip {min(trips):.3f} to "
          f"{max(trips):.3f} ms, memory {memory_then} KiB then {memory_now} KiB", flush=True)
    assert memory_now < memory_then + 512, (memory_then, memory_now)
    assert max(trips) - min(trips) < 0.01, (min(trips), max(trips))
    assert end["xruns"] == 0 or end["load"]["max"] < 0.5, "sound was lost, and not because the machine stood still"
    return status


def judge_bridge(status):
    away = [abs(report["bridge_delay_ms"] - report["bridge_set_point_ms"]) for report in status]
    drift = [report["drift_ppm"] for report in status]
    print(f"two clocks: at most {max(away):.2f} ms off the set point, drift {min(drift):+.1f} to {max(drift):+.1f} ppm", flush=True)
    assert max(away) < 2, max(away)


def samples_of(path):
    """The samples of a recording, without reading all of them."""
    with open(path, "rb") as file:
        head = file.read(4096)
    place = head.index(b"data") + 8
    return numpy.memmap(path, "<f4", "r", offset=place, shape=((os.path.getsize(path) - place) // 4,))


def next_place(sound, piece):
    """Where in the sound a piece of the recording is; None for a piece of silence, which is played for a cycle that was missed."""
    for place in numpy.flatnonzero(sound == piece[0]):
        if numpy.array_equal(numpy.take(sound, range(place, place + len(piece)), mode="wrap"), piece):
            return int(place)
    assert not piece.any(), "the recording holds what was never played"
    return None


def count_jumps(sound, raw):
    """How often the recording does not go on, from period to period, where the sound does."""
    first = int(numpy.argmax(raw != 0) - numpy.argmax(sound != 0))
    assert 0 <= first < 10 * RATE, first
    ring, place, jumps = numpy.concatenate([sound, sound[:PERIOD]]), 0, 0
    for frame in range(first, len(raw) - PERIOD, PERIOD):
        piece = raw[frame:frame + PERIOD]
        if place is None or not numpy.array_equal(piece, ring[place:place + PERIOD]):
            jumps, place = jumps + 1, next_place(sound, piece)
        place = None if place is None else (place + PERIOD) % len(sound)
    return jumps


def judge_recordings(sound, latency, end):
    raw, clean = samples_of("raw.wav"), samples_of("clean.wav")
    assert len(raw) == len(clean) == end["frames"], (len(raw), len(clean), end["frames"])
    jumps = count_jumps(sound, raw)
    subprocess.run([QUELL, "denoise", "raw.wav", "-o", "again.wav"], check=True, stdout=subprocess.DEVNULL)
    again = samples_of("again.wav")
    for place in range(0, len(raw) - latency, BLOCK):
        part = clean[latency + place:latency + place + BLOCK]
        assert numpy.array_equal(part, again[place:place + len(part)]), f"what was recorded clean differs after frame {place}"
    print(f"recordings: {len(raw)} frames, clean is to the bit what denoise makes of raw; {jumps} jumps in raw", flush=True)
    assert jumps <= 2 * end["xruns"], jumps


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        subprocess.run(["sox", SOUND, "-b", "32", "-e", "floating-point", "in.wav"], check=True)
        sound = read_wav("in.wav")[0][:, 0]
        sound.tofile("in.f32")
        server = JackServer(QUELL, real_time=True)
        stage = start(STAGE, "stage", "in.f32", "none", "endless", env=server.environment, stdout=subprocess.PIPE, text=True)
        assert stage.stdout.readline() == "ready\n"
        duration = ("--duration", str(SECONDS))
        one_clock = begin(server, "one clock", "--input", "stage", "--output", "stage", "--record", "raw.wav,clean.wav", *duration)
        two_clocks = begin(server, "two clocks", "--input", "stage", "--output", "ALSA: jack", *duration)
        statuses = [judge(one_clock), judge(two_clocks)]
        judge_bridge(statuses[1])
        stage.send_signal(signal.SIGTERM)
        judge_recordings(sound, one_clock.reports[0]["engine_latency_frames"], one_clock.reports[-1])
        xruns = max(watch.reports[-1]["xruns"] for watch in (one_clock, two_clocks))
        assert xruns < 1 + SECONDS / 60, f"{xruns} xruns: the machine has no time for this"
        server.end()


main()
