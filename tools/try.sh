#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is needed, builds, and denoises the recordings of examples/ into try/; prints levels before and after, and
# draws both.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/install.sh build try
[ -f build/build.ninja ] || meson setup build -Dtests=false > build-setup.log || { cat build-setup.log >&2; exit 1; }
rm -f build-setup.log
ninja -C build --quiet cli/quell

mkdir -p try
build/cli/quell denoise examples/*.flac -o try

# Level of the whole, and of its quietest stretch, which is what is left of the noise.
level() {
  sox "$1" -n stats 2>&1 | awk '/^RMS lev dB/ { whole = $4 } /^RMS Tr dB/ { pause = $4 }
    END { if (pause == "-inf") pause = "-120"; printf "%8.1f %8.1f", whole, pause }'
}
printf '\n%-18s %17s %17s\n%-18s %8s %8s %8s %8s   (dBFS)\n' '' before after file whole pauses whole pauses
for file in examples/*.flac; do
  name=${file##*/}
  printf '%-18s %s %s\n' "$name" "$(level "$file")" "$(level "try/$name")"
done

# One channel before, one after, drawn one above the other.
sox examples/*.flac -c 1 try/.before.wav
sox try/*.flac -c 1 try/.after.wav
sox -M try/.before.wav try/.after.wav -n spectrogram -x 1000 -y 257 -z 90 -t 'Before (above) and after (below)' -c '' \
  -o try/before-after.png
rm -f try/.before.wav try/.after.wav
printf '\nListen to try/*.flac, and look at %s\n' "$PWD/try/before-after.png"
