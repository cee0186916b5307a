/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef QUELL_JSON_PRINT_H
#define QUELL_JSON_PRINT_H

#include <jansson.h>

/* A number, or null when it is not finite. NULL without memory. */
json_t *json_number_or_null(double value);
/* A text, or null. */
json_t *json_text_or_null(const char *text);
/* Prints to stdout and frees `value`, which is the caller's no more; NULL stands for memory that was short. Returns an
 * exit code. Whether stdout took it all is looked at when the command has ended. */
int json_print(json_t *value);

#endif
