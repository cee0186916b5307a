/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model_file.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the header names: a tensor, or the scales of one. */
typedef struct {
  const Tensor *tensor;
  int scales;
} Record;

static StorageType record_storage(const Record *record) {
  return record->scales ? STORAGE_F32 : record->tensor->storage;
}

static size_t record_count(const Record *record) {
  return record->scales ? record->tensor->rows : (size_t)record->tensor->rows * record->tensor->columns;
}

/* In the order in which they are written, from malloc; NULL without memory. */
static Record *list_records(const ModelFile *file, size_t *count) {
  Record *records = calloc(2 * file->tensor_count + 1, sizeof *records);
  *count = 0;
  for (int storage = 0; records && storage < STORAGE_TYPES; storage++)
    for (size_t i = 0; i < file->tensor_count; i++) {
      const Tensor *tensor = &file->tensors[i];
      if (tensor->storage == (StorageType)storage) records[(*count)++] = (Record){tensor, 0};
      if (tensor->scales && storage == STORAGE_F32) records[(*count)++] = (Record){tensor, 1};
    }
  return records;
}

/* Returns -1 without memory, when a name is no UTF-8, or when it is taken. */
static int describe_record(json_t *header, const Record *record, size_t begin) {
  const Tensor *tensor = record->tensor;
  char name[MODEL_NAME_MAX + sizeof ".scale"];
  snprintf(name, sizeof name, "%s%s", tensor->name, record->scales ? ".scale" : "");
  if (strlen(name) > MODEL_NAME_MAX || json_object_get(header, name)) return -1;
  const json_int_t end = (json_int_t)(begin + record_count(record) * storage_bytes(record_storage(record)));
  json_t *shape = tensor->dimensions == 2 && !record->scales
                      ? json_pack("[I,I]", (json_int_t)tensor->rows, (json_int_t)tensor->columns)
                      : json_pack("[I]", (json_int_t)tensor->rows);
  return json_object_set_new(header, name,
                             json_pack("{s:s, s:o, s:[I,I]}", "dtype", storage_name(record_storage(record)), "shape",
                                       shape, "data_offsets", (json_int_t)begin, end));
}

/* The header as text, padded with spaces so that the tensors start at a multiple of eight bytes; NULL without memory,
 * or when a name or text is no UTF-8. */
static char *format_header(const ModelFile *file, const Record *records, size_t count) {
  json_t *header = json_object(), *texts = json_object();
  size_t begin = 0;
  int failed = 0;
  for (size_t i = 0; i < file->text_count; i++)
    failed |= json_object_set_new(texts, file->texts[i].key, json_string(file->texts[i].text));
  failed |= json_object_set_new(header, "__metadata__", texts);
  for (size_t i = 0; i < count; i++) {
    failed |= describe_record(header, &records[i], begin);
    begin += record_count(&records[i]) * storage_bytes(record_storage(&records[i]));
  }
  char *text = failed ? NULL : json_dumps(header, JSON_COMPACT);
  json_decref(header);
  if (!text) return NULL;
  const size_t length = strlen(text), padded = (length + 7) / 8 * 8;
  char *grown = realloc(text, padded + 1);
  if (!grown) {
    free(text);
    return NULL;
  }
  memset(grown + length, ' ', padded - length);
  grown[padded] = 0;
  return grown;
}

static int write_length(FILE *stream, uint64_t value) {
  for (int i = 0; i < 8; i++)
    if (fputc((int)(value >> (8 * i) & 255), stream) == EOF) return 0;
  return 1;
}

static int write_record(FILE *stream, const Record *record) {
  const Tensor *tensor = record->tensor;
  const StorageType storage = record_storage(record);
  const float *values = record->scales ? tensor->scales : tensor->values;
  for (size_t i = 0; i < record_count(record); i++) {
    const float scale = tensor->scales && !record->scales ? tensor->scales[i / tensor->columns] : 1;
    unsigned char bytes[sizeof(float)];
    storage_encode(storage, values[i] / scale, bytes);
    if (fwrite(bytes, storage_bytes(storage), 1, stream) != 1) return 0;
  }
  return 1;
}

/* A model as it is written. */
typedef struct {
  char *header;
  Record *records;
  size_t count;
} Content;

static int write_content(const Content *content, FILE *stream) {
  const size_t length = strlen(content->header);
  int good = write_length(stream, length) && fwrite(content->header, 1, length, stream) == length;
  for (size_t i = 0; i < content->count && good; i++)
    good = write_record(stream, &content->records[i]);
  return good && fflush(stream) == 0 && fsync(fileno(stream)) == 0;
}

static QuellStatus write_beside(const Content *content, const char *path, char *temporary, Message *message) {
  const int descriptor = mkstemp(temporary);
  FILE *stream = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
  if (!stream) {
    const int reason = errno;
    if (descriptor >= 0) {
      close(descriptor);
      unlink(temporary);
    }
    return message_set(message, QUELL_CANNOT_WRITE, "'%s' cannot be written: %s", path, strerror(reason));
  }
  const mode_t mask = umask(0);
  umask(mask);
  fchmod(descriptor, 0666 & ~mask);
  const int written = write_content(content, stream);
  const int closed = fclose(stream) == 0;
  if (written && closed && rename(temporary, path) == 0) return QUELL_OK;
  const int reason = errno;
  unlink(temporary);
  return message_set(message, QUELL_CANNOT_WRITE, "'%s' cannot be written: %s", path, strerror(reason));
}

/* Renaming would take the place of a device or pipe of that name. */
static int is_other_than_file(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && !S_ISREG(about.st_mode);
}

static QuellStatus write_to(const Content *content, const char *path, Message *message) {
  if (is_other_than_file(path))
    return message_set(message, QUELL_CANNOT_WRITE, "'%s' cannot be written: it is not a regular file", path);
  if (!content->header || strlen(content->header) > MODEL_HEADER_BYTES_MAX)
    return message_set(message, QUELL_CANNOT_WRITE,
                       "'%s' cannot be written: its names and texts are too long, come twice, or are no UTF-8", path);
  char *temporary = NULL;
  if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
    return message_set(message, QUELL_NO_MEMORY, "there is no memory to write '%s'", path);
  const QuellStatus status = write_beside(content, path, temporary, message);
  free(temporary);
  return status;
}

QuellStatus model_file_write(const ModelFile *file, const char *path, Message *message) {
  Content content = {0};
  content.records = list_records(file, &content.count);
  if (!content.records) return message_set(message, QUELL_NO_MEMORY, "there is no memory to write '%s'", path);
  content.header = format_header(file, content.records, content.count);
  const QuellStatus status = write_to(&content, path, message);
  free(content.header);
  free(content.records);
  return status;
}
