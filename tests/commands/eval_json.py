# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what `quell eval --json` printed and checks one thing about it: eval_json.py CHECK [FILE]; prints "holds" or fails."""
import json
import math
import sys

METRICS = ["si_sdr", "stoi", "estoi", "segsnr", "lsd"]


def near(a, b, tolerance):
    assert abs(a - b) <= tolerance, f"{a} is not within {tolerance} of {b}"


def has_the_documented_form(report):
    for values in [report, *report["files"]]:
        for side in ("noisy", "enhanced"):
            assert list(values[side]) == METRICS
            assert all(math.isfinite(x) for x in values[side].values())
    assert [file["name"] for file in report["files"]] == ["first", "second"]
    assert report["count"] == 2 and report["failed"] == 0


def names_what_was_measured(report):
    assert list(report["metrics"]) == METRICS and report["alignment"]
    for entry in report["metrics"].values():
        assert entry["name"] and entry["paper"] and entry["variant"] and entry["better"] in ("higher", "lower")
        assert entry["rate"] == "file" or entry["rate"] > 0


def ratio_is_the_one_mixed(report):
    near(report["files"][0]["noisy"]["si_sdr"], 10, 0.01)
    near(report["files"][1]["noisy"]["si_sdr"], 20, 0.05)


def means_are_means(report):
    for side in ("noisy", "enhanced"):
        for metric in METRICS:
            near(report[side][metric], sum(file[side][metric] for file in report["files"]) / 2, 1e-6)


def enhanced_equals_noisy(report):
    """With a limit of 0 dB the engine only delays; any slip in alignment would show."""
    assert report["enhanced"] == report["noisy"]
    assert all(file["enhanced"] == file["noisy"] for file in report["files"])
    assert report["files"][0]["latency_samples"] > 0


def voice_is_judged(report):
    voice = report["voice"]
    assert voice["speech_hops"] == 400 and voice["other_hops"] == 0 and voice["onsets"] == 2
    assert voice["roc_area"] is None, "there is nothing to be told apart"


def only_enhanced_is_there(report):
    assert report["noisy"] is None and report["model"] is None and list(report["enhanced"]) == METRICS


def short_file_has_no_stoi(report):
    brief = report["files"][0]
    assert brief["name"] == "brief" and brief["noisy"]["stoi"] is None and brief["noisy"]["si_sdr"] is not None
    assert report["noisy"]["stoi"] == report["files"][1]["noisy"]["stoi"]


def only_the_good_file_is_there(report):
    assert [file["name"] for file in report["files"]] == ["good"] and report["failed"] >= 1
    near(report["noisy"]["si_sdr"], 10, 0.01)


with (open(sys.argv[2]) if len(sys.argv) > 2 else sys.stdin) as stream:
    globals()[sys.argv[1]](json.load(stream))
print("holds")
