/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_REPORT_FILE_H
#define QUELL_REPORT_FILE_H

#include "offline/report/report_model.h"

/* Draws the page of these models with gnuplot and writes it beside `path`, renamed when it is whole. Without gnuplot
 * the page has its tables only, which it says, as does a sentence on stderr. Returns 0 after a sentence. */
int report_file_write(const ReportModels *models, const char *path);

/* What a page calls a result: the model's name without ".safetensors". */
void report_label(const TuneResult *result, char *label, size_t size);

#endif
