#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Form of the source: style.sh ROOT format|length|leftovers
set -euo pipefail
cd "$1"
rooms=(engine files offline cli tests benchmarks plugin ttl live tools examples)
existing=()
for room in "${rooms[@]}"; do [ -d "$room" ] && existing+=("$room"); done
mapfile -t sources < <(find "${existing[@]}" -name '*.[ch]' | sort)
mapfile -t texts < <(find "${existing[@]}" \( -name '*.[chS]' -o -name '*.py' -o -name '*.sh' -o -name '*.def' \) | sort)
[ ${#sources[@]} -gt 0 ] || exit 1

case $2 in
  format) clang-format --dry-run -Werror "${sources[@]}" ;;
  length)
    # A file does one thing; one that grows past this limit does several.
    wc -l "${texts[@]}" | awk '$2 != "total" && $1 > 450 { print $2 ": " $1 " lines, at most 450"; bad = 1 } END { exit bad }'
    ;;
  leftovers)
    if grep -nE '\b(TO[D]O|FIX[M]E|XX[X])\b|^ *# *if +[01]\b' "${texts[@]}"; then exit 1; fi
    ;;
  *) exit 2 ;;
esac
