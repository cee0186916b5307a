/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "port_list.h"
static const ScalePoint limit_points[] = {{100, "No limit"}};
static const ScalePoint profile_points[] = {{0, "Auto"}, {1, "Full"}, {2, "Medium"}, {3, "Light"}};
static const ControlInfo infos[] = {
    {2, "enabled", "Enabled", "", "Off passes the input on, delayed by the same latency", 0, 1, 1, CONTROL_SWITCH,
     false, 0, 0},
    {3, "limit", "Limit", "dB",
     "The most that anything is attenuated: 0 dB leaves the sound untouched, 100 dB sets no limit", 0, 100, 100,
     CONTROL_CONTINUOUS, false, limit_points, 1},
    {4, "mix", "Mix", "%", "Share of the denoised sound", 0, 100, 100, CONTROL_CONTINUOUS, false, 0, 0},
    {5, "profile", "Profile", "", "Size of the network", 0, 3, 0, CONTROL_CHOICE, false, profile_points, 4},
    {6, "residual", "Residual", "", "Plays what was removed", 0, 1, 0, CONTROL_SWITCH, false, 0, 0},
    {7, "gate", "Gate", "", "Closes in pauses", 0, 1, 0, CONTROL_SWITCH, false, 0, 0},
    {8, "threshold", "Threshold", "", "Voice probability that opens the gate", 0, 1, 0.5f, CONTROL_CONTINUOUS, false, 0,
     0},
    {9, "attack", "Attack", "ms", "Time to open", 1, 100, 5, CONTROL_CONTINUOUS, true, 0, 0},
    {10, "hold", "Hold", "ms", "Time that the gate stays open", 0, 1000, 200, CONTROL_CONTINUOUS, false, 0, 0},
    {11, "release", "Release", "ms", "Time to close", 5, 2000, 150, CONTROL_CONTINUOUS, true, 0, 0},
    {12, "output_gain", "Output gain", "dB", "Gain behind all else", -24, 24, 0, CONTROL_CONTINUOUS, false, 0, 0},
    {13, "link", "Stereo link", "", "One gain for both channels", 0, 1, 1, CONTROL_SWITCH, false, 0, 0},
};
const ControlInfo *port_list_control(ControlIndex index) {
  return &infos[index];
}
uint32_t port_list_meter(MeterIndex index) {
  return 20 + index;
}
uint32_t port_list_requests(void) {
  return 30;
}
