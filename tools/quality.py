#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures a model on pairs and prints the tables of docs/quality.md as Markdown: scores, clean speech, attenuation limits, voice
probability, and the bounds of the tests with their values."""
import argparse
import json
import os
import subprocess
import sys
import tempfile

LIMITS = [6, 9, 12, 15, 18, 24, 30, 100]
HARM = 0.01
MEASURES = ["si_sdr", "stoi", "estoi", "segsnr", "lsd"]
OPINIONS = ["sig", "bak", "ovrl"]
TITLES = {"si_sdr": "SI-SDR", "segsnr": "SegSNR"}


def read_json(command):
    result = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if result.returncode:
        sys.exit(f"quality.py: this failed, see above: {' '.join(command)}")
    return json.loads(result.stdout)


def evaluate(options, noisy, limit, save=None):
    command = [options.quell, "eval", "--clean", options.clean, "--noisy", noisy, "--limit", str(limit), "--voice", "--json"]
    if options.model:
        command += ["--model", options.model]
    return read_json(command + (["--save", save] if save else []))


def opinions(options, enhanced):
    """Means of the judge, which needs no clean speech for them but compares names; empty without one."""
    if not options.judge:
        return {}
    mean = read_json([options.judge, "--clean", options.clean, "--enhanced", enhanced, "--json", "--mean-only"])["mean"]
    return {name: mean[name] for name in OPINIONS}


def run(options, noisy, limit):
    with tempfile.TemporaryDirectory() as folder:
        report = evaluate(options, noisy, limit, folder)
        report["enhanced"].update(opinions(options, folder))
    return report


def harmed(report):
    return sum(file["enhanced"]["estoi"] < file["noisy"]["estoi"] - HARM for file in report["files"])


def number(name, value):
    return "–" if value is None else f"{value:.2f}" if name in ("si_sdr", "segsnr", "lsd", *OPINIONS) else f"{value:.3f}"


def row(cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def head(cells):
    row(cells)
    row(["---"] + ["---:"] * (len(cells) - 1))


def columns(options):
    return MEASURES + (OPINIONS if options.judge else [])


def scores(name, values, names):
    return [name] + [number(key, values.get(key)) for key in names]


def print_scores(options, report, names):
    print("\n## Scores\n")
    head([""] + [TITLES.get(name, name.upper()) for name in names])
    report["noisy"].update(opinions(options, options.noisy))
    row(scores("noisy", report["noisy"], names))
    row(scores(report["model"], report["enhanced"], names))
    row(scores("clean speech in", run(options, options.clean, 100)["enhanced"], names))


def print_limits(reports, names):
    print("\n## Attenuation limit\n")
    head(["limit"] + [TITLES.get(name, name.upper()) for name in names] + ["pairs harmed"])
    for limit, report in reports.items():
        row(scores("none" if limit == 100 else f"{limit} dB", report["enhanced"], names) + [harmed(report)])


def print_voice(voice):
    print("\n## Voice probability\n")
    head(["", "value"])
    row(["area below the ROC curve", f"{voice['roc_area']:.3f}"])
    row(["equal error rate", f"{100 * voice['equal_error_rate']:.1f} % at probability {voice['equal_error_threshold']:.2f}"])
    row([f"at {voice['gate_threshold']:.2f}, speech missed", f"{100 * voice['missed']:.1f} %"])
    row([f"at {voice['gate_threshold']:.2f}, the rest taken for speech", f"{100 * voice['false_alarms']:.1f} %"])
    row(["onset delay, median", f"{voice['onset_delay_median_ms']:.0f} ms"])
    row(["onset delay, 90th percentile", f"{voice['onset_delay_90th_percentile_ms']:.0f} ms"])
    row(["words not told within 500 ms", f"{voice['onsets_missed']} of {voice['onsets']}"])


def print_bounds(build):
    """Of the built-in model: the rows that the tests print."""
    print("\n## What must not break\n")
    head(["", "value", "test fails unless", "goal"])
    folder = os.path.join(build, "tests", "quality")
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if not name.startswith("test_quality_") or not os.access(path, os.X_OK) or os.path.isdir(path):
            continue
        output = subprocess.run([path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout
        for line in output.splitlines():
            if line.startswith("| "):
                print(line)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clean", help="folder of the clean recordings")
    parser.add_argument("noisy", help="folder of the noisy ones, under the same names")
    parser.add_argument("--model", help="model file; default: the one that is built in")
    parser.add_argument("--judge", help="program that is given --clean DIR --enhanced DIR --json --mean-only and prints "
                        "{\"mean\": {\"sig\": ..., \"bak\": ..., \"ovrl\": ...}}; without it those columns are left out")
    parser.add_argument("--quell", default="build/cli/quell", help="default: build/cli/quell")
    parser.add_argument("--build", default="build", help="build folder whose tests are run; default: build")
    options = parser.parse_args()
    names = columns(options)
    reports = {limit: run(options, options.noisy, limit) for limit in LIMITS}
    print_scores(options, reports[100], names)
    print_limits(reports, names)
    print_voice(reports[100]["voice"])
    if not options.model:
        print_bounds(options.build)


main()
