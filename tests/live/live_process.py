# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `quell live` does as a process when things go wrong, and when they come back: live_process.py QUELL CASE
MODEL, which has two profiles"""
import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time

import numpy

from live_program import QUELL, RATE, finish, live, no_second_opening_with_thread_sanitizer, play_from_alsa, reports, run_case, wait_for_sound
from live_servers import PATIENCE, SLOWER, JackServer, difference_db, read_wav, start, wait_until

MODEL = os.path.abspath(sys.argv[3])


def a_killed_recording_can_be_played():
    server = JackServer(QUELL)
    process = live(server, "--json", "--record", "raw.wav,clean.wav")
    wait_for_sound(process, 3)
    process.kill()
    process.wait()
    for name in ("raw.wav", "clean.wav"):
        samples, rate = read_wav(name)
        assert rate == RATE and len(samples) > 2 * RATE, (name, len(samples))
        seconds = float(subprocess.run(["soxi", "-D", name], check=True, capture_output=True, text=True).stdout)
        assert abs(seconds - len(samples) / RATE) < 0.001, seconds


def a_full_disk_stops_the_recording_and_not_the_sound():
    server = JackServer(QUELL)
    # A limit on the size of files acts as a disk that is full.
    command = f"ulimit -f 1000; exec '{QUELL}' live --json --duration 6 --record raw.wav,clean.wav"
    process = start("bash", "-c", command, env=server.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    events, said = finish(process)
    assert process.returncode == 1, process.returncode
    assert len(said.splitlines()) == 1 and "the recording has stopped, the sound goes on" in said, said
    assert events[-1]["event"] == "end" and events[-1]["frames"] == 6 * RATE, events[-1]
    for name in ("raw.wav", "clean.wav"):
        assert len(read_wav(name)[0]) > RATE


def a_recording_is_never_overwritten():
    server = JackServer(QUELL)
    with open("clean.wav", "w", encoding="utf-8") as file:
        file.write("precious")
    process = live(server, "--duration", "1", "--record", "raw.wav,clean.wav")
    said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 1 and "clean.wav exists already" in said, said
    assert os.listdir(".") == ["clean.wav"], "something was left behind"
    with open("clean.wav", encoding="utf-8") as file:
        assert file.read() == "precious"


def a_dead_server_ends_it_with_one_sentence():
    server = JackServer(QUELL)
    for device in ("system", "ALSA: jack"):
        process = live(server, "--json", "--input", device, "--output", device, "--record", "raw.wav,clean.wav")
        wait_for_sound(process, 1)
        server.process.kill()
        server.process.wait()
        events, said = finish(process)
        assert process.returncode == 1, process.returncode
        assert len(said.splitlines()) == 1 and "has stopped" in said, said
        assert len(read_wav("raw.wav")[0]) == len(read_wav("clean.wav")[0]) == events[-1]["frames"]
        os.remove("raw.wav")
        os.remove("clean.wav")
        server.begin()


def a_server_that_comes_back_is_used_again():
    no_second_opening_with_thread_sanitizer()
    server = JackServer(QUELL)
    process = live(server, "--json", "--reconnect", "--record", "raw.wav,clean.wav")
    wait_for_sound(process, 1)
    server.process.kill()
    server.process.wait()
    notes = (report["text"] for report in reports(process) if report["event"] == "note")
    assert "waiting until it comes back" in next(notes)
    server.begin()
    assert next(notes) == "the device is back"
    before = time.monotonic()
    for report in reports(process):
        if report["event"] == "status" and time.monotonic() - before > 2:
            break
    process.send_signal(signal.SIGINT)
    events, said = finish(process)
    assert process.returncode == 0, said
    assert len(said.splitlines()) == 2, said
    assert len(read_wav("raw.wav")[0]) == events[-1]["frames"], "the recording lacks something"


def a_device_that_is_not_there_yet_is_waited_for():
    server = JackServer(QUELL)
    server.end()
    process = live(server, "--json", "--reconnect", "--duration", "1")
    time.sleep(2)
    assert process.poll() is None
    server.begin()
    events, said = finish(process)
    assert process.returncode == 0 and events[-1]["frames"] == RATE, said
    assert len(said.splitlines()) == 1 and "trying again" in said, said


def without_a_device_there_is_one_sentence():
    server = JackServer(QUELL)
    server.end()
    for arguments in ([], ["--list"], ["--input", "7"], ["--input", "nothing of that name"]):
        process = live(server, *arguments)
        said = process.communicate(timeout=PATIENCE)[1]
        assert process.returncode == 1 and len(said.splitlines()) == 1, (arguments, said)
        assert "JACK" not in said and "ALSA" not in said, said


def what_cannot_be_printed_is_told():
    server = JackServer(QUELL)
    for arguments in (["--list"], ["--list", "--json"], ["--check", "--duration", "1"], ["--duration", "3"], ["--duration", "3", "--json"]):
        with open("/dev/full", "w", encoding="utf-8") as full:
            process = start(QUELL, "live", *arguments, env=server.environment, stdout=full, stderr=subprocess.PIPE, text=True)
        said = process.communicate(timeout=PATIENCE)[1]
        assert process.returncode == 1, (arguments, process.returncode)
        assert len(said.splitlines()) == 1 and "standard output cannot be written" in said, (arguments, said)


def signals_end_it_in_order():
    server = JackServer(QUELL)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process = live(server, "--json", "--record", "raw.wav,clean.wav")
        wait_for_sound(process, 1)
        process.send_signal(number)
        events, said = finish(process)
        assert process.returncode == 0 and not said, (process.returncode, said)
        assert len(read_wav("raw.wav")[0]) == events[-1]["frames"]
        os.remove("raw.wav")
        os.remove("clean.wav")


def its_helper_ends_with_it():
    server = JackServer(QUELL)
    process = live(server, "--json")
    wait_for_sound(process, 0.5)
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
    assert len(children) == 1, children
    process.kill()
    process.wait()
    wait_until(lambda: not os.path.exists(f"/proc/{children[0]}"), "the end of the helper")


def devices_of_two_host_apis_are_bridged():
    """JACK for the input, ALSA (its plugin for JACK) for the output: two streams that know nothing of each other."""
    server = JackServer(QUELL, real_time=True)
    process = live(server, "--json", "--input", "system", "--output", "ALSA: jack", "--duration", "6")
    events, said = finish(process)
    assert process.returncode == 0, said
    begin, end = events[0], events[-1]
    assert begin["two_clocks"] and begin["output"]["api"] == "ALSA", begin
    print(f"drift {end['drift_ppm']:.1f} ppm, {end['bridge_delay_ms']:.1f} ms for a set point of "
          f"{end['bridge_set_point_ms']:.1f} ms, {end['xruns']} xruns, round trip {end['round_trip_ms']:.1f} ms")
    assert 10 < end["bridge_set_point_ms"] < 500, end
    assert abs(end["bridge_delay_ms"] - end["bridge_set_point_ms"]) < 10, end


def alsa_gives_what_denoise_gives():
    alsa = play_from_alsa(numpy.random.default_rng(1).normal(0, 0.1, 4 * RATE))
    process = live(alsa, "--json", "--input", "deck", "--output", "deck", "--channels", "1", "--rate", str(RATE), "--duration",
                   "3", "--record", "raw.wav,clean.wav")
    events, said = finish(process)
    assert process.returncode == 0 and not said, said
    assert events[0]["input"]["api"] == "ALSA"
    subprocess.run([QUELL, "denoise", "raw.wav", "-o", "again.wav"], check=True, stdout=subprocess.DEVNULL)
    raw, clean, again = (read_wav(name + ".wav")[0][:, 0] for name in ("raw", "clean", "again"))
    played, latency = numpy.fromfile("in.raw", "<f4"), events[0]["engine_latency_frames"]
    assert len(raw) == len(clean) == 3 * RATE
    assert numpy.array_equal(raw[:RATE], played[:RATE]), "the device gave something else"
    difference = difference_db(clean[latency:], again[:-latency])
    print(f"{difference:.1f} dB of difference, load {100 * events[-1]['load']['p50']:.1f} % median, "
          f"round trip {events[-1]['round_trip_ms']:.1f} ms")
    assert difference < -100, difference


def a_disk_that_does_not_keep_up_is_told():
    """Without a pause the device gives more than can wait while the writing program is stopped; its helper is not."""
    alsa = play_from_alsa(numpy.random.default_rng(1).normal(0, 0.1, 4 * RATE))
    process = live(alsa, "--json", "--input", "deck", "--output", "deck", "--channels", "1", "--rate", str(RATE), "--record",
                   "raw.wav,clean.wav")
    assert next(reports(process))["event"] == "start"
    process.send_signal(signal.SIGSTOP)
    time.sleep(3 * SLOWER)
    process.send_signal(signal.SIGCONT)
    note = next(report["text"] for report in reports(process) if report["event"] == "note")
    assert "the recording has gaps; the sound goes on" in note, note
    process.send_signal(signal.SIGINT)
    events, said = finish(process)
    assert process.returncode == 1, process.returncode
    lost = events[-1]["lost_from_recording"]
    assert lost > 0 and f"the recording lacks {lost / RATE:.2f} s" in said.splitlines()[-1], (lost, said)
    assert len(read_wav("raw.wav")[0]) + lost == events[-1]["frames"]


def show_on_terminal(keys, *arguments, size=(24, 100), **variables):
    """What is drawn on a terminal until the program ends. `keys` lists pairs, one after the other: what is to be drawn, and
    what is pressed then. `size`: rows and columns."""
    server = JackServer(QUELL)
    leader, follower = pty.openpty()
    fcntl.ioctl(leader, termios.TIOCSWINSZ, struct.pack("4H", *size, 0, 0))
    environment = dict(server.environment, **{"TERM": "xterm", "LC_ALL": "C.UTF-8", **variables})
    process = subprocess.Popen([QUELL, "live", *arguments], env=environment, stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    shown, seen = b"", 0
    while True:
        try:
            shown += os.read(leader, 65536)
        except OSError:
            break
        if keys and keys[0][0] in shown[seen:]:
            seen = len(shown)
            os.write(leader, keys.pop(0)[1])
    process.wait(timeout=PATIENCE)
    assert process.returncode == 0 and not keys, (process.returncode, keys, shown)
    return shown


def a_terminal_gets_a_screen():
    shown = show_on_terminal([(b"stronger", b"-bq")])
    for part in (b"input", b"output", b"removed", b"voice", b"load", b"xruns", b"delay", b"clocks", b"keys", "·".encode()):
        assert part in shown, (part, shown)


def a_small_terminal_shows_what_it_has_room_for():
    shown = show_on_terminal([(b"stronger", b"q")], size=(16, 60))
    assert b"voice" in shown and b"quit" not in shown, shown


def the_key_for_profiles_goes_round():
    show_on_terminal([(b"full (automatic)", b"pp"), (b"eco", b"p"), (b"(automatic)", b"q")], "--model", MODEL, "--profile", "auto")


def the_profile_that_was_asked_for_runs():
    server = JackServer(QUELL)
    for asked, runs in (("eco", "eco"), ("full", "full"), ("auto", "full")):
        process = live(server, "--json", "--duration", "2", "--model", MODEL, "--profile", asked)
        events, said = finish(process)
        assert process.returncode == 0 and events[-1]["profile"] == runs, (asked, events[-1], said)


def a_terminal_without_unicode_gets_plain_signs():
    shown = show_on_terminal([(b"stronger", b"q")], LC_ALL="C", TERM="vt100")
    assert b"...." in shown and b"####" not in shown and all(byte < 128 for byte in shown), shown


run_case(globals())
