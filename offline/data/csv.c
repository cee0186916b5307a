/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CsvFile {
  FILE *file;
};

CsvFile *csv_open(const char *path) {
  CsvFile *csv = malloc(sizeof *csv);
  if (!csv) return NULL;
  csv->file = fopen(path, "r");
  if (csv->file) return csv;
  free(csv);
  return NULL;
}

void csv_close(CsvFile *csv) {
  fclose(csv->file);
  free(csv);
}

void csv_row_free(CsvRow *row) {
  free(row->text);
  free(row->starts);
  *row = (CsvRow){0};
}

static int put(CsvRow *row, size_t *length, char c) {
  if (*length == row->text_room) {
    size_t room = row->text_room ? 2 * row->text_room : 512;
    char *text = realloc(row->text, room);
    if (!text) return 0;
    row->text = text;
    row->text_room = room;
  }
  row->text[(*length)++] = c;
  return 1;
}

static int start_field(CsvRow *row, size_t at) {
  if (row->count == row->starts_room) {
    size_t room = row->starts_room ? 2 * row->starts_room : 32;
    size_t *starts = realloc(row->starts, room * sizeof *starts);
    if (!starts) return 0;
    row->starts = starts;
    row->starts_room = room;
  }
  row->starts[row->count++] = at;
  return 1;
}

int csv_next(CsvFile *csv, CsvRow *row) {
  size_t length = 0;
  int quoted = 0, c = getc(csv->file);
  row->count = 0;
  if (c == EOF || !start_field(row, 0)) return 0;
  for (;; c = getc(csv->file)) {
    if (c == EOF || (c == '\n' && !quoted)) break;
    if (c == '"') {
      int next = quoted ? getc(csv->file) : 0;
      if (quoted && next == '"') {
        if (!put(row, &length, '"')) return 0;
        continue;
      }
      if (quoted) ungetc(next, csv->file);
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      if (!put(row, &length, 0) || !start_field(row, length)) return 0;
    } else if (c != '\r' || quoted) {
      if (!put(row, &length, (char)c)) return 0;
    }
  }
  return put(row, &length, 0);
}

int csv_column(const CsvRow *row, const char *name) {
  for (size_t i = 0; i < row->count; i++)
    if (strcmp(row->text + row->starts[i], name) == 0) return (int)i;
  return -1;
}

const char *csv_field(const CsvRow *row, int column) {
  return column >= 0 && (size_t)column < row->count ? row->text + row->starts[column] : "";
}
