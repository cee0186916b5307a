#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is needed, builds, and runs every test. Ends with the line "N passed, N failed, N skipped".
#   tools/check.sh                 the whole suite, in build/
#   tools/check.sh SUITE...        some suites of it: house, kernels, engine, realtime, fuzz ...
#   tools/check.sh --asan          the suite under AddressSanitizer and UndefinedBehaviorSanitizer, in build-asan/
#   tools/check.sh --tsan          the suite under ThreadSanitizer, in build-tsan/
#   tools/check.sh --rtsan         the tests of real-time safety alone
#   tools/check.sh --fuzz SECONDS  fuzzes the reader of model files for so long
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  sed -n '5,11s/^# \{0,1\}//p' tools/check.sh >&2
  exit 2
}

build=build
settings=(-Dwerror=true)
suites=()
fuzz_seconds=
while [ $# -gt 0 ]; do
  case $1 in
    # Compilers warn of what is not there when sanitizers have changed the code.
    --asan) build=build-asan settings=(-Dwerror=false -Db_sanitize=address,undefined -Db_lundef=false) ;;
    --tsan) build=build-tsan settings=(-Dwerror=false -Db_sanitize=thread -Db_lundef=false) ;;
    --rtsan) suites+=(realtime) ;;
    --fuzz)
      fuzz_seconds=${2:-}
      [[ $fuzz_seconds =~ ^[0-9]+$ ]] || usage
      shift
      ;;
    -*) usage ;;
    *) suites+=("$1") ;;
  esac
  shift
done

tools/install.sh build test
if [ -f "$build/build.ninja" ]; then
  meson configure "$build" -Dtests=true "${settings[@]}"
else
  meson setup "$build" -Dtests=true "${settings[@]}"
fi
ninja -C "$build"

if [ -n "$fuzz_seconds" ]; then
  exec tests/fuzz/fuzz.sh "$PWD" "$PWD/$build" "$fuzz_seconds"
fi

# Sanitizers stop at the first finding, and the tests see a failure.
export ASAN_OPTIONS=abort_on_error=0:detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1
rm -f "$build/meson-logs/testlog.json"
status=0
# Sanitized code is several times slower.
[ "$build" = build ] && patience=1 || patience=5
export TEST_PATIENCE=$patience
meson test -C "$build" --no-rebuild --timeout-multiplier "$patience" --print-errorlogs "${suites[@]/#/--suite=}" || status=$?
python3 tools/count_tests.py "$build/meson-logs/testlog.json"
exit $status
