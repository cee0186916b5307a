#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists, by licence, whose recordings a model was trained on: attribution.py MANIFEST.csv... > models/ATTRIBUTION.md"""
import collections
import csv
import sys


def main(manifests):
    if not manifests:
        sys.exit("attribution.py: name at least one manifest")
    authors = collections.defaultdict(set)
    for manifest in manifests:
        with open(manifest, newline="", encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                if row["split"] == "train":
                    authors[row["licence"]].add(row["attribution"])
    # Put together, so that a licence checker does not take them for this script's own.
    print("<!--\nSPDX-" + "FileCopyrightText: 2026 The Quell authors\nSPDX-" + "License-Identifier: GPL-3.0-or-later\n-->")
    print("# Recordings that the models were trained on\n")
    print("The sound itself is not distributed here. All of it was mixed, filtered and changed in level for training.")
    for licence in sorted(authors):
        print(f"\n## {licence}\n")
        for author in sorted(authors[licence]):
            print(f"- {author}")


main(sys.argv[1:])
