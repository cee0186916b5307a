# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What quell denoise does as a process: memory, signals, a full disk, the line on a terminal. denoise_process.py QUELL."""
import os
import pty
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import time

QUELL = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
RATE = 8000
MODEL = ["--model", "small.safetensors"]


def write_sound(path, seconds):
    """Mono of 16 bits, the same second over and over."""
    second = bytes((i * 7919 >> 3 & 0xFF) ^ (i & 1) * 0x11 for i in range(2 * RATE))
    size = 2 * RATE * seconds
    with open(path, "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt ")
        file.write(struct.pack("<IHHIIHH", 16, 1, 1, RATE, 2 * RATE, 2, 16) + b"data" + struct.pack("<I", size))
        for _ in range(seconds):
            file.write(second)


def start(*arguments, **options):
    return subprocess.Popen([QUELL, "denoise", *MODEL, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, **options)


def names():
    return sorted(os.listdir("."))


def peak_memory(*arguments):
    """Largest resident size in bytes of one run."""
    process = start(*arguments)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    return usage.ru_maxrss * 1024


def memory_does_not_grow_with_the_length():
    write_sound("short.wav", 10)
    write_sound("long.wav", 600)
    short = min(peak_memory("short.wav", "-o", "short_out.wav") for _ in range(3))
    long = min(peak_memory("long.wav", "-o", "long_out.wav") for _ in range(3))
    assert long < 64 << 20, long
    assert long - short < 1 << 20, (short, long)


def wait_until_writing(process):
    while not any(name.startswith(".quell-") for name in names()):
        assert process.poll() is None, "it ended too early to be stopped: " + process.stderr.read()
        time.sleep(0.002)


def stop_with(number):
    """Stops a run in the middle; returns its exit code and what it said."""
    write_sound("long.wav", 3600)
    process = start("long.wav", "-o", "out.wav")
    wait_until_writing(process)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    return process.returncode, said


def interruption_leaves_nothing_behind():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        code, said = stop_with(number)
        assert code == -number, (code, said)
        assert said == "quell denoise: stopped; the files that were not finished have been left out.\n", said
        assert names() == ["long.wav", "small.safetensors"], names()


def kill_leaves_no_half_file_under_the_name():
    code, _ = stop_with(signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert "out.wav" not in names()


def finished_files_of_a_stopped_batch_stay():
    write_sound("a_short.wav", 1)
    write_sound("b_long.wav", 3600)
    process = start("a_short.wav", "b_long.wav", "-o", "out", "--jobs", "1")
    while not os.path.exists("out/a_short.wav"):
        assert process.poll() is None
        time.sleep(0.002)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGTERM
    assert os.listdir("out") == ["a_short.wav"], os.listdir("out")


def full_disk_fails_with_one_sentence_and_the_rest_is_done():
    """A limit on the size of files stands for the disk: both make the kernel refuse to write in the middle."""
    write_sound("long.wav", 20)
    write_sound("short.wav", 2)
    process = start("long.wav", "short.wav", "-o", "out",
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000)))
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1, process.returncode
    lines = said.splitlines()
    assert lines == ["quell denoise: cannot write out/long.wav: File too large.", "quell denoise: 1 of 2 files failed."], said
    assert os.listdir("out") == ["short.wav"], os.listdir("out")


def no_space_fails_with_one_sentence():
    """A small file system of its own, where this process may make one."""
    command = (f"mount -t tmpfs -o size=300k none full && cd full && {QUELL} denoise --model ../small.safetensors "
               "../long.wav -o out.wav; echo $?; ls -A")
    write_sound("long.wav", 60)
    os.mkdir("full")
    done = subprocess.run(["unshare", "--mount", "--map-root-user", "sh", "-c", command], capture_output=True, text=True,
                          check=False)
    if "unshare" in done.stderr or "mount:" in done.stderr:
        print("    left out: no file system can be mounted here")
        return
    assert done.stdout == "1\n", done.stdout
    assert done.stderr == "quell denoise: cannot write out.wav: No space left on device.\n", done.stderr


def terminal_shows_the_share_done_and_a_file_does_not():
    write_sound("long.wav", 1200)
    ours, theirs = pty.openpty()
    process = subprocess.Popen([QUELL, "denoise", *MODEL, "long.wav", "-o", "out.wav"], stdout=subprocess.DEVNULL,
                               stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        shown += piece
    os.close(ours)
    assert process.wait() == 0
    assert b" %" in shown and shown.endswith(b"\r\x1b[K"), shown
    process = start("long.wav", "-o", "out.wav")
    assert process.communicate()[1] == ""


def main():
    failed = 0
    for fact in (memory_does_not_grow_with_the_length, interruption_leaves_nothing_behind,
                 kill_leaves_no_half_file_under_the_name, finished_files_of_a_stopped_batch_stay,
                 full_disk_fails_with_one_sentence_and_the_rest_is_done, no_space_fails_with_one_sentence,
                 terminal_shows_the_share_done_and_a_file_does_not):
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            subprocess.run([sys.executable, HERE + "/info_model.py"], check=True)
            for name in names():
                if name != "small.safetensors":
                    os.unlink(name)
            try:
                fact()
                print("holds:", fact.__name__)
            except AssertionError as error:
                failed += 1
                print("FAILS:", fact.__name__, error)
            os.chdir("/")
    sys.exit(failed > 0)


main()
