# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Help fits a screen and has an example; manual page and completion know every command and option:
help_texts.py QUELL MANUAL COMPLETION"""
import re
import subprocess
import sys

LINES, COLUMNS = 24, 80


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def completed(completion, words):
    """What bash offers for the last of the words."""
    script = (f"source {completion}; COMP_WORDS=({' '.join(words[:-1])} '{words[-1]}'); COMP_CWORD={len(words) - 1}; "
              "compopt() { :; }; _quell; printf '%s\\n' \"${COMPREPLY[@]}\"")
    return output("bash", "-c", script).split()


def faults_of_help(name, text):
    lines = text.splitlines()
    if len(lines) > LINES:
        yield f"{name} --help has {len(lines)} lines, a screen has {LINES}"
    for line in lines:
        if len(line) > COLUMNS:
            yield f"{name} --help has a line of {len(line)} columns: {line}"
    if not re.search(rf"^Example: .*{name}", text, re.M):
        yield f"{name} --help has no example"


def faults_of_option(program, command, option, argument):
    """The parser knows what the texts know."""
    word, expected = (option, "needs a value") if argument else (option + "=1", "takes no value")
    result = subprocess.run([program, command, word], capture_output=True, text=True)
    if result.returncode != 2 or f"{option}" not in result.stderr or expected not in result.stderr:
        yield f"quell {command} {word} says {result.stderr.strip()!r} instead of that it {expected}"


def faults_of_command(program, command, manual, completion):
    text = output(program, command, "--help")
    yield from faults_of_help(f"quell {command}", text)
    options = re.findall(r"^  (?:-\w, |    )(--[\w-]+)", text, re.M)
    if "--help" not in options:
        yield f"no options found in the help of {command}"
    # The manual has besides what the help leaves to it.
    section = re.split(r"\n   quell \w+ \[OPTION\]|\n\w", manual.split(f"quell {command} [OPTION]")[-1])[0]
    found = re.findall(r"^ +(?:-\w, )?(--[\w-]+)(?: (\S+)$)?", section, re.M)
    explained = [option for option, _ in found] + ["--help"]
    for option, argument in found:
        yield from faults_of_option(program, command, option, argument)
    for option in set(options) - set(explained):
        yield f"the manual page lacks {command} {option}"
    if set(explained) != set(options) and "man quell" not in text:
        yield f"{command} --help does not say that the manual has more options"
    offered = completed(completion, ["quell", command, "--"])
    if sorted(offered) != sorted(explained):
        yield f"completion after {command} offers {offered} instead of {explained}"


def main():
    program, manual_file, completion = sys.argv[1:]
    result = subprocess.run(["man", "--warnings", "-l", manual_file], capture_output=True, text=True,
                            env={"MANWIDTH": "200", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""})
    faults = [f"man warns: {result.stderr}"] if result.stderr or result.returncode else []
    manual = re.sub(".\b", "", result.stdout).replace("\u2010", "-")
    text = output(program, "--help")
    faults += faults_of_help("quell", text)
    commands = re.findall(r"^  (\w+) +\S", text, re.M)
    offered = completed(completion, ["quell", ""])
    if sorted(offered) != sorted(commands + ["--help", "--version"]):
        faults.append(f"completion offers {offered} instead of {commands}")
    for command in commands:
        faults += faults_of_command(program, command, manual, completion)
    print(*faults, sep="\n")
    print(f"{len(commands)} commands, {len(faults)} faults")
    sys.exit(0 if commands and not faults else 1)


main()
