# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window shows one name, and the plugin needs no library of windows: objects.py WINDOW PLUGIN"""
import re
import subprocess
import sys

OF_WINDOWS = re.compile(r"lib(cairo|pango|glib|gobject|xcb|xkb|X11|fontconfig|freetype)")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def exported(library):
    return {line.split()[-1] for line in output("nm", "-D", "--defined-only", library).splitlines()}


def needed(library):
    return re.findall(r"\(NEEDED\)[^\[]*\[([^\]]+)\]", output("readelf", "-d", library))


def main():
    window, plugin = sys.argv[1:]
    faults = [f"the window exports {name}" for name in sorted(exported(window) ^ {"lv2ui_descriptor"})]
    faults += [f"the plugin exports {name}" for name in sorted(exported(plugin)) if name.startswith("lv2ui")]
    faults += [f"the plugin needs {name}" for name in needed(plugin) if OF_WINDOWS.match(name)]
    if not any(OF_WINDOWS.match(name) for name in needed(window)):
        faults.append("the window's own libraries are not recognised")
    print(*faults, sep="\n")
    sys.exit(1 if faults else 0)


main()
