/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the command says about the files that it denoised.
 */
#ifndef QUELL_DENOISE_REPORT_H
#define QUELL_DENOISE_REPORT_H

#include "denoise_file.h"

/* One line on standard output for a finished file, or one sentence on standard error for a failed one. With `quiet`
 * only sentences on standard error. */
void denoise_report_file(const FileJob *job, const DenoiseResult *result, int quiet);
/* The closing line of more than one file. Returns how many failed. */
size_t denoise_report_summary(const FileList *list, const DenoiseResult *results, int quiet);
/* All as one JSON object on standard output. Returns an exit code. */
int denoise_report_json(const FileList *list, const DenoiseResult *results);

#endif
