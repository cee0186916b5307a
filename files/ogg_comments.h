/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The comment packet of Vorbis and Opus, byte by byte.
 */
#ifndef QUELL_OGG_COMMENTS_H
#define QUELL_OGG_COMMENTS_H

#include "pending_file.h"

/* Whether the open file is Vorbis or Opus with a comment packet. */
int ogg_comments_present(int descriptor);
/* Puts the source's comments into the finished file. Returns 0 when its structure is not the expected one or a write
 * has failed. */
int ogg_comments_keep(int source, PendingFile *file);

#endif
