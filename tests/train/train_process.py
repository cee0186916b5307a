# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`quell train` as a process: train_process.py QUELL

Interrupted, killed, resumed, on a terminal, with a start model that makes the loss infinite.
"""
import json
import os
import pty
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time
import wave

QUELL = os.path.abspath(sys.argv[1])
UPDATES = 120
TINY = ["--hidden", "8", "--layers", "1", "--filter-bins", "0", "--batch", "2", "--frames", "20", "--threads", "1",
        "--no-check", "--report-every", "1", "--validation-size", "2"]


def expect(condition, what):
    if not condition:
        sys.exit(f"train_process: {what}")


def write_sound(path, sample):
    """Three seconds at 16 kHz of sample(n)."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with wave.open(path, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(b"".join(struct.pack("<h", int(sample(n))) for n in range(48000)))


def make_recordings():
    random.seed(1)
    for pitch in (50, 80):  # sawtooth syllables with pauses
        write_sound(f"speech/{pitch}.wav", lambda n, p=pitch: 8000 * ((n % p) / p - 0.5) if n % 8000 < 5000 else 0)
    write_sound("noise/hiss.wav", lambda n: random.gauss(0, 1500))


def start(output, *more, updates=UPDATES, **options):
    command = [QUELL, "train", "--speech", "speech", "--noise", "noise", "-o", output, "--updates", str(updates)]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    return subprocess.Popen(command + TINY + list(more), **options)


def run(output, *more, **options):
    process = start(output, *more, **options)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


def succeed(output, *more, **options):
    code, out, err = run(output, *more, **options)
    expect(code == 0 and not err, f"exit code {code}, standard error {err!r}")
    return out


def content(path):
    with open(path, "rb") as stream:
        return stream.read()


def same_as_uninterrupted(output, what):
    for ending in ("", ".checkpoint"):
        expect(content(output + ending) == content("whole/m.safetensors" + ending), f"{what}: m.safetensors{ending} differs")


def model_is_usable(path):
    expect(subprocess.run([QUELL, "info", path], capture_output=True).returncode == 0, f"'{path}' is no model")


def interrupt_and_resume(number, folder):
    os.mkdir(folder)
    process = start(f"{folder}/m.safetensors", "--save-every", "1000")
    for line in process.stdout:
        if line.startswith("update 3 "):
            break
    process.send_signal(number)
    _, err = process.communicate(timeout=300)
    expect(process.returncode == 0 and not err, f"after signal {number}: exit code {process.returncode}, {err!r}")
    model_is_usable(f"{folder}/m.safetensors")
    out = succeed(f"{folder}/m.safetensors", "--resume")
    first = out.splitlines()[0]
    expect(first.startswith("update ") and not first.startswith("update 1 "), f"it began anew: {first!r}")
    same_as_uninterrupted(f"{folder}/m.safetensors", f"signal {number} and resumed")


def kill_and_resume():
    os.mkdir("killed")
    patience = float(os.environ.get("TEST_PATIENCE", "1"))
    for attempt in range(6):
        process = start("killed/m.safetensors", "--resume", "--save-every", "0")
        process.stdout.readline()
        time.sleep(random.uniform(0, 0.05 * (attempt + 1) * patience))
        process.kill()
        process.communicate(timeout=300)
        if os.path.exists("killed/m.safetensors"):
            model_is_usable("killed/m.safetensors")
    expect(os.path.exists("killed/m.safetensors.checkpoint"), "no checkpoint was left")
    succeed("killed/m.safetensors", "--resume")
    same_as_uninterrupted("killed/m.safetensors", "killed and resumed")


def refuse_other_runs():
    before = content("whole/m.safetensors.checkpoint")
    for more in (["--seed", "2"], ["--hidden", "9"], ["--batch", "1"], ["--lstm"], ["--rate", "0.01"], ["--hard-rank", "2"]):
        code, _, err = run("whole/m.safetensors", "--resume", *more)
        expect(code == 1 and err.count("\n") == 1 and "is no checkpoint of this run" in err, f"{more}: {code}, {err!r}")
    expect(content("whole/m.safetensors.checkpoint") == before, "a refused run changed the checkpoint")


