/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sounds that need no recording, the same on every call and, but for their rate, at every rate.
 */
#ifndef QUELL_TESTS_QUALITY_GENERATORS_H
#define QUELL_TESTS_QUALITY_GENERATORS_H

#include "sound.h"

/* Noise of equal power in each octave, as of ventilation. */
Sound generated_pink(uint32_t rate, double seconds);
/* Mains hum: 50 Hz and its overtones. */
Sound generated_hum(uint32_t rate, double seconds);
/* Single clicks of a millisecond, five a second. */
Sound generated_clicks(uint32_t rate, double seconds);
/* Typing: each key a knock when it is pressed and a fainter one when it is let go. */
Sound generated_keyboard(uint32_t rate, double seconds);
/* A tone with overtones that glides up and down, as of an ambulance. */
Sound generated_siren(uint32_t rate, double seconds);
/* A sung vowel on a scale, with vibrato. */
Sound generated_singing(uint32_t rate, double seconds);

/* The voice without vocal cords: noise through the voice's own resonances (linear prediction), frame by frame, and
 * brighter, as whispers are. Of 16 kHz. */
Sound generated_whisper(Sound voice);
/* The voice in a simulated room of so many seconds of reverberation, of 48 kHz; *early is what comes directly and
 * within 50 ms. */
Sound generated_room(Sound voice, double reverberation, Sound *early);

#endif
