/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_ENCODER_RATE_H
#define QUELL_ENCODER_RATE_H

#include "audio_reader.h"

/* Tells the encoder of Vorbis, Opus or MPEG to spend as many bits a second as the source does, or many when the source
 * is not compressed. Does nothing for other formats. */
void encoder_rate_match(AudioReader *source, struct sf_private_tag *handle, int format);

#endif
