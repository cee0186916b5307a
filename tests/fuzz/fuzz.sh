#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Fuzzes the reader of model files for so many seconds, from small valid models: fuzz.sh SOURCE BUILD SECONDS
# The corpus stays in BUILD/fuzz-corpus, so that the next run goes on from it; an input that breaks something lies in
# BUILD/fuzz-found.
set -euo pipefail
source=$1 build=$2 seconds=$3
mkdir -p "$build/fuzz-corpus" "$build/fuzz-found"
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
"$build/tests/fuzz/make_seeds" "$seeds"

# The limit of memory is some fifty times the largest input: what a file's size does not justify is not allocated.
"$source/tests/realtime/nested_build.sh" "$source" "$build" fuzz clang-22 \
  "-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined" tests/fuzz/fuzz_model \
  -max_total_time="$seconds" -seed=1 -max_len=65536 -timeout=5 -rss_limit_mb=1024 -malloc_limit_mb=64 -dict="$source/tests/fuzz/words.txt" -print_final_stats=1 \
  -artifact_prefix="$build/fuzz-found/" "$build/fuzz-corpus" "$seeds"
