/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Recordings that are compared with each other: of one channel, at a rate that can be measured, equally long.
 */
#ifndef QUELL_PAIR_AUDIO_H
#define QUELL_PAIR_AUDIO_H

#include "files/audio_load.h"

/* Both return 0 after one sentence on stderr; on success *audio is the caller's, to be given to audio_free(). */
int pair_audio_load(const char *path, Audio *audio);
/* The same, of what is compared with the clean signal. */
int pair_audio_load_partner(const char *path, const char *clean_path, const Audio *clean, Audio *audio);

#endif
