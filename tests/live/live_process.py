# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `quell live` does as a process when things go wrong, and when they come back: live_process.py QUELL CASE"""
import json
import os
import pty
import signal
import subprocess
import sys
import tempfile
import time

import numpy

from live_servers import JackServer, difference_db, read_wav, start, wait_until

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
    out, said = process.communicate(timeout=30)
    return [json.loads(line) for line in out.splitlines()], said


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
    said = process.communicate(timeout=30)[1]
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
        said = process.communicate(timeout=30)[1]
        assert process.returncode == 1 and len(said.splitlines()) == 1, (arguments, said)
        assert "JACK" not in said and "ALSA" not in said, said


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
    """A device of ALSA that plays a file and swallows what it gets; nothing paces it, so it runs as fast as it can."""
    numpy.random.default_rng(1).normal(0, 0.1, 4 * RATE).astype("<f4").tofile("in.raw")
    with open(".asoundrc", "w", encoding="utf-8") as file:
        file.write('pcm.tape { type file slave.pcm "null" file "/dev/null" infile "in.raw" format "raw" }\n'
                   "pcm.deck { type plug slave { pcm tape format FLOAT_LE rate 48000 channels 1 } }\n")
    # ALSA takes 800 MB for this device and leaves them alone, unless the allocator is told to fill them.
    environment = dict(os.environ, HOME=os.getcwd(), JACK_DEFAULT_SERVER="none", JACK_NO_START_SERVER="1", MALLOC_PERTURB_="0")
    process = start(QUELL, "live", "--json", "--input", "deck", "--output", "deck", "--channels", "1", "--rate", str(RATE),
                    "--duration", "3", "--record", "raw.wav,clean.wav", env=environment, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, text=True)
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


def a_silent_microphone_is_named():
    server = JackServer(QUELL)
    process = live(server, "--check", "--duration", "2")
    told, said = process.communicate(timeout=30)
    assert process.returncode == 1 and not said, (process.returncode, said)
    assert "FAULT: 'system' is silent: look whether it is muted" in told, told
    assert "measured" in told and "rate" not in told.split("FAULT")[1].split(":")[1], told


def a_terminal_gets_a_screen():
    server = JackServer(QUELL)
    leader, follower = pty.openpty()
    environment = dict(server.environment, TERM="xterm", LANG="C.UTF-8")
    process = subprocess.Popen([QUELL, "live"], env=environment, stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    shown = b""
    pressed = False
    while True:
        try:
            shown += os.read(leader, 65536)
        except OSError:
            break
        if b"stronger" in shown and not pressed:
            os.write(leader, b"-bq")
            pressed = True
    process.wait(timeout=30)
    assert process.returncode == 0 and b"voice" in shown and b"xruns" in shown, shown


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        globals()[CASE]()


main()
