# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the audio thread can reach: call_graph.py LIBRARY NAMES HEADER...

Starts from every function that a header marks QUELL_REALTIME and from every function whose address a table of the library's
data holds (kernels, layers) and that the list does not name as "setup NAME", follows all calls and addresses in the machine code, and fails when something is reached outside the
library that the list of names does not hold. x86-64 only.
"""
import re
import subprocess
import sys


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def marked(headers):
    names = set()
    for header in headers:
        with open(header, encoding="utf-8") as stream:
            text = re.sub(r"/\*.*?\*/", "", stream.read(), flags=re.S)
        names |= set(re.findall(r"(\w+)\([^;{}#]*\)\s*QUELL_REALTIME;", text))
    return names


def references(library):
    """For each function, the names that its code mentions; names outside the library end in @plt."""
    graph, current = {}, None
    for line in output("objdump", "-d", "--no-show-raw-insn", library).splitlines():
        start = re.match(r"[0-9a-f]+ <([^>]+)>:", line)
        if start:
            current = graph.setdefault(start[1], set())
        elif current is not None:
            current |= {re.sub(r"\+0x[0-9a-f]+$", "", name) for name in re.findall(r"<([^>]+)>", line)}
    return graph


def in_tables(library):
    """Functions whose addresses stand in the data."""
    addresses = {}
    for line in output("nm", library).splitlines():
        fields = line.split()
        if len(fields) == 3 and fields[1] in "tT":
            addresses[int(fields[0], 16)] = fields[2]
    targets = re.findall(r"R_X86_64_RELATIVE\s+([0-9a-f]+)", output("readelf", "-rW", library))
    runtime = {"frame_dummy", "__do_global_dtors_aux"}
    return {addresses[int(target, 16)] for target in targets if int(target, 16) in addresses} - runtime


def paths_outside(graph, roots):
    """Each name outside the library with the way that leads there."""
    ways = {root: [root] for root in roots}
    waiting = list(roots)
    outside = {}
    while waiting:
        name = waiting.pop()
        for target in graph.get(name, ()):
            if target.endswith("@plt") and target[:-4] in graph:
                target = target[:-4]  # an exported function, called by the way that lets others replace it
            if target.endswith("@plt"):
                outside.setdefault(target[:-4], ways[name] + [target[:-4]])
            elif target in graph and target not in ways:
                ways[target] = ways[name] + [target]
                waiting.append(target)
    return outside, ways


def main():
    library, names = sys.argv[1:3]
    with open(names, encoding="utf-8") as lines:
        allowed = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    setup = {name.split()[1] for name in allowed if name.startswith("setup ")}
    graph = references(library)
    roots = (marked(sys.argv[3:]) & graph.keys()) | (in_tables(library) - setup)
    outside, ways = paths_outside(graph, roots)
    faults = sorted(outside.keys() - allowed)
    for name in faults:
        print(f"{name} is reached: {' -> '.join(outside[name])}")
    print(f"{len(roots)} functions of the audio thread reach {len(ways)} functions and {len(outside)} names outside the library: "
          + " ".join(sorted(outside)))
    sys.exit(0 if roots and outside and not faults else 1)


main()
