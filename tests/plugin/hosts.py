# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of Debian run the plugin and must get what `quell denoise` gives, to the bit: hosts.py HOST QUELL PLUGIN TTL...
HOST is ffmpeg, gstreamer, lv2file, lv2bench, lv2_validate or serdi. Exit code 77: the host is not installed."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from host_files import make_bundle, noisy_speech, read_wav, write_wav

MONO, STEREO = "urn:quell:denoiser", "urn:quell:denoiser_stereo"
RATES = [8000, 44100, 48000, 96000, 192000]


class Place:
    """A folder of its own with the bundle, and what hosts keep at home."""

    def __init__(self, quell, plugin, ttl):
        self.folder = tempfile.mkdtemp(prefix="quell-hosts-")
        self.quell = quell
        self.bundle = make_bundle(self.path("lv2"), plugin, ttl)
        self.environment = dict(os.environ, HOME=self.folder, LV2_PATH=self.path("lv2"), GST_REGISTRY=self.path("gst"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *command, **environment):
        return subprocess.run(command, env=dict(self.environment, **environment), timeout=120, check=True, capture_output=True, text=True)


def compare(place, rate, channels, host, options=()):
    """Has the host denoise a sound; its output is late by the latency, which `quell denoise` has taken off."""
    sound = noisy_speech(rate, channels)
    source, result, expected = (place.path(f"{name}-{rate}.wav") for name in ("in", "out", "expected"))
    write_wav(source, rate, sound)
    place.run(place.quell, "denoise", source, "-o", expected, *options)
    host(place, source, result, channels)
    late, got = 2 * (rate // 100), read_wav(result)[1]
    wanted = read_wav(expected)[1][:len(got) - late]
    same = got.shape[1] == channels and len(got) == len(sound) and (got[late:] == wanted).all()
    print(f"{host.__name__}, {rate} Hz, {channels} channels: {'identical' if same else 'DIFFERENT'}")
    return same


def uri(channels):
    return MONO if channels == 1 else STEREO


def ffmpeg(place, source, result, channels):
    plugin = uri(channels).replace(":", "\\\\:")
    place.run("ffmpeg", "-v", "error", "-y", "-i", source, "-af", f"lv2=p={plugin}", "-c:a", "pcm_f32le", result)


def gstreamer(place, source, result, channels):
    element = re.sub(r"[^A-Za-z0-9]", "-", uri(channels))
    place.run("gst-launch-1.0", "-q", "filesrc", f"location={source}", "!", "wavparse", "!", "audioconvert", "!", element,
              "enabled=true", "!", "audioconvert", "!", "audio/x-raw,format=F32LE", "!", "wavenc", "!", "filesink", f"location={result}")


def lv2file_with(block):
    def lv2file(place, source, result, channels):
        place.run("lv2file", "-i", source, "-o", result, "-b", str(block), uri(channels), LV2_PATH=place.path("plain"))
    return lv2file


def check_ffmpeg(place):
    return all([compare(place, rate, 1 + rate // 48000 % 2, ffmpeg) for rate in RATES])


def check_gstreamer(place):
    return all([compare(place, rate, 1 + rate // 48000 % 2, gstreamer) for rate in RATES])


def check_lv2file(place):
    """This host crashes one time in three on any plugin with a worker, so it gets a description without one."""
    plain = shutil.copytree(place.bundle, os.path.join(place.path("plain"), "quell.lv2"))
    description = os.path.join(plain, "quell.ttl")
    with open(description, encoding="utf-8") as stream:
        text = stream.read()
    with open(description, "w", encoding="utf-8") as stream:
        stream.write(re.sub(r"work:(schedule|interface) , |, work:(schedule|interface)", "", text))
    blocks = [1, 63, 512, 4096, 8192]
    return all([compare(place, rate, 1, lv2file_with(block)) for rate, block in zip(RATES, blocks)])


def check_lv2bench(place):
    """Its exit code says nothing; a plugin that ran has a line."""
    lines = "".join(place.run("lv2bench", "-b", "256", "-n", "48000", plugin).stdout for plugin in (MONO, STEREO))
    print(lines)
    return re.search(rf"[\d.]+ {MONO}\n", lines) and re.search(rf"[\d.]+ {STEREO}\n", lines)


def check_lv2_validate(place):
    result = place.run("lv2_validate", *(os.path.join(place.bundle, name) for name in os.listdir(place.bundle) if name.endswith(".ttl")))
    print(result.stdout, result.stderr)
    return re.search(r"Found 0 errors among \d+ files", result.stdout + result.stderr)


def check_serdi(place):
    names = [name for name in os.listdir(place.bundle) if name.endswith(".ttl")]
    return names and all([place.run("serdi", "-o", "ntriples", os.path.join(place.bundle, name)).stdout for name in names])


PROGRAMS = {"gstreamer": "gst-launch-1.0"}


def main():
    host, quell, plugin, *ttl = sys.argv[1:]
    if not shutil.which(PROGRAMS.get(host, host)):
        print(f"{host} is not installed")
        sys.exit(77)
    place = Place(quell, plugin, ttl)
    try:
        sys.exit(0 if globals()[f"check_{host}"](place) else 1)
    except subprocess.CalledProcessError as error:
        print(error, error.stdout, error.stderr)
        sys.exit(1)
    finally:
        shutil.rmtree(place.folder)


main()
