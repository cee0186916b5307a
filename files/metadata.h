/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carries what a sound file says besides its samples into a new file of another container, as far as libsndfile's own
 * description of such data reaches: texts, production notes (bext, cart), cue points, instrument, channel map, other
 * chunks. A file that keeps its container does not come here: the writer copies its bytes.
 */
#ifndef QUELL_METADATA_H
#define QUELL_METADATA_H

#include <sndfile.h>

typedef struct Metadata Metadata;

/* Hands everything over; before the first sample is written. The result must live until `to` is closed and goes to
 * metadata_free(). NULL without memory. */
Metadata *metadata_carry(SNDFILE *from, int from_format, SNDFILE *to, int to_format);
/* NULL is allowed. */
void metadata_free(Metadata *metadata);

#endif
