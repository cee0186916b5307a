/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Simulated rooms: the responses of shoebox rooms from a talker to a microphone, by image sources early and by shaped
 * noise late.
 */
#ifndef QUELL_ROOM_H
#define QUELL_ROOM_H

#include "random_generator.h"

#define ROOM_TAPS_MAX 61440

/* A response at 48 kHz that starts with the direct sound, whose height is about 1, into taps[ROOM_TAPS_MAX]. Returns
 * its length. reverberation is the seconds to -60 dB at middle frequencies. */
uint32_t room_simulate(RandomGenerator *generator, double reverberation, float *taps);

#endif
