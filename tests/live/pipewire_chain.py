# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""PipeWire without hardware, on a D-Bus of its own: `quell pipewire install` makes a microphone whose sound is what
`quell denoise` makes of the first one's, and `status` finds what is missing: pipewire_chain.py QUELL SOUND CHANNELS PLUGIN
TTL..."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import numpy

from live_servers import PATIENCE, difference_db, program_environment, read_wav, start, wait_until

if "DBUS_SESSION_BUS_ADDRESS" not in os.environ or os.environ.get("QUELL_PRIVATE_BUS") != "1":
    os.environ["QUELL_PRIVATE_BUS"] = "1"
    os.execvp("dbus-run-session", ["dbus-run-session", "--", sys.executable, *sys.argv])

QUELL, SOUND, CHANNELS = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3])
BUNDLE_FILES = [os.path.abspath(path) for path in sys.argv[4:]]
RATE = 48000


def prepare(folder):
    """A home of its own, with the plugin where LV2 hosts look."""
    for name in ("run", "home/.lv2/quell.lv2", "home/.config"):
        os.makedirs(os.path.join(folder, name), mode=0o700)
    for file in BUNDLE_FILES:
        shutil.copy(file, os.path.join(folder, "home/.lv2/quell.lv2"))
    os.chmod(os.path.join(folder, "run"), 0o700)
    home = os.path.join(folder, "home")
    os.environ.update(HOME=home, XDG_RUNTIME_DIR=os.path.join(folder, "run"), XDG_CONFIG_HOME=home + "/.config",
                      PIPEWIRE_RUNTIME_DIR=os.path.join(folder, "run"), XDG_STATE_HOME=home + "/.state")
    os.environ.pop("LV2_PATH", None)
    os.chdir(folder)


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=2 * PATIENCE).stdout


def links():
    """What `quell pipewire status` finds, by link."""
    found = json.loads(output(QUELL, "pipewire", "status", "--json"))
    return {link["link"]: link["present"] for link in found["links"]}


def missing_microphone():
    """What is said of the microphone that the configuration names, before it is there."""
    wait_until(lambda: links().get("filter"), "the filter")
    found = json.loads(output(QUELL, "pipewire", "status", "--json"))["links"]
    return next(link for link in found if link["link"] == "microphone")


def quiet(*command, **options):
    return start(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


def server_environment():
    """A plugin that was compiled for a sanitizer needs its library in the process that loads it."""
    library = re.search(r"/\S+/lib[at]san\.so\S*", output("ldd", BUNDLE_FILES[0]))
    return program_environment(**({"LD_PRELOAD": library.group()} if library else {}))


def start_servers():
    server = quiet("pipewire", env=server_environment())
    wait_until(lambda: "PipeWire" in output("pw-cli", "info", "0"), "the start of PipeWire")
    return server, quiet("wireplumber")


def record_cleaned():
    """Plays the sound into the test microphone and records the microphone of Quell meanwhile."""
    # The right channel is half as loud, so that nobody takes one for the other.
    channels = ["remix", "1", "1v0.5"] if CHANNELS == 2 else []
    subprocess.run(["sox", SOUND, "-b", "32", "-e", "floating-point", "in.wav", "pad", "0.5", "1.5", *channels], check=True)
    recorder = quiet("pw-record", "--target", "quell_microphone", "--rate", str(RATE), "--channels", str(CHANNELS), "--format",
                     "f32", "out.wav")
    time.sleep(2)
    player = subprocess.run(["pw-play", "--target", "test_speaker", "in.wav"], timeout=2 * PATIENCE, capture_output=True,
                            text=True)
    assert player.returncode == 0, player.stderr
    connected = links()
    time.sleep(1)
    recorder.terminate()
    recorder.wait()
    return connected


def best_difference():
    """Of the recording against the sound as the file tool cleans it, at the delay where they fit best: for all channels
    together, and how far the noisy sound is from it."""
    subprocess.run([QUELL, "denoise", "in.wav", "-o", "expected.wav"], check=True, stdout=subprocess.DEVNULL)
    recorded, expected, noisy = (read_wav(name)[0].astype(float) for name in ("out.wav", "expected.wav", "in.wav"))
    assert recorded.shape[1] == expected.shape[1] == CHANNELS
    assert len(recorded) > len(expected), (len(recorded), len(expected))
    size = len(recorded) + len(expected)
    left, wanted_left = recorded[:, 0], expected[:, 0]
    correlation = numpy.fft.irfft(numpy.fft.rfft(left, size) * numpy.conj(numpy.fft.rfft(wanted_left, size)), size)
    delay = int(numpy.argmax(correlation))
    part = recorded[delay:delay + len(expected)]
    wanted = expected[:len(part)]
    gain = numpy.sum(part * wanted) / numpy.sum(part**2)
    print(f"volume on the way {-20 * numpy.log10(gain):.1f} dB, delay {delay / RATE:.3f} s")
    worst = max(difference_db(gain * part[:, c], wanted[:, c]) for c in range(CHANNELS))
    return worst, difference_db(noisy[:len(part)], wanted)


def main():
    with tempfile.TemporaryDirectory(prefix="quell-pipewire-") as folder:
        prepare(folder)
        assert not links()["PipeWire"] and not links()["configuration"]
        server, manager = start_servers()
        assert links()["PipeWire"] and not links()["filter"]
        print(output(QUELL, "pipewire", "install", "--microphone", "test_microphone", "--channels", str(CHANNELS)))
        for process in (manager, server):
            process.terminate()
            process.wait()
        server, manager = start_servers()
        wait_until(lambda: links().get("session manager"), "the start of WirePlumber")
        # What is played into its one end comes out of the other, which is a microphone to everybody.
        assert not missing_microphone()["present"] and "test_microphone" in missing_microphone()["text"]
        quiet("pw-loopback", "--channels", str(CHANNELS), "--capture-props", "media.class=Audio/Sink node.name=test_speaker",
              "--playback-props", "media.class=Audio/Source node.name=test_microphone")
        wait_until(lambda: links().get("microphone"), "the test microphone")
        wait_until(lambda: links().get("filter"), "the filter")
        connected = record_cleaned()
        status = output(QUELL, "pipewire", "status")
        print(status)
        assert f"quell_microphone with {CHANNELS} channel" in status
        assert connected == dict.fromkeys(connected, True) and "connection" in connected, connected
        difference, untouched = best_difference()
        print(f"recorded against denoised: {difference:.1f} dB; the noisy sound against it: {untouched:.1f} dB")
        # The network has heard the room before the sound began, which the file tool has not.
        assert difference < -15 and difference < untouched - 12, (difference, untouched)
        assert "removed" in output(QUELL, "pipewire", "remove")
        assert not links()["configuration"]
        for process in (manager, server):
            process.terminate()
            process.wait()


main()
