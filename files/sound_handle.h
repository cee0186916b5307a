/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opens libsndfile's handles. It keeps the reason of a failed opening in one place for all threads, so they take turns
 * here.
 */
#ifndef QUELL_SOUND_HANDLE_H
#define QUELL_SOUND_HANDLE_H

#include <sndfile.h>

typedef struct {
  int number;     /* SF_ERR_... */
  char text[256]; /* without a full stop */
} SoundTrouble;

/* The first opens to read. Both return NULL after filling *trouble. */
SNDFILE *sound_open_file(const char *path, SF_INFO *info, SoundTrouble *trouble);
SNDFILE *sound_open_stream(SF_VIRTUAL_IO *access, void *user, int mode, SF_INFO *info, SoundTrouble *trouble);

/* Copies a sentence of libsndfile without its "Error : " in front and its full stop. */
void sound_trouble_text(const char *sentence, char *text, size_t size);

#endif
