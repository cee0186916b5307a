/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tells whether a recording holds a part of others, whatever its level, format or cut: what is kept for validation must
 * not come back under another name.
 */
#ifndef QUELL_SAME_RECORDING_H
#define QUELL_SAME_RECORDING_H

#include <stdint.h>

typedef struct RecordingIndex RecordingIndex;

RecordingIndex *recording_index_create(void);
void recording_index_free(RecordingIndex *index);
/* 48 kHz. Returns 0 when memory is short. */
int recording_index_add(RecordingIndex *index, const int16_t *samples, uint32_t count);
/* The highest normalised correlation, 0..1, of any two seconds (one in every three; all of a shorter recording) with
 * any place of the recordings that were added; 1 is the same sound. -1 when memory is short. convolution_prepare()
 * comes first. */
double recording_index_match(RecordingIndex *index, const int16_t *samples, uint32_t count);

#endif
