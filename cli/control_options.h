/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The controls of the denoiser (engine/controls.def) as options of commands. Every control but BYPASS has one, named by
 * its symbol.
 */
#ifndef QUELL_CONTROL_OPTIONS_H
#define QUELL_CONTROL_OPTIONS_H

#include "command.h"
#include "quell.h"

/* Rows for a command's table: what is often needed, and what the manual tells. */
#define CONTROL_OPTIONS                                                                                                \
  {"limit", 'l', "dB", "the most that anything is attenuated, 0 to 100; default 100, no limit"},                       \
      {"mix", 'x', "SHARE", "share of the denoised sound, 0 to 1; default 1"},                                         \
      {"residual", 'r', NULL, "write what is removed instead of what is kept"}, {                                      \
    "independent", 'i', NULL, "give each channel its own gain; default: one for all"                                   \
  }

#define CONTROL_OPTIONS_SELDOM_NEEDED                                                                                  \
  {"gain", 0, "dB", "makes the result louder or softer, -24 to 24; default 0"},                                        \
      {"gate", 0, NULL, "close a gate between words; it is decided within the latency, so that word starts stay"},     \
      {"threshold", 0, "NUMBER", "probability of a voice from which on the gate is open, 0 to 1; default 0.3"},        \
      {"attack", 0, "ms", "time in which the gate opens, 1 to 100; default 3"},                                        \
      {"hold", 0, "ms", "time for which the gate stays open after the last voice, 0 to 2000; default 250"},            \
      {"release", 0, "ms", "time in which the gate closes, 10 to 2000; default 200"}, {                                \
    "range", 0, "dB", "what the closed gate takes away besides, within the limit, 0 to 100; default 30, 100 is all"    \
  }

/* Fills values[QUELL_PARAMETER_COUNT] with what the options say, and with defaults. Returns 0, after one sentence on
 * stderr, when a value is none. */
int control_options_read(const Arguments *arguments, float *values);

#endif
