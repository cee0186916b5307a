# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every header compiles alone, as C11; the public one as C++ too: headers.py ROOT CC CXX ROOM..."""
import concurrent.futures
import os
import subprocess
import sys

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", "-D_GNU_SOURCE"]
PUBLIC = "engine/quell.h"


def headers(root, rooms):
    for room in rooms:
        for parent, _, names in os.walk(os.path.join(root, room)):
            yield from (os.path.join(parent, name) for name in sorted(names) if name.endswith(".h"))


def compiles(compiler, root, header, language):
    command = compiler.split() + WARNINGS + [f"-I{root}", f"-I{root}/engine"] + language + ["-"]
    source = f'#include "{header}"\nextern int not_empty;\n'
    result = subprocess.run(command, input=source, capture_output=True, text=True)
    if result.returncode != 0:
        print(f"{os.path.relpath(header, root)} does not compile alone ({language[2]}):\n{result.stderr}")
    return result.returncode == 0


def main():
    root, c_compiler, cpp_compiler = sys.argv[1:4]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda header: compiles(c_compiler, root, header, ["-x", "c", "-std=c11"]), headers(root, sys.argv[4:])))
    results.append(compiles(cpp_compiler, root, os.path.join(root, PUBLIC), ["-x", "c++", "-std=c++11"]))
    print(f"{sum(results)} of {len(results)} headers compile alone")
    sys.exit(0 if len(results) > 1 and all(results) else 1)


main()
