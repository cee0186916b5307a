# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`quell live` run by a test: SCRIPT QUELL CASE, where a case is a function of the script."""
import json
import os
import subprocess
import sys
import tempfile
import types

from live_servers import PATIENCE, program_environment, start

QUELL, CASE = os.path.abspath(sys.argv[1]), sys.argv[2]
RATE = 48000


def live(server, *arguments, **options):
    return start(QUELL, "live", *arguments, env=server.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                 text=True, **options)


def reports(process):
    """Each line of JSON as it comes."""
    for line in process.stdout:
        yield json.loads(line)


def wait_for_sound(process, seconds):
    for report in reports(process):
        if report["event"] == "status" and report["frames"] > seconds * RATE:
            return
    raise AssertionError("it ended too early: " + process.stderr.read())


def finish(process):
    out, said = process.communicate(timeout=PATIENCE)
    return [json.loads(line) for line in out.splitlines()], said


def not_with_thread_sanitizer(reason):
    """Passes over the test where the program is compiled for it."""
    if "libtsan" in subprocess.run(["ldd", QUELL], capture_output=True, text=True).stdout:
        print(reason)
        sys.exit(77)


def no_second_opening_with_thread_sanitizer():
    not_with_thread_sanitizer("the thread sanitizer does not follow a process that was started beside a thread, as the one that "
                              "opens a device again is beside the thread of a recording")


def play_from_alsa(samples):
    """A device "deck" of ALSA that plays the samples and swallows what it gets, as fast as it can, for nothing paces it.
    To be used in place of a server."""
    not_with_thread_sanitizer("the thread sanitizer goes through all of the 2 GB that ALSA takes for this device, and no device "
                              "may take so long to open")
    samples.astype("<f4").tofile("in.raw")
    with open(".asoundrc", "w", encoding="utf-8") as file:
        file.write('pcm.tape { type file slave.pcm "null" file "/dev/null" infile "in.raw" format "raw" }\n'
                   f"pcm.deck {{ type plug slave {{ pcm tape format FLOAT_LE rate {RATE} channels 1 }} }}\n")
    # ALSA takes 2 GB for this device and leaves them alone, unless the allocator is told to fill or to mark them.
    environment = program_environment(HOME=os.getcwd(), JACK_DEFAULT_SERVER="none", MALLOC_PERTURB_="0")
    environment["ASAN_OPTIONS"] += ":poison_heap=0"
    return types.SimpleNamespace(environment=environment)


def run_case(functions):
    """In a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        functions[CASE]()
