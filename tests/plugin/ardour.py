# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin in a session of Ardour: created, bounced, saved, opened again in a new process, bounced again:
ardour.py QUELL TRAPPED_PLUGIN PLUGIN MODEL TTL... Exit code 77: Ardour is not installed."""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

from host_files import make_bundle, noisy_speech, read_wav, write_wav
from trap_report import Trap

HERE = os.path.dirname(os.path.abspath(__file__))
URI, NAME, RATE = "urn:quell:denoiser_stereo", "voice", 48000
SUPERCLOCK = 282240000
LIMIT_INDEX, LIMIT = 1, 20.0  # controls count in the order of ports: enabled, limit ...
MODEL_KEY = "urn:quell:denoiser#model"
RESAMPLER = 16  # frames by which resamplers at Ardour's own ports delay
BOUNCES = 3
PATIENCE, ATTEMPTS, DEADLINE = 40, 8, 1500  # seconds for one start of Ardour, starts, seconds for all


def audio_region(identity, whole, frames):
    length = frames * SUPERCLOCK // RATE
    return xml.Element("Region", {
        "name": "voice", "muted": "0", "opaque": "1", "locked": "0", "automatic": "0", "whole-file": whole, "start": "a0",
        "length": f"a{length}@a0", "sync-position": "a0", "ancestral-start": "a0", "ancestral-length": "a0@a0", "stretch": "1", "shift": "1",
        "layering-index": "0", "fade-in-active": "0", "fade-out-active": "0", "scale-amplitude": "1", "id": identity, "type": "audio",
        "first-edit": "nothing", "source-0": "5000", "source-1": "5001", "master-source-0": "5000", "master-source-1": "5001", "channels": "2"})


def put_sound(folder, samples):
    """What importing does: one file for each channel, sources, the region in the list and in the track."""
    path = os.path.join(folder, f"{NAME}.ardour")
    tree = xml.parse(path)
    root = tree.getroot()
    for channel in range(2):
        write_wav(os.path.join(folder, "interchange", NAME, "audiofiles", f"voice-{channel}.wav"), RATE, samples[:, channel:channel + 1])
        root.find("Sources").append(xml.Element("Source", {
            "name": f"voice-{channel}.wav", "take-id": "", "type": "audio", "flags": "CanRename", "id": f"500{channel}", "channel": "0",
            "origin": f"voice-{channel}.wav", "gain": "1"}))
    root.find("Regions").append(audio_region("5100", "1", len(samples)))
    playlist = next(each for each in root.iter("Playlist") if each.get("name", "").startswith("Voice"))
    playlist.append(audio_region("5101", "0", len(samples)))
    end = len(samples) * SUPERCLOCK // RATE
    locations = root.find("Locations")
    for old in [each for each in locations if "IsSessionRange" in each.get("flags", "")]:
        locations.remove(old)
    locations.append(xml.Element("Location", {"id": "5200", "name": "session", "start": "a0", "end": f"a{end}", "flags": "IsSessionRange",
                                              "locked": "0", "timestamp": "0", "cue": "0"}))
    root.set("id-counter", str(max(6000, int(root.get("id-counter", "0")))))
    tree.write(path)


class Studio:
    """Ardour, with the plugin in its trap. Without a display it is not steady, whether there is a plugin in the session or not;
    what it does is counted, and it is started again:
    - now and then it waits for ever at its start;
    - about one export in ten ends with a damaged heap, when it takes its export apart;
    - about one bounce in a hundred is early by the delay of resamplers at its ports, and otherwise the same to the bit.
    When it crashes after all instances of the plugin were freed in order, the crash is its own, and what it did stands."""

    def __init__(self, quell, trapped_plugin, plugin, ttl):
        self.root, self.quell = tempfile.mkdtemp(prefix="quell-ardour-"), quell
        library = os.path.join(make_bundle(self.path("lv2"), trapped_plugin, ttl), "quell.so")
        os.rename(os.path.join(os.path.dirname(library), os.path.basename(trapped_plugin)), library)
        self.trap = Trap(library, plugin, self.root)
        runtime = self.path("run")
        os.mkdir(runtime, 0o700)
        self.environment = dict(os.environ, HOME=self.root, XDG_RUNTIME_DIR=runtime, LV2_PATH=self.path("lv2"), LC_ALL="C.UTF-8")
        self.hangs, self.aborts, self.crashes, self.shifts, self.said = 0, 0, 0, 0, ""

    def path(self, *names):
        return os.path.join(self.root, *names)

    def run(self, *command, makes=None):
        """`makes` is a folder that must not be there from an attempt before."""
        for _ in range(ATTEMPTS):
            if makes:
                shutil.rmtree(makes, ignore_errors=True)
            told = len(self.trap.told())
            try:
                result = subprocess.run(command, env=dict(self.environment, **self.trap.environment), timeout=PATIENCE,
                                        capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
            except subprocess.TimeoutExpired:
                self.hangs += 1
                continue
            text = result.stdout + result.stderr
            self.said += text
            if result.returncode == -signal.SIGABRT and re.search(r"free\(\)|malloc|munmap_chunk|corruption", text):
                self.aborts += 1
                continue
            if result.returncode < 0 and self.trap.all_freed(told):
                self.crashes += 1
                return text
            if result.returncode != 0:
                raise SystemExit(f"{command[0]} ended with {result.returncode}:\n{text[-6000:]}")
            return text
        raise SystemExit(f"{command[0]} did not come to an end in {ATTEMPTS} attempts")

    def lua(self, script, *arguments, makes=None):
        return self.run("ardour7-lua", os.path.join(HERE, script), *map(str, arguments), makes=makes)

    def bounces(self, folder, expected):
        """Whether a bounce of the session is this sound, to the bit."""
        for attempt in range(BOUNCES):
            file = self.path(f"bounce-{attempt}.wav")
            self.run("ardour7-export", "-b", "float", "-o", file, folder, NAME)
            sound = read_wav(file)[1]
            os.remove(file)
            if not same(sound[:-RESAMPLER], expected[RESAMPLER:]):
                return same(sound, expected)
            self.shifts += 1
        return False

    def troubles(self):
        return (f"Ardour hung {self.hangs} times and aborted {self.aborts} times, bounced early {self.shifts} times, and was started again; "
                f"it crashed at its end {self.crashes} times")


def demand(condition, sentence):
    print(("holds: " if condition else "DOES NOT HOLD: ") + sentence)
    if not condition:
        raise SystemExit(1)


def same(first, second):
    return first.shape == second.shape and (first == second).all()


def told(text, key):
    return re.search(rf"^{key}\s+(\S+)", text, re.M)[1]


def state_of(folder):
    """Path of the newest saved state of the plugin."""
    states = [os.path.join(parent, "state.ttl") for parent, _, names in os.walk(os.path.join(folder, "plugins")) if "state.ttl" in names]
    return max(states, key=os.path.getmtime)


def choose_model(folder, model):
    """What the window does, for want of one: the model goes into the saved state as the plugin saves it."""
    path = state_of(folder)
    link = os.path.join(os.path.dirname(path), "chosen.safetensors")
    os.symlink(model, link)
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    changed = re.sub(r"<urn:quell:denoiser#modelHash> \"[^\"]*\"",
                     f'<{MODEL_KEY}> "chosen.safetensors"^^<http://lv2plug.in/ns/ext/atom#Path> ; <urn:quell:denoiser#modelHash> ""', text)
    demand(changed != text, "the state names the built-in model")
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(changed)


def denoised(studio, sound, *options):
    source, result = studio.path("reference-in.wav"), studio.path("reference-out.wav")
    write_wav(source, RATE, sound)
    subprocess.run([studio.quell, "denoise", source, "-o", result, *options], check=True, capture_output=True, timeout=60)
    return read_wav(result)[1]


def session(studio, model):
    sound, folder = noisy_speech(RATE, 2, 3), studio.path(NAME)
    built_in = denoised(studio, sound, "--limit", str(LIMIT))
    other = denoised(studio, sound, "--limit", str(LIMIT), "--model", model)
    demand(not same(built_in, other), "another model sounds otherwise")
    studio.lua("ardour_create.lua", folder, NAME, URI, LIMIT_INDEX, LIMIT, makes=folder)
    put_sound(folder, sound)
    # Ardour runs two seconds of silence first; digital silence tells the plugin nothing.
    demand(studio.bounces(folder, built_in), "a bounce is what quell denoise gives, as long as the sound, and not late")
    text = studio.lua("ardour_reload.lua", folder, NAME, LIMIT_INDEX)
    demand(told(text, "value") == "20.0" and told(text, "latency") == "960", "control and latency are there in a new process")
    demand(studio.bounces(folder, built_in), "a bounce after saving and loading is identical")

    choose_model(folder, model)
    demand(studio.bounces(folder, other), "with a model it is what quell denoise gives with that model")
    studio.lua("ardour_reload.lua", folder, NAME, LIMIT_INDEX)
    demand(studio.bounces(folder, other), "a session with a model sounds the same in a new process")
    moved = studio.path("elsewhere", NAME)
    shutil.move(folder, moved)
    demand(studio.bounces(moved, other), "so does one that has moved")
    os.remove(model)
    demand(studio.bounces(moved, built_in), "without its model the built-in one runs")
    studio.lua("ardour_reload.lua", moved, NAME, LIMIT_INDEX)
    with open(state_of(moved), encoding="utf-8") as stream:
        demand(MODEL_KEY in stream.read(), "and the choice is kept")


def give_up(*_):
    raise SystemExit(f"Ardour has not come to an end within {DEADLINE} s")


def main():
    quell, trapped_plugin, plugin, model, *ttl = sys.argv[1:]
    if not shutil.which("ardour7-lua"):
        print("Ardour is not installed")
        sys.exit(77)
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(DEADLINE)
    studio = Studio(quell, trapped_plugin, plugin, ttl)
    try:
        os.mkdir(studio.path("elsewhere"))
        copy = shutil.copy(model, studio.path("small.safetensors"))
        session(studio, copy)
        demand(not studio.trap.faults(), f"nothing blocked in the audio thread {studio.trap.faults()}")
        demand(studio.trap.runs() > 1000, f"in {studio.trap.runs()} runs")
        demand("unknown property" not in studio.said, "Ardour knows every parameter that it was told of")
    finally:
        print(studio.troubles())
        shutil.rmtree(studio.root, ignore_errors=True)


main()
