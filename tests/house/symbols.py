# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The library shows what quell.h declares and nothing else, and needs no library but those named: symbols.py LIBRARY HEADER"""
import re
import subprocess
import sys

NEEDED = re.compile(r"(libfftw3f|libfftw3f_threads|libjansson|libm|libc|ld-linux[\w-]*|libasan|libubsan|libtsan)\.so\.\d+")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def exported(library):
    return {line.split()[-1] for line in output("nm", "-D", "--defined-only", library).splitlines()}


def declared(header):
    with open(header, encoding="utf-8") as stream:
        text = re.sub(r"/\*.*?\*/", "", stream.read(), flags=re.S)
    return set(re.findall(r"QUELL_API[^;(]*?(\w+)\(", text.replace("#define QUELL_API", "")))


def needed(library):
    return re.findall(r"\(NEEDED\)[^\[]*\[([^\]]+)\]", output("readelf", "-d", library))


def main():
    library, header = sys.argv[1:]
    faults = [f"{name} is exported, but not declared in quell.h" for name in sorted(exported(library) - declared(header))]
    faults += [f"{name} is declared in quell.h, but not exported" for name in sorted(declared(header) - exported(library))]
    faults += [f"{name} does not begin with quell_" for name in sorted(exported(library)) if not name.startswith("quell_")]
    faults += [f"the library needs {name}" for name in needed(library) if not NEEDED.fullmatch(name)]
    print(*faults, sep="\n")
    print(f"{len(declared(header))} functions declared, {len(faults)} faults")
    sys.exit(0 if declared(header) and not faults else 1)


main()
