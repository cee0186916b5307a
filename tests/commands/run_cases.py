# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a table of command lines: run_cases.py QUELL TABLE.

A line of a table is one of
    # a comment
    make | COMMAND                    run by bash before the cases below it; must succeed and adds no case
    CODE | COMMAND | EXPECTED         a case
COMMAND is run by bash in a fresh folder that all cases of the table share; `quell` in it is the program under test, and
$SOURCE the root of the source tree; a pipe in it is written without spaces around it. CODE is the exit code. EXPECTED is a regular expression: for code 0 searched in standard
output, else in standard error. It may be left out for code 0.

Besides, a case with code 0 must leave standard error empty, and any other must print exactly one sentence there that begins with
"quell", and leave no file behind or changed. With a + after the code ("1+") files may appear and more sentences be
printed, as when the rest of a batch is done.
"""
import hashlib
import os
import re
import subprocess
import sys
import tempfile


# A command's time; TEST_PATIENCE multiplies it where the program is slower, as with sanitizers.
SECONDS = 120 * float(os.environ.get("TEST_PATIENCE", "1"))


def snapshot(folder):
    """Name and content of every file below the folder."""
    files = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            if os.path.islink(path) or not os.path.isfile(path):
                files[path] = "special"
                continue
            with open(path, "rb") as stream:
                files[path] = hashlib.sha256(stream.read()).hexdigest()
    return files


def run(command, folder, environment):
    try:
        return subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True,
                              errors="replace", stdin=subprocess.DEVNULL, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, "none within the time", "", "")


def faults_of_failure(result, expected, free, before, after):
    sentences = result.stderr.splitlines()
    if not sentences:
        yield "standard error is empty"
    if not free and len(sentences) > 1:
        yield f"{len(sentences)} lines on standard error instead of one"
    for sentence in sentences:
        if not re.fullmatch(r"quell.*: .*[^.]\.", sentence):
            yield f"not a sentence of quell: {sentence!r}"
    if not re.search(expected, result.stderr):
        yield f"standard error does not match {expected!r}"
    if not free and before != after:
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        yield "files changed or left behind: " + ", ".join(sorted(changed))


def faults_of_success(result, expected):
    if result.stderr:
        yield "standard error is not empty"
    if not re.search(expected, result.stdout):
        yield f"standard output does not match {expected!r}"


def faults_of_case(code, expected, command, folder, environment):
    free = code.endswith("+")
    wanted = int(code.rstrip("+"))
    before = snapshot(folder)
    result = run(command, folder, environment)
    if result.returncode != wanted:
        yield f"exit code {result.returncode} instead of {wanted}"
    if wanted == 0:
        yield from faults_of_success(result, expected)
    else:
        yield from faults_of_failure(result, expected, free, before, snapshot(folder))
    if result.returncode != wanted or result.stderr:
        yield f"standard error was: {result.stderr.strip()!r}"


def run_table(table, folder, environment):
    cases = failed = 0
    with open(table, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            fields = [field.strip() for field in line.rstrip("\n").split(" | ")]
            where = f"{os.path.basename(table)}:{number}: {fields[1]}"
            if fields[0] == "make":
                result = run(fields[1], folder, environment)
                if result.returncode != 0:
                    sys.exit(f"{where}\n    cannot be made: {result.stderr}")
                continue
            cases += 1
            expected = fields[2] if len(fields) > 2 else ""
            faults = list(faults_of_case(fields[0], expected, fields[1], folder, environment))
            # What a good case prints on standard error is only told, once something is wrong with it.
            if [fault for fault in faults if not fault.startswith("standard error was")]:
                failed += 1
                print(where, *faults, sep="\n    ")
    print(f"{cases - failed} of {cases} command lines behave")
    return cases > 0 and failed == 0


def main():
    program, table = os.path.abspath(sys.argv[1]), sys.argv[2]
    environment = dict(os.environ, PATH=os.path.dirname(program) + ":" + os.environ["PATH"], LC_ALL="C.UTF-8",
                       SOURCE=os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(0 if run_table(table, folder, environment) else 1)


main()
