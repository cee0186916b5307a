/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks at every recording of a corpus before hours are spent on it.
 */
#ifndef QUELL_CHECK_H
#define QUELL_CHECK_H

#include "corpus.h"

#include <stdio.h>

typedef enum {
  CHECK_UNREADABLE,
  CHECK_SILENT,
  CHECK_TOO_SHORT,    /* speech under half a second, noise under 50 ms, a room under 10 ms */
  CHECK_CLIPPED,      /* flat tops */
  CHECK_NOISY,        /* speech whose pauses are less than 20 dB below its loud parts */
  CHECK_BAND_LIMITED, /* real bandwidth under two thirds of what the sample rate would carry */
  CHECK_TROUBLES
} CheckTrouble;

typedef struct {
  CheckTrouble trouble;
  CorpusKind kind;
  uint32_t index;
  char *detail; /* figures, or the sentence of the reader */
} CheckFinding;

typedef struct {
  uint32_t files[CORPUS_KINDS], sources[CORPUS_KINDS];
  double seconds[CORPUS_KINDS];   /* of readable files */
  double bandwidth[CORPUS_KINDS]; /* mean of readable files, Hz, weighted with their length */
  double speech_snr_db;           /* mean of the readable speech files */
  uint32_t counts[CORPUS_KINDS][CHECK_TROUBLES];
  CheckFinding *findings; /* in order of kind, trouble and file */
  uint32_t finding_count;
} CheckReport;

/* Decodes each file (of a long one, a minute in its middle) on `threads` threads, and thereby fills the corpus' cache.
 * The report is given to check_report_free(). Returns 0 and a sentence when memory is short. */
int check_corpus(Corpus *corpus, uint32_t threads, CheckReport *report, char *message, size_t message_size);
void check_report_free(CheckReport *report);

/* Totals, then each trouble with at most `names` files. */
void check_print(const Corpus *corpus, const CheckReport *report, uint32_t names, FILE *out);

#endif
