#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Draws Ardour 7's mixer strip with the plugin in it, docs/pictures/ardour-strip.png, on a display without a screen:
#   tools/picture-ardour.sh [BUILD_FOLDER]
# Needs ardour, jackd2, dbus, xvfb, xdotool, imagemagick, sox and gstreamer1.0-plugins-good. Ardour is worked by clicks
# at places of its version 7.3, so look at the picture before you keep it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=$(realpath "${1:-$root/build}")
if [ -z "${INSIDE_DISPLAY:-}" ]; then
  INSIDE_DISPLAY=1 exec "$root/tests/gui/under_display.sh" "$0" "$build"
fi

work=$(mktemp -d)
children=()
trap 'kill "${children[@]}" 2> /dev/null || true; wait 2> /dev/null || true; rm -rf "$work"' EXIT
export HOME=$work XDG_RUNTIME_DIR=$work LV2_PATH=$work/lv2 JACK_DEFAULT_SERVER=quell-picture-$$
mkdir -p "$work/lv2/quell.lv2" "$work/.config/ardour7"
touch "$work/.config/ardour7/.a7" # no questions at the first start
cp "$build"/plugin/quell.so "$build"/plugin/gui/quell_ui.so "$build"/ttl/*.ttl "$work/lv2/quell.lv2"
sox "$root/examples/propeller.flac" -r 48000 -b 16 "$work/voice.wav" repeat 5

cat > "$work/create.lua" << 'LUA'
local folder = os.getenv("HOME") .. "/strip"
local session = create_session(folder, "strip", 48000); Session = session
local track = Session:new_audio_track(1, 2, nil, 1, "Voice", ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true):front()
local plugin = ARDOUR.LuaAPI.new_plugin(Session, "urn:quell:denoiser", ARDOUR.PluginType.LV2, "")
assert(track:add_processor_by_index(plugin, 0, nil, true) == 0)
ARDOUR.LuaAPI.usleep(500000)
Session:save_state("", false, false, false, false, false); close_session(); quit()
LUA
timeout 60 ardour7-lua "$work/create.lua" > "$work/log" 2>&1

jackd -r -d dummy -r 48000 -p 1024 >> "$work/log" 2>&1 &
children+=($!)
sleep 1
dbus-run-session ardour -n -a "$work/strip/strip.ardour" >> "$work/log" 2>&1 &
children+=($!)
click() { xdotool mousemove "$1" "$2" sleep 0.3 click 1 sleep "$3"; }
timeout 40 xdotool search --sync --name "Audio/MIDI Setup" > /dev/null
sleep 3
click 1010 558 1 # the list of audio systems
click 960 581 2  # JACK
click 1287 860 8 # connect
click 1454 930 6 # the warning of too little locked memory
click 91 343 1   # the track
xdotool key shift+e sleep 2
click 82 303 0 # hear the input
gst-launch-1.0 -q filesrc location="$work/voice.wav" ! wavparse ! audioconvert ! audioresample ! \
  jackaudiosink connect=none client-name=voice >> "$work/log" 2>&1 &
children+=($!)
for _ in $(seq 60); do
  jack_connect voice:out_jackaudiosink0_1 "ardour:Voice/audio_in 1" >> "$work/log" 2>&1 && break
  sleep 0.5
done
xdotool mousemove 700 560
sleep 4
import -window root -crop 330x315+0+88 +repage "$root/docs/pictures/ardour-strip.png"
echo docs/pictures/ardour-strip.png
