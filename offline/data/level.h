/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Levels as root mean squares, linear.
 */
#ifndef QUELL_LEVEL_H
#define QUELL_LEVEL_H

#include <stdint.h>

/* Sum of squares. */
double level_power(const float *samples, uint32_t count);
float level_peak(const float *samples, uint32_t count);
double level_rms(const float *samples, uint32_t count);
/* Of the 20 ms frames within 25 dB of the 95th percentile: how loud speech is while it sounds. 0 for silence. */
double level_active(const float *samples, uint32_t count);
double level_active_16(const int16_t *samples, uint32_t count);
/* Decibels between the loudest and the quietest tenth of the 20 ms frames that are not digital silence; 0 for silence.
 */
double level_contrast_db(const int16_t *samples, uint32_t count);
/* Share of samples in flat tops: three and more in a row within half a percent of the highest. To be measured at the
 * rate at which the recording was made: another one rounds the tops. */
double level_flat_share(const float *samples, uint32_t count);
double level_from_db(double db);

#endif
