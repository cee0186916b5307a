/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The frequency axis that the pictures share.
 */
#ifndef QUELL_GUI_GRAPH_H
#define QUELL_GUI_GRAPH_H

/* Frequencies with a grid line; those with a name are labelled. Ended by hz 0. */
typedef struct {
  double hz;
  const char *label;
} FrequencyTick;

extern const FrequencyTick frequency_ticks[];

#endif
