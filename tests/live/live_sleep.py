# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `quell live` does when it, or the sound server, does not run for some seconds, as when a computer falls asleep
and wakes: live_sleep.py QUELL CASE"""
import os
import signal
import time

from live_program import QUELL, RATE, finish, live, no_second_opening_with_thread_sanitizer, reports, run_case, wait_for_sound
from live_servers import JackServer, read_wav

LONG = 4  # seconds; a device is given up after two


def stop_for(seconds, stop, go_on):
    stop(signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        go_on(signal.SIGCONT)


def stop_program(process, seconds):
    """Both of its processes, as a whole computer would."""
    def send(number):
        os.killpg(process.pid, number)
    stop_for(seconds, send, send)


def stop_server(server, seconds):
    stop_for(seconds, server.process.send_signal, server.process.send_signal)


def next_note(process):
    return next(report["text"] for report in reports(process) if report["event"] == "note")


def end_and_look_at_recordings(process):
    process.send_signal(signal.SIGINT)
    events, said = finish(process)
    assert process.returncode == 0, said
    frames, lengths = events[-1]["frames"], [len(read_wav(name)[0]) for name in ("raw.wav", "clean.wav")]
    assert lengths == [frames, frames] and events[-1]["lost_from_recording"] == 0, (frames, lengths)
    return said


def record(server, *arguments):
    process = live(server, "--json", "--record", "raw.wav,clean.wav", *arguments, start_new_session=True)
    wait_for_sound(process, 1)
    return process


def a_program_that_slept_goes_on():
    server = JackServer(QUELL)
    process = record(server)
    stop_program(process, LONG)
    wait_for_sound(process, 3)
    said = end_and_look_at_recordings(process)
    assert not said, said


def two_clocks_come_back_to_their_delay_after_sleep():
    server = JackServer(QUELL, real_time=True)
    process = record(server, "--input", "system", "--output", "ALSA: jack")
    stop_program(process, LONG)
    woken = time.monotonic()
    for report in reports(process):
        if report["event"] != "status" or time.monotonic() < woken + 2:
            continue
        away = abs(report["bridge_delay_ms"] - report["bridge_set_point_ms"])
        if away < 2:
            break
        assert time.monotonic() < woken + 20, f"still {away:.1f} ms away from the set point"
    print(f"{away:.2f} ms from the set point of {report['bridge_set_point_ms']:.1f} ms after "
          f"{time.monotonic() - woken:.1f} s")
    assert report["bridge_set_point_ms"] < 300, report
    said = end_and_look_at_recordings(process)
    assert not said, said


def a_server_that_pauses_is_waited_for():
    server = JackServer(QUELL)
    process = record(server)
    stop_server(server, 1)
    wait_for_sound(process, 3)
    said = end_and_look_at_recordings(process)
    assert not said, said


def a_server_that_sleeps_is_used_again():
    no_second_opening_with_thread_sanitizer()
    server = JackServer(QUELL)
    process = record(server, "--reconnect")
    stop_server(server, LONG)
    note = next_note(process)
    assert note == "'system' has stopped: it was unplugged, or its server ended; waiting until it comes back", note
    note = next_note(process)
    assert note == "the device is back", note
    for report in reports(process):
        if report["event"] == "status" and report["frames"] > 4 * RATE:
            break
    said = end_and_look_at_recordings(process)
    assert len(said.splitlines()) == 2, said


def a_server_that_is_stuck_ends_it_with_one_sentence():
    server = JackServer(QUELL)
    process = record(server)
    server.process.send_signal(signal.SIGSTOP)
    try:
        events, said = finish(process)
    finally:
        server.process.send_signal(signal.SIGCONT)
    assert process.returncode == 1, process.returncode
    assert len(said.splitlines()) == 1 and "'system' has stopped" in said, said
    assert len(read_wav("raw.wav")[0]) == events[-1]["frames"]


run_case(globals())
