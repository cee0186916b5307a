#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Draws the pictures of the plugin's window in docs/, from the example sounds, on a display without a screen:
#   tools/pictures.sh [BUILD_FOLDER]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=$(realpath "${1:-$root/build}")
ninja -C "$build" tests/gui/draw_window plugin/quell.so plugin/gui/quell_ui.so > /dev/null

# PICTURE SOUND SECONDS SCALE [LIMIT]
draw() {
  QUELL_PLUGIN=$build/plugin/quell.so "$root/tests/gui/under_display.sh" "$build/tests/gui/draw_window" \
    "$build/plugin/gui/quell_ui.so" "$root/examples/$2" "$3" "$4" "$root/docs/pictures/$1" "${@:5}"
  echo "docs/pictures/$1"
}
draw plugin-window.png crickets.flac 21.4 1