def refuse_to_lose_a_run():
    before = content("whole/m.safetensors.checkpoint"), content("whole/m.safetensors")
    code, _, err = run("whole/m.safetensors")
    expect(code == 1 and err.count("\n") == 1 and "--resume" in err and "--overwrite" in err, f"began anew: {code}, {err!r}")
    expect(before == (content("whole/m.safetensors.checkpoint"), content("whole/m.safetensors")), "a refused run changed files")
    os.makedirs("lone")
    with open("lone/m.safetensors", "wb") as stream:
        stream.write(before[1])
    for option in ([], ["--resume"]):
        code, _, err = run("lone/m.safetensors", *option)
        expect(code == 1 and err.count("\n") == 1 and "--overwrite" in err, f"replaced a model: {code}, {err!r}")
    succeed("lone/m.safetensors", "--overwrite")
    same_as_uninterrupted("lone/m.safetensors", "begun anew")


def read_model(path):
    data = content(path)
    length = struct.unpack("<Q", data[:8])[0]
    return json.loads(data[8:8 + length]), data[8 + length:]


def train_profiles_in_turn():
    succeed("factored.safetensors", "--factor-rank", "4", updates=1)
    header, data = read_model("factored.safetensors")
    profiles = json.dumps([{"name": "full", "ranks": {}}, {"name": "eco", "ranks": {"gru1.weight_hh_l0": 2}}])
    header["__metadata__"]["profiles"] = profiles
    text = json.dumps(header).encode()
    with open("nested.safetensors", "wb") as stream:
        stream.write(struct.pack("<Q", len(text)) + text + data)
    out = succeed("tuned.safetensors", "--from", "nested.safetensors", "--nested", updates=4)
    expect("  profile full  loss" in out and "  profile eco  loss" in out, f"profiles are not validated: {out!r}")
    expect(read_model("tuned.safetensors")[0]["__metadata__"]["profiles"] == profiles, "the profiles are not kept")


def show_a_line_on_a_terminal():
    main_end, far_end = pty.openpty()
    process = start("terminal.safetensors", stderr=far_end, updates=10)
    out, _ = process.communicate(timeout=300)
    os.close(far_end)
    shown = os.read(main_end, 100000).decode()
    expect(process.returncode == 0 and "\rupdate" not in out and out.count("\n") == 11, f"on a terminal: {out!r}")
    expect("\r\x1b[Kupdate " in shown and shown.endswith("\r\x1b[K"), f"the terminal shows {shown!r}")


def write_endless_model(path):
    """A filter without an activation, whose weights lift any spectrum beyond all bounds."""
    network = {"version": 1, "bands_hz": [1000, 5000], "filter": {"bins": 2, "taps": 1},
               "layers": [{"name": "filter", "type": "dense", "activation": "linear", "size": 4, "inputs": ["features"]},
                          {"name": "gains", "type": "dense", "activation": "sigmoid", "size": 2, "inputs": ["features"]}]}
    header, data = {"__metadata__": {"network": json.dumps(network)}}, b""
    for name, shape, value in (("filter.bias", [4], 3e38), ("filter.weight", [4, 8], 3e38), ("gains.bias", [2], 1.0),
                               ("gains.weight", [2, 8], 0.0)):
        values = struct.pack("<f", value) * (shape[0] * (shape[1] if len(shape) > 1 else 1))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    with open(path, "wb") as stream:
        stream.write(struct.pack("<Q", len(text)) + text + data)


def stop_when_the_loss_is_no_number():
    write_endless_model("endless.safetensors")
    code, _, err = run("stopped.safetensors", "--from", "endless.safetensors")
    expect(code == 1 and err.count("\n") == 1, f"infinite loss: {code}, {err!r}")
    expect("the loss of update 0 is not a number (seed 1, mixtures 0 1" in err, f"infinite loss: {err!r}")
    expect(struct.pack("<f", 3e38) * 32 in content("stopped.safetensors"), "the weights before were not kept")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        make_recordings()
        os.mkdir("whole")
        out = succeed("whole/m.safetensors")
        expect(out.count("\n") == UPDATES + 1, "there is not one line for each update and one for the validation")
        interrupt_and_resume(signal.SIGINT, "interrupted")
        interrupt_and_resume(signal.SIGTERM, "terminated")
        kill_and_resume()
        refuse_other_runs()
        refuse_to_lose_a_run()
        train_profiles_in_turn()
        show_a_line_on_a_terminal()
        stop_when_the_loss_is_no_number()
        os.chdir("/")


main()
