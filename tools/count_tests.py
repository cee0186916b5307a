# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints "N passed, N failed, N skipped" from Meson's test log; fails when a test failed or none was run."""
import json
import sys

PASSED, SKIPPED = {"OK", "EXPECTEDFAIL"}, {"SKIP"}


def main():
    with open(sys.argv[1], encoding="utf-8") as log:
        results = {test["name"]: test["result"] for test in map(json.loads, log)}
    passed = sum(result in PASSED for result in results.values())
    skipped = [name for name, result in results.items() if result in SKIPPED]
    failed = [name for name, result in results.items() if result not in PASSED | SKIPPED]
    for name in skipped:
        print(f"skipped: {name}")
    for name in failed:
        print(f"failed: {name} ({results[name]})")
    print(f"{passed} passed, {len(failed)} failed, {len(skipped)} skipped")
    sys.exit(1 if failed or not passed else 0)


main()
