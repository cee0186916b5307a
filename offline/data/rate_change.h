/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A recording at another rate. The sound goes through the resampler by parts: given all of it at once, soxr's buffer
 * grows by small steps and is copied at each of them where memory cannot grow in place.
 */
#ifndef QUELL_RATE_CHANGE_H
#define QUELL_RATE_CHANGE_H

#include <stddef.h>

typedef enum { RATE_CHANGE_LOW, RATE_CHANGE_MEDIUM } RateChangeQuality;

/* From rate `from` to rate `to`, in any unit. At most `room` samples are written; *made says how many. Returns 0
 * without memory. */
int rate_change(double from, double to, RateChangeQuality quality, const float *in, size_t count, float *out,
                size_t room, size_t *made);

#endif
