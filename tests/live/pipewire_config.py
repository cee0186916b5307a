# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `quell pipewire install` writes, as PipeWire's own reader of configurations understands it: pipewire_config.py QUELL

That reader takes a relaxed JSON and JSON itself; put through it once, the file is JSON, and both must mean the same."""
import json
import os
import subprocess
import sys
import tempfile

QUELL = os.path.abspath(sys.argv[1])
NAMES = ["alsa_input.usb-Mic_1-00.mono-fallback", 'a "quoted" name', "back\\slash", "brackets } ] {", "é 世界", "# no remark"]


def understood(path):
    """The file as JSON, by PipeWire's reader."""
    return subprocess.run(["spa-json-dump", path], check=True, capture_output=True, text=True).stdout


def install(folder, *arguments):
    environment = dict(os.environ, XDG_CONFIG_HOME=folder, LV2_PATH=folder)
    subprocess.run([QUELL, "pipewire", "install", *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)
    path = os.path.join(folder, "pipewire/pipewire.conf.d/50-quell.conf")
    strict = understood(path)
    with open("strict.conf", "w", encoding="utf-8") as file:
        file.write(strict)
    assert understood("strict.conf") == strict
    modules = json.loads(strict)["context.modules"]
    assert len(modules) == 1 and modules[0]["name"] == "libpipewire-module-filter-chain", modules
    return modules[0]["args"]


def the_defaults(folder):
    chain = install(folder)
    assert chain["audio.channels"] == 1 and chain["audio.position"] == ["MONO"], chain
    node = chain["filter.graph"]["nodes"][0]
    assert node == {"type": "lv2", "name": "quell", "plugin": "urn:quell:denoiser", "control": {"enabled": 1, "limit": 100}}
    assert chain["playback.props"] == {"node.name": "quell_microphone", "media.class": "Audio/Source"}
    assert chain["capture.props"] == {"node.name": "quell_capture", "node.passive": True}


def stereo_and_limit(folder):
    chain = install(folder, "--channels", "2", "--limit", "12.5")
    assert chain["audio.channels"] == 2 and chain["audio.position"] == ["FL", "FR"], chain
    node = chain["filter.graph"]["nodes"][0]
    assert node["plugin"] == "urn:quell:denoiser_stereo" and node["control"]["limit"] == 12.5, node


def any_name_of_a_microphone(folder):
    for name in NAMES:
        capture = install(folder, "--microphone", name)["capture.props"]
        assert capture["target.object"] == capture["node.target"] == name, (name, capture)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.mkdir("quell.lv2")
        with open("quell.lv2/manifest.ttl", "w", encoding="utf-8"):
            pass
        for case in (the_defaults, stereo_and_limit, any_name_of_a_microphone):
            case(folder)


main()
