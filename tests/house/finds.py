# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A check must find a planted fault and say so: finds.py SENTENCE COMMAND... passes when the command fails and
prints the sentence (a regular expression)."""
import re
import subprocess
import sys


def main():
    result = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    print(result.stdout)
    found = re.search(sys.argv[1], result.stdout)
    print(f"exit code {result.returncode}, the sentence was {'found' if found else 'not found'}")
    sys.exit(0 if found and result.returncode != 0 else 1)


main()
