/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* What "performance" means when a compressed network is compared with the one that it came from. Each score is turned
 * into a benefit, of which more is better:
 *   loss               minus the training loss' magnitude and complex part, mean over frames
 *   stoi, estoi        the value itself
 *   si_sdr, segsnr     the gain over the noisy input, in dB
 *   lsd                by how much it lies below that of the noisy input, in dB
 * A relative loss of performance is the mean benefit that is lost, divided by the mean benefit (for the loss: by the
 * mean loss) of the reference network. */
#ifndef QUELL_SCORE_H
#define QUELL_SCORE_H

#include "utterance.h"

/* Number of a score by its symbol ("loss", or one of offline/metrics/metrics.def); -1 when there is none. */
int score_find(const char *symbol);
/* NULL past the last. */
const char *score_symbol(int score);

/* Whether an utterance can be scored at all: it holds speech, and is long enough. Returns NULL, or a clause that says
 * why not. *noisy is the raw score of the noisy input, which score_benefit() needs. */
const char *score_input(int score, const NetworkDescription *description, const Utterance *utterance, double *noisy);

/* Benefit of enhanced[utterance->samples]. Returns 0 when it cannot be computed. */
int score_benefit(int score, const NetworkDescription *description, const Utterance *utterance, double noisy,
                  const float *enhanced, double *benefit);

#endif
