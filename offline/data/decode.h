/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one place where sound files become 48 kHz mono 16-bit samples.
 */
#ifndef QUELL_DECODE_H
#define QUELL_DECODE_H

#include <stddef.h>
#include <stdint.h>

typedef enum { DECODE_MEAN_OF_CHANNELS, DECODE_FIRST_CHANNEL } DecodeChannels;

typedef struct {
  int16_t *samples; /* the caller's, from malloc */
  uint32_t count;
  float scale; /* sample value = samples[i] * scale: quiet recordings keep their precision, loud ones are not clipped */
  uint32_t source_rate;
  double seconds;   /* of the whole file */
  float flat_share; /* level_flat_share() of this piece, before its rate was changed */
} DecodedSound;

/* Of how many pieces of piece_seconds the file consists; -1 and a sentence in message when it cannot be opened. */
int decode_piece_count(const char *path, uint32_t piece_seconds, char *message, size_t message_size);
/* Piece number 0.. of the file. Returns 0 and a sentence in message on failure. */
int decode_piece(const char *path, DecodeChannels channels, int piece, uint32_t piece_seconds, DecodedSound *sound,
                 char *message, size_t message_size);

#endif
