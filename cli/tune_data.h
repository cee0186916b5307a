/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* The recordings of a search for ranks, in three parts that share none: calibration tells what the matrices' inputs
 * look like, search scores the networks, confirmation is used once, on the network that was chosen. */
#ifndef QUELL_TUNE_DATA_H
#define QUELL_TUNE_DATA_H

#include "command.h"
#include "offline/rank/utterance.h"

typedef struct {
  UtteranceSet calibration, search, confirmation;
} TuneData;

/* From --clean and --noisy, from recordings that are mixed (--manifest, --speech, --noise, --rooms), or from both: then
 * the pairs confirm. Returns 0 after one sentence on stderr; tune_data_clear() is needed in any case. */
int tune_data_load(const Arguments *arguments, const NetworkDescription *description, TuneData *data);
void tune_data_clear(TuneData *data);

#endif
