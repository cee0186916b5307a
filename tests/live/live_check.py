# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`quell live --check` on devices that have one fault each: live_check.py QUELL CASE JACK_STAGE"""
import json
import os
import subprocess
import sys

import numpy

from live_program import QUELL, RATE, live, play_from_alsa, run_case
from live_servers import PATIENCE, JackServer, real_time_allowed, start

STAGE = os.path.abspath(sys.argv[3])


def check(server, *arguments):
    """Names of the faults with their seriousness, sentences, and the exit code."""
    process = live(server, "--check", "--json", "--duration", "2", *arguments)
    told, said = process.communicate(timeout=PATIENCE)
    assert told and not said, (process.returncode, said)
    print(told)
    report = json.loads(told)
    faults = report["faults"]
    assert process.returncode == (1 if any(fault["serious"] for fault in faults) else 0), process.returncode
    return {fault["fault"]: fault for fault in faults}, report


def check_microphone(samples, **server_options):
    """A client of JACK that plays the samples stands for the microphone."""
    server = JackServer(QUELL, **server_options)
    numpy.tile(samples.astype("<f4"), 8 * RATE // len(samples)).tofile("in.f32")
    stage = start(STAGE, "stage", "in.f32", "out.f32", "realtime", env=server.environment, stdout=subprocess.PIPE, text=True)
    assert stage.stdout.readline() == "ready\n"
    return check(server, "--input", "stage", "--output", "stage")


def noise(rms):
    return numpy.random.default_rng(1).normal(0, rms, RATE)


def a_good_microphone_has_no_fault_of_its_own():
    faults, report = check_microphone(noise(0.05), real_time=True)
    # A busy machine may lose sound here whatever the program does.
    assert not faults.keys() - {"slow", "priority"}, faults
    assert abs(report["loudest_db"] + 26) < 2 and abs(report["measured_rate"] / RATE - 1) < 0.01, report


def a_silent_microphone_is_named():
    faults, _ = check(JackServer(QUELL))
    assert "'system' is silent: look whether it is muted" in faults["silent"]["text"], faults
    assert faults["silent"]["serious"] and not faults.keys() & {"quiet", "clipping", "rate"}, faults


def a_quiet_microphone_is_named():
    faults, report = check_microphone(noise(0.0005))
    assert "'stage' is too quiet" in faults["quiet"]["text"] and -67 < report["loudest_db"] < -60, faults
    assert faults["quiet"]["serious"] and not faults.keys() & {"silent", "clipping", "rate"}, faults


def a_clipping_microphone_is_named():
    faults, report = check_microphone(numpy.clip(noise(0.5), -1, 1))
    assert "'stage' clips" in faults["clipping"]["text"] and faults["clipping"]["serious"], faults
    assert 0.03 < report["clipped_share"] < 0.06 and not faults.keys() & {"silent", "quiet", "rate"}, report


def a_wrong_rate_is_named():
    """Nothing paces this device, so that it is far too fast."""
    faults, report = check(play_from_alsa(noise(0.05)), "--input", "deck", "--output", "deck", "--channels", "1")
    assert report["measured_rate"] > 1.01 * RATE and f"instead of {RATE}" in faults["rate"]["text"], report
    assert faults["rate"]["serious"] and not faults.keys() & {"silent", "quiet", "clipping"}, faults


def too_little_time_is_named():
    """A third of a millisecond for each block; the network alone needs more, once in thirty blocks."""
    server = JackServer(QUELL, period=16)
    faults, report = check(server)
    assert report["load_p99"] > 0.7 or report["xruns"] > 0, report
    assert faults["slow"]["serious"] and "--block" in faults["slow"]["text"], faults


def missing_priority_is_named():
    faults, report = check_microphone(noise(0.05))
    assert not report["real_time"] and "rtprio" in faults["priority"]["text"], faults
    assert faults["priority"]["serious"] == (report["xruns"] > 0), report


def priority_that_is_there_is_seen():
    if not real_time_allowed():
        sys.exit(77)
    faults, report = check_microphone(noise(0.05), real_time=True)
    assert report["real_time"] and "priority" not in faults, faults


def words_tell_the_same_as_json():
    process = live(JackServer(QUELL), "--check", "--duration", "1")
    told = process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == 1, process.returncode
    for part in ("input:  system (JACK", "level:", "load:", "xruns:", "delay:", "FAULT: 'system' is silent"):
        assert part in told, (part, told)


run_case(globals())
