# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speech through `quell live` on a JACK server is what `quell denoise` makes of the same recording, later by what is reported:
jack_equality.py QUELL JACK_STAGE SOUND freewheel|realtime

With QUELL_STRESS=1 in the environment stress-ng keeps every core busy meanwhile; that wants real-time priority.

freewheel: the server runs as fast as it can, so that nothing can come too late. realtime: in its own time,
with real-time priority where this user may have it; a loaded machine may miss a deadline there whatever the program does, so
that one clean run of several is asked for."""
import json
import os
import signal
import subprocess
import sys
import tempfile

import numpy

from live_servers import PATIENCE, SLOWER, JackServer, difference_db, read_wav, start, wait_until

QUELL, STAGE, SOUND, MODE = sys.argv[1:]
PERIOD, TRIES = 1024, 5


def prepare(folder):
    """The sound as float samples without a header."""
    path = os.path.join(folder, "in.wav")
    subprocess.run(["sox", SOUND, "-b", "32", "-e", "floating-point", path], check=True)
    samples = read_wav(path)[0][:, 0]
    samples.tofile(os.path.join(folder, "in.f32"))
    return samples


def perform(server, folder):
    """One run; returns what was captured, the reports, and the xruns that JACK counted."""
    files = [os.path.join(folder, name) for name in ("raw.wav", "clean_live.wav")]
    for file in files:
        if os.path.exists(file):
            os.remove(file)
    stage = start(STAGE, "stage", os.path.join(folder, "in.f32"), os.path.join(folder, "out.f32"), MODE,
                  env=server.environment, stdout=subprocess.PIPE, text=True)
    assert stage.stdout.readline() == "ready\n"
    live = start(QUELL, "live", "--input", "stage", "--output", "stage", "--json", "--record", ",".join(files),
                 env=server.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    told = stage.communicate(timeout=3 * PATIENCE)[0]
    assert stage.returncode == 0, "the stage failed"
    live.send_signal(signal.SIGINT)
    reports, complaints = live.communicate(timeout=PATIENCE)
    assert live.returncode == 0 and not complaints, (live.returncode, complaints)
    return [json.loads(line) for line in reports.splitlines()], int(told.split()[1])


def place_of(sound, recording):
    """Where the sound begins in what was recorded raw: every sample must be there as it was played."""
    first = int(numpy.argmax(sound != 0))
    for start_frame in numpy.flatnonzero(recording == sound[first]) - first:
        if numpy.array_equal(recording[start_frame:start_frame + len(sound)], sound):
            return int(start_frame)
    raise AssertionError("the recording does not hold the sound that was played")


def check(folder, sound, reports):
    start_report, end_report = reports[0], reports[-1]
    assert start_report["event"] == "start" and end_report["event"] == "end"
    latency = start_report["engine_latency_frames"]
    raw, again = os.path.join(folder, "raw.wav"), os.path.join(folder, "again.wav")
    subprocess.run([QUELL, "denoise", raw, "-o", again], check=True, stdout=subprocess.DEVNULL)
    recorded, expected = read_wav(raw)[0][:, 0], read_wav(again)[0][:, 0]
    begin = place_of(sound, recorded)
    # The stage stands at both ends, so JACK adds a period.
    shift = latency + PERIOD
    captured = numpy.fromfile(os.path.join(folder, "out.f32"), "<f4")
    result = captured[shift:shift + len(sound)]
    wanted = expected[begin:begin + len(sound)]
    difference = difference_db(result, wanted)
    print(f"{MODE}: {difference:.1f} dB of difference at the reported delay of {latency} frames and a period, "
          f"{end_report['xruns']} xruns, load {100 * end_report['load']['p50']:.1f} % median, "
          f"{100 * end_report['load']['max']:.1f} % at most, round trip {end_report['round_trip_ms']:.1f} ms")
    assert difference < -100, difference
    assert difference_db(captured[shift + 1:shift + 1 + len(sound)], wanted) > -60, "any delay would do"
    assert difference_db(sound, wanted) > -20, "nothing was denoised"
    clean = read_wav(os.path.join(folder, "clean_live.wav"))[0][:, 0]
    assert len(clean) == len(recorded)
    difference = difference_db(clean[latency:], expected[:-latency])
    assert difference < -100, f"what was recorded clean differs by {difference} dB"


def main():
    with tempfile.TemporaryDirectory() as folder:
        sound = prepare(folder)
        if os.environ.get("QUELL_STRESS") == "1":
            start("stress-ng", "--cpu", "0", "--vm", "1", "--vm-bytes", "64M", "--timeout", "300", stderr=subprocess.DEVNULL,
                  stdout=subprocess.DEVNULL)
        server = JackServer(QUELL, period=PERIOD, real_time=MODE == "realtime")
        for attempt in range(1, TRIES + 1):
            reports, jack_xruns = perform(server, folder)
            xruns = reports[-1]["xruns"]
            # Until the server runs free, and as it goes into that and out of it, the program may be late; that is no matter.
            if jack_xruns == 0 and (xruns == 0 or MODE == "freewheel"):
                break
            print(f"run {attempt}: {xruns} xruns, JACK counted {jack_xruns}")
            assert MODE == "realtime", "an xrun although nothing can come too late"
        else:
            if SLOWER > 1 and reports[-1]["load"]["max"] > 1:
                print("with this sanitizer a block takes longer to denoise than it lasts, so that sound must be lost")
                sys.exit(77)
            sys.exit(f"none of {TRIES} runs was free of xruns: the machine is too busy, or quell live is too slow")
        check(folder, sound, reports)
        server.end()


main()
