/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads tables of comma-separated values: quoted fields, doubled quotes, line ends within quotes.
 */
#ifndef QUELL_CSV_H
#define QUELL_CSV_H

#include <stddef.h>

typedef struct CsvFile CsvFile;

typedef struct {
  char *text; /* all fields, each ended by a zero */
  size_t text_room;
  size_t *starts;
  size_t count, starts_room;
} CsvRow;

/* NULL with errno set when it cannot be opened. */
CsvFile *csv_open(const char *path);
void csv_close(CsvFile *csv);
/* The next row into *row, whose memory is used again; 0 at the end or when memory is short. */
int csv_next(CsvFile *csv, CsvRow *row);
void csv_row_free(CsvRow *row);
/* Number of the field of that text, -1 when there is none. */
int csv_column(const CsvRow *row, const char *name);
/* "" where the row has no such field. */
const char *csv_field(const CsvRow *row, int column);

#endif
