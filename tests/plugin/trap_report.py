# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin with a trap around it (trapped_plugin.c) in programs that load it, and what the trap has told. As a program it
runs another one, which finds the plugin by QUELL_PLUGIN: trap_report.py TRAPPED_PLUGIN PLUGIN RUNS COMMAND...
It fails unless the plugin ran so often and nothing was caught; with RUNS "planted", unless what was planted is caught."""
import os
import subprocess
import sys
import tempfile


class Trap:
    """`library` is the file that hosts load as the plugin; it is the one that must be preloaded too."""

    def __init__(self, library, plugin, folder):
        self.file = os.path.join(folder, "trap")
        self.environment = {"LD_PRELOAD": library, "QUELL_TRAPPED": plugin, "QUELL_TRAP": self.file}

    def told(self):
        if not os.path.exists(self.file):
            return []
        with open(self.file, encoding="utf-8") as stream:
            return stream.read().splitlines()

    def faults(self):
        return sorted({line for line in self.told() if line.startswith("caught")})

    def all_freed(self, since):
        """Whether there were instances after so many lines of the report, and all of them have been freed."""
        lines = self.told()[since:]
        return 0 < lines.count("made") == lines.count("freed")

    def runs(self):
        return sum(int(line.split()[1]) for line in self.told() if line.startswith("runs"))


def run(library, plugin, command, **environment):
    with tempfile.TemporaryDirectory(prefix="quell-trap-") as folder:
        trap = Trap(library, plugin, folder)
        result = subprocess.run(command, env=dict(os.environ, QUELL_PLUGIN=library, **trap.environment, **environment))
        print(f"exit code {result.returncode}, {trap.runs()} runs", *trap.faults(), sep="\n")
        return result.returncode == 0, trap.runs(), trap.faults()


def planted_is_caught(library, plugin, command):
    good = True
    for what, name in [("malloc", "malloc"), ("write", "system call")]:
        faults = run(library, plugin, command, QUELL_PLANT=what)[2]
        good = good and any(line.startswith(f"caught {name}") and line.endswith("in run") for line in faults)
    return good


def main():
    library, plugin, least, *command = sys.argv[1:]
    if least == "planted":
        sys.exit(0 if planted_is_caught(library, plugin, command) else 1)
    ended_well, runs, faults = run(library, plugin, command)
    sys.exit(0 if ended_well and runs >= int(least) and not faults else 1)


if __name__ == "__main__":
    main()
