#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a command on an X display of its own, without a screen: under_display.sh COMMAND...
set -euo pipefail
folder=$(mktemp -d)
Xvfb -displayfd 3 -screen 0 2000x1400x24 -nolisten tcp -noreset 3>"$folder/display" 2>"$folder/log" &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 200); do
  [ -s "$folder/display" ] && break
  kill -0 $server 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
  sleep 0.05
done
DISPLAY=:$(cat "$folder/display") XDG_RUNTIME_DIR=$folder "$@"
