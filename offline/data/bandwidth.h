/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The real bandwidth of a recording, which its sample rate does not tell.
 */
#ifndef QUELL_BANDWIDTH_H
#define QUELL_BANDWIDTH_H

#include <stdint.h>

/* Hz, of 48 kHz samples: the highest quarter of a kilohertz that stands out of the rounding noise and lies less than 55
 * dB below the strongest, in the loud parts of the recording. 0 for silence. convolution_prepare() comes first. */
float bandwidth_estimate(const int16_t *samples, uint32_t count);

#endif
