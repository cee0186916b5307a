# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin in jalv on a JACK server without hardware that runs free: it must give what `quell denoise` gives, with its
controls, its latency, its presets and a model, and nothing in the audio thread may block:
jalv.py QUELL JACK_STAGE TRAPPED_PLUGIN PLUGIN MODEL TTL... Exit code 77: jalv is not installed."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "live"))
from host_files import make_bundle, noisy_speech, read_wav, write_wav  # noqa: E402
from live_servers import JackServer, start, wait_until  # noqa: E402
from trap_report import Trap  # noqa: E402

URI, RATE, PERIOD, LATENCY = "urn:quell:denoiser", 48000, 256, 960


class Jalv:
    """jalv with the plugin in its trap; what is typed into its console, and what it has said."""

    def __init__(self, room, *options):
        self.room, self.said = room, open(room.path("jalv.txt"), "w+", encoding="utf-8", errors="replace")
        self.process = start("jalv", "-p", "-n", "probe", *options, env=dict(room.server.environment, **room.environment),
                             stdin=subprocess.PIPE, stdout=self.said, stderr=subprocess.STDOUT, text=True)
        wait_until(lambda: "probe:out" in self.ports(), "the start of jalv")

    def ports(self, *options):
        return subprocess.run(["jack_lsp", *options], env=self.room.server.environment, capture_output=True, text=True, timeout=30).stdout

    def type(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def text(self):
        with open(self.said.name, encoding="utf-8", errors="replace") as stream:
            return stream.read()

    def has_said(self, text, line):
        """Types a line until the answer holds a text."""
        def asked():
            self.type(line)
            return text in self.text()
        wait_until(asked, f"'{text}' in what jalv says to '{line}'")

    def quit(self):
        self.type("quit")
        self.process.stdin.close()  # it looks for the end of its input once more
        code = self.process.wait(timeout=30)
        assert code == 0, f"jalv ended with {code}: {self.text()}"


class Room:
    def __init__(self, folder, quell, stage, trapped_plugin, plugin, ttl):
        self.folder, self.quell, self.stage = folder, quell, stage
        bundle = make_bundle(self.path("lv2"), trapped_plugin, ttl)
        library = os.path.join(bundle, "quell.so")
        os.rename(os.path.join(bundle, os.path.basename(trapped_plugin)), library)
        self.trap = Trap(library, plugin, folder)
        self.environment = dict(self.trap.environment, LV2_PATH=self.path("lv2"), HOME=folder)
        self.server = JackServer(quell, rate=RATE, period=PERIOD, name="quell-jalv")
        self.sound = noisy_speech(RATE, 1)
        write_wav(self.path("in.wav"), RATE, self.sound)
        self.sound.tofile(self.path("in.f32"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def denoised(self, *options):
        subprocess.run([self.quell, "denoise", self.path("in.wav"), "-o", self.path("out.wav"), *options], check=True,
                       capture_output=True, timeout=60)
        return read_wav(self.path("out.wav"))[1][:, 0]

    def through(self, jalv):
        """The sound, played through the plugin while the server runs free, in time with the input."""
        stage = start(self.stage, "stage", self.path("in.f32"), self.path("out.f32"), "freewheel", env=self.server.environment,
                      stdout=subprocess.PIPE, text=True)
        assert stage.stdout.readline() == "ready\n"
        for pair in (("stage:play", "probe:in"), ("probe:out", "stage:capture")):
            subprocess.run(["jack_connect", *pair], env=self.server.environment, check=True, timeout=30, capture_output=True)
        stage.communicate(timeout=100)
        assert stage.returncode == 0, "the stage failed"
        late = LATENCY + PERIOD  # the stage stands at both ends, so JACK adds a period
        return numpy.fromfile(self.path("out.f32"), "<f4")[late:late + len(self.sound)]


def demand(condition, sentence):
    print(("holds: " if condition else "DOES NOT HOLD: ") + sentence, flush=True)
    if not condition:
        raise SystemExit(1)


def controls(room):
    jalv = Jalv(room, "-c", "limit=20", URI)
    demand((room.through(jalv) == room.denoised("--limit", "20")).all(), "with the limit at 20 dB it gives what quell denoise gives")
    demand(f"[ {LATENCY} {LATENCY} ]" in jalv.ports("-l"), "JACK is told the latency")
    jalv.type("set limit 0")
    jalv.has_said("limit = 0.0", "controls")
    # A second of silence lies between the two, after which the plugin starts anew.
    demand((room.through(jalv) == room.sound[:, 0]).all(), "with the limit at 0 dB it gives the input, in time")
    jalv.type("set enabled 0")
    jalv.type("set limit 100")
    jalv.has_said("enabled = 0.0", "controls")
    demand((room.through(jalv) == room.sound[:, 0]).all(), "so it does when it is bypassed")
    jalv.quit()


def save_state(folder, prefixes, text):
    """What jalv takes a saved state from; `text` describes <>."""
    os.makedirs(folder)
    with open(os.path.join(folder, "manifest.ttl"), "w", encoding="utf-8") as stream:
        stream.write("<state.ttl> a <http://lv2plug.in/ns/ext/presets#Preset> ; <http://lv2plug.in/ns/lv2core#appliesTo> "
                     f"<{URI}> ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> <state.ttl> .\n")
    with open(os.path.join(folder, "state.ttl"), "w", encoding="utf-8") as stream:
        stream.write(prefixes + text)


def presets(room, presets_file):
    """Its console restores a preset while sound goes on, but passes port values only on to a window; as a saved state it
    takes all of it."""
    jalv = Jalv(room, URI)
    jalv.has_said(f"{URI}#gentle (Gentle)", "presets")
    for name in ("voice-call", "podcast", "maximum"):
        demand(f"{URI}#{name} (" in jalv.text(), f"the preset {name} is offered")
        jalv.type(f"preset {URI}#{name}")
    demand((room.through(jalv) == room.denoised()).all(), "choosing presets in the console does no harm")
    jalv.quit()
    with open(presets_file, encoding="utf-8") as stream:
        text = stream.read()
    prefixes = "".join(line + "\n" for line in text.splitlines() if line.startswith("@prefix"))
    for name, options in (("gentle", ["--limit", "12"]), ("voice-call", ["--limit", "40", "--gate", "--range", "12"])):
        folder = room.path(name)
        save_state(folder, prefixes, "<>" + re.search(rf"<{URI}#{name}>(.*?)\n\n", text, re.S)[1] + "\n")
        jalv = Jalv(room, "-l", folder, URI)
        demand((room.through(jalv) == room.denoised(*options)).all(), f"the preset {name} sounds as quell denoise {' '.join(options)} does")
        jalv.quit()


def model(room, file):
    """By a path below the state."""
    folder = room.path("state")
    save_state(folder, "", f"<> a <http://lv2plug.in/ns/ext/presets#Preset> ; <http://lv2plug.in/ns/lv2core#appliesTo> <{URI}> ;\n"
               "<http://lv2plug.in/ns/ext/state#state> [ "
               f"<{URI}#model> \"small.safetensors\"^^<http://lv2plug.in/ns/ext/atom#Path> ] .\n")
    shutil.copy(file, os.path.join(folder, "small.safetensors"))
    jalv = Jalv(room, "-l", folder, URI)
    demand((room.through(jalv) == room.denoised("--model", file)).all(), "a model from a saved state sounds as it does in quell denoise")
    jalv.quit()


def main():
    quell, stage, trapped_plugin, plugin, small, *ttl = sys.argv[1:]
    if not shutil.which("jalv"):
        print("jalv is not installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="quell-jalv-") as folder:
        room = Room(folder, quell, stage, trapped_plugin, plugin, ttl)
        controls(room)
        presets(room, next(file for file in ttl if os.path.basename(file) == "presets.ttl"))
        model(room, small)
        demand(not room.trap.faults(), f"nothing blocked in the audio thread {room.trap.faults()}")
        demand(room.trap.runs() > 2000, f"in {room.trap.runs()} runs")
        room.server.end()


main()
