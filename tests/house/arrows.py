# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the arrows between the rooms: arrows.py ROOT TABLE. Reads every #include and compares it with the table (rooms.txt)."""
import os
import re
import sys

INCLUDE = re.compile(r'\s*#\s*include\s+(["<])([^">]+)[">]')


def read_table(path):
    rooms, libraries = {}, {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            match = re.match(r"(room|library) (\S+):(.*)", line)
            if match:
                (rooms if match[1] == "room" else libraries)[match[2]] = match[3].split()
    return rooms, libraries


def source_files(root, rooms):
    for room in rooms:
        for parent, _, names in os.walk(os.path.join(root, room)):
            for name in sorted(names):
                if name.endswith((".c", ".h", ".def", ".S")):
                    yield os.path.relpath(os.path.join(parent, name), root)


def resolve(root, file, name):
    """The file that the compiler takes: beside the including file, from the root, or from engine/."""
    for folder in (os.path.dirname(file), "", "engine"):
        path = os.path.normpath(os.path.join(folder, name))
        if os.path.isfile(os.path.join(root, path)):
            return path
    return None


def fault_of_include(root, file, bracket, name, rooms, libraries):
    if bracket == "<":
        places = libraries.get(name)
        if places is not None and not any(file == place or file.startswith(place + "/") for place in places):
            return f"<{name}> is only for {', '.join(places)}"
        return None
    target = resolve(root, file, name)
    if target is None:
        return f'"{name}" is no file of this tree'
    room, target_room = file.split("/")[0], target.split("/")[0]
    if target_room != room and target_room not in rooms[room]:
        return f'"{name}" belongs to {target_room}/, which {room}/ may not use'
    return None


def main():
    root, table = sys.argv[1:]
    rooms, libraries = read_table(table)
    seen, faults = 0, 0
    for file in source_files(root, rooms):
        with open(os.path.join(root, file), encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                seen += 1
                fault = fault_of_include(root, file, match[1], match[2], rooms, libraries)
                if fault:
                    faults += 1
                    print(f"{file}:{number}: {fault}")
    print(f"{seen} includes read, {faults} against the arrows")
    sys.exit(0 if seen and not faults else 1)


main()
