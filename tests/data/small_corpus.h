/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A corpus of made-up recordings in a folder of its own, for tests.
 */
#ifndef QUELL_SMALL_CORPUS_H
#define QUELL_SMALL_CORPUS_H

#include "offline/data/corpus.h"

/* A new folder below the system's temporary one; the caller frees the name after small_corpus_remove(). */
char *small_corpus_folder(void);
void small_corpus_remove(char *folder);

/* Each writes a 16-bit sound file `folder/name`, whose folders are made. */
void small_corpus_write(const char *folder, const char *name, uint32_t rate, const float *samples, uint32_t count);
/* Buzzing syllables with pauses, up to bandwidth_hz; `voice` makes speakers differ. */
void small_corpus_speech(const char *folder, const char *name, uint32_t rate, double seconds, double bandwidth_hz,
                         int voice);
void small_corpus_noise(const char *folder, const char *name, uint32_t rate, double seconds, int kind);
/* Text as it is. */
void small_corpus_text(const char *folder, const char *name, const char *text);

/* speech/train-0.wav .. and noise/train-0.wav .., a valid file of each, rooms and a manifest of all. */
void small_corpus_fill(const char *folder);
Corpus *small_corpus_open(const char *folder, const char *split, size_t cache_bytes);

#endif
