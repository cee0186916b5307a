/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_BENCH_SIGNAL_H
#define QUELL_BENCH_SIGNAL_H

#include <stddef.h>
#include <stdint.h>

/* A speech-like sound in noise: a gliding voice in syllables, so that a network has something to decide. The same on
 * every machine. [frames] from malloc; NULL without memory. */
float *bench_signal(size_t frames, uint32_t sample_rate);

#endif
