#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Takes the picture of the screen of quell live, docs/pictures/live.png, on a display without a screen, while a client of
# JACK plays an example sound as a headset would:
#   tools/picture-live.sh [BUILD_FOLDER]
# Needs jackd2, xvfb, xterm, imagemagick, xdotool and sox.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=$(realpath "${1:-$root/build}")
if [ -z "${INSIDE_DISPLAY:-}" ]; then
  ninja -C "$build" cli/quell tests/live/jack_stage > /dev/null
  INSIDE_DISPLAY=1 exec "$root/tests/gui/under_display.sh" "$0" "$build"
fi

work=$(mktemp -d)
children=()
trap 'kill "${children[@]}" 2> /dev/null || true; wait 2> /dev/null || true; rm -rf "$work"' EXIT
export JACK_DEFAULT_SERVER=quell-picture-$$ JACK_NO_AUDIO_RESERVATION=1 LC_ALL=C.UTF-8
cd "$work"
sox "$root/examples/crickets.flac" -t f32 in.f32
real_time=(-r)
! chrt --fifo 10 true 2> /dev/null || real_time=(-R -P 10)
jackd "${real_time[@]}" -d dummy -r 48000 -p 1024 > log 2>&1 &
children+=($!)
until_listed() {
  for _ in $(seq 60); do
    ! "$build/cli/quell" live --list 2> /dev/null | grep -q "$1" || return 0
    sleep 0.3
  done
  echo "$1 does not appear in quell live --list" >&2
  exit 1
}
until_listed JACK
"$build/tests/live/jack_stage" headset in.f32 none endless >> log 2>&1 &
children+=($!)
until_listed headset
xterm -fa "DejaVu Sans Mono" -fs 10 -geometry 90x20+0+0 -bg "#0d1117" -fg "#e6edf3" -b 3 +sb -e "$build/cli/quell" live \
  --input headset --output headset --limit 40 --record raw.wav,clean.wav >> log 2>&1 &
children+=($!)
window=$(timeout 60 xdotool search --sync --onlyvisible --class xterm)
sleep "${SECONDS_OF_SOUND:-10}"
import -window "$window" "$root/docs/pictures/live.png"
echo docs/pictures/live.png
