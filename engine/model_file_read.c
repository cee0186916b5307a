/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model_file.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The container that is being read: every number in it is checked against `size` before it is used. */
typedef struct {
  const unsigned char *bytes; /* of the tensors, after the header */
  size_t size;
  ModelFile *file;
  Message *message;
} Parser;

/* One tensor as the header describes it. */
typedef struct {
  const char *name;
  uint64_t begin, end;
  uint32_t rows, columns;
  int dimensions;
  StorageType storage;
} Entry;

static uint64_t little_endian_64(const unsigned char *bytes) {
  uint64_t value = 0;
  for (int i = 7; i >= 0; i--)
    value = value << 8 | bytes[i];
  return value;
}

static QuellStatus read_shape(Parser *parser, const json_t *shape, Entry *entry) {
  const size_t dimensions = json_array_size(shape);
  if (!json_is_array(shape) || dimensions < 1 || dimensions > 2)
    return message_set(parser->message, QUELL_OTHER_MODEL, "tensor '%s' has %zu dimensions, where 1 or 2 are known",
                       entry->name, dimensions);
  json_int_t sizes[2] = {0, 1};
  for (size_t i = 0; i < dimensions; i++) {
    const json_t *size = json_array_get(shape, i);
    sizes[i] = json_is_integer(size) ? json_integer_value(size) : -1;
    if (sizes[i] < 1 || sizes[i] > MODEL_DIMENSION_MAX)
      return message_set(parser->message, QUELL_BAD_MODEL_VALUE, "tensor '%s' has a size outside 1..%d", entry->name,
                         MODEL_DIMENSION_MAX);
  }
  entry->rows = (uint32_t)sizes[0];
  entry->columns = (uint32_t)sizes[1];
  entry->dimensions = (int)dimensions;
  return QUELL_OK;
}

static QuellStatus read_offsets(Parser *parser, const json_t *offsets, Entry *entry) {
  const json_t *begin = json_array_get(offsets, 0), *end = json_array_get(offsets, 1);
  if (json_array_size(offsets) != 2 || !json_is_integer(begin) || !json_is_integer(end) ||
      json_integer_value(begin) < 0 || json_integer_value(end) < json_integer_value(begin))
    return message_set(parser->message, QUELL_NOT_A_MODEL, "tensor '%s' has no valid data_offsets", entry->name);
  entry->begin = (uint64_t)json_integer_value(begin);
  entry->end = (uint64_t)json_integer_value(end);
  if (entry->end > parser->size)
    return message_set(parser->message, QUELL_NOT_A_MODEL,
                       "the file is cut off: tensor '%s' ends at byte %llu of %zu tensor bytes", entry->name,
                       (unsigned long long)entry->end, parser->size);
  if (entry->end - entry->begin != (uint64_t)entry->rows * entry->columns * storage_bytes(entry->storage))
    return message_set(parser->message, QUELL_NOT_A_MODEL, "tensor '%s' takes %llu bytes, which its shape denies",
                       entry->name, (unsigned long long)(entry->end - entry->begin));
  return QUELL_OK;
}

static QuellStatus read_entry(Parser *parser, const char *name, const json_t *description, Entry *entry) {
  memset(entry, 0, sizeof *entry);
  entry->name = name;
  if (strlen(name) > MODEL_NAME_MAX)
    return message_set(parser->message, QUELL_NOT_A_MODEL,
                       "a tensor's name has %zu bytes, where at most %d are allowed", strlen(name), MODEL_NAME_MAX);
  if (!json_is_object(description))
    return message_set(parser->message, QUELL_NOT_A_MODEL, "member '%s' of the header describes no tensor", name);
  const char *type = json_string_value(json_object_get(description, "dtype"));
  const int storage = storage_find(type);
  if (storage < 0)
    return message_set(parser->message, QUELL_OTHER_MODEL,
                       "tensor '%s' is of type %.16s, where F32, F16 and I8 are known", name, type ? type : "none");
  entry->storage = (StorageType)storage;
  const QuellStatus status = read_shape(parser, json_object_get(description, "shape"), entry);
  return status ? status : read_offsets(parser, json_object_get(description, "data_offsets"), entry);
}

static int by_begin(const void *a, const void *b) {
  const Entry *first = a, *second = b;
  return first->begin < second->begin ? -1 : first->begin > second->begin;
}

/* Tensors must lie one after another without holes or overlaps, as the format demands. */
static QuellStatus check_order(Parser *parser, Entry *entries, size_t count) {
  qsort(entries, count, sizeof *entries, by_begin);
  uint64_t expected = 0;
  for (size_t i = 0; i < count; i++) {
    if (entries[i].begin != expected)
      return message_set(parser->message, QUELL_NOT_A_MODEL, "tensor '%s' leaves a hole or overlaps another",
                         entries[i].name);
    expected = entries[i].end;
  }
  if (expected != parser->size)
    return message_set(parser->message, QUELL_NOT_A_MODEL, "the file has %llu bytes that belong to no tensor",
                       (unsigned long long)(parser->size - expected));
  return QUELL_OK;
}

static QuellStatus copy_values(Parser *parser, const Entry *entry) {
  Tensor *tensor = model_file_add(parser->file, entry->name, entry->rows, entry->columns, entry->dimensions);
  if (!tensor) return message_set(parser->message, QUELL_NO_MEMORY, "there is no memory for tensor '%s'", entry->name);
  tensor->storage = entry->storage;
  const size_t count = (size_t)entry->rows * entry->columns;
  for (size_t i = 0; i < count; i++) {
    tensor->values[i] =
        storage_decode(entry->storage, parser->bytes + entry->begin + i * storage_bytes(entry->storage));
    if (!isfinite(tensor->values[i]))
      return message_set(parser->message, QUELL_BAD_MODEL_VALUE, "tensor '%s' holds a value that is not finite",
                         entry->name);
  }
  return QUELL_OK;
}

static QuellStatus read_texts(Parser *parser, json_t *metadata) {
  const char *key;
  json_t *text;
  if (!json_is_object(metadata))
    return message_set(parser->message, QUELL_NOT_A_MODEL, "__metadata__ is not an object");
  json_object_foreach(metadata, key, text) {
    if (!json_is_string(text))
      return message_set(parser->message, QUELL_NOT_A_MODEL, "the metadata '%.64s' is not a text", key);
    if (model_file_set_text(parser->file, key, json_string_value(text)) != QUELL_OK)
      return message_set(parser->message, QUELL_NO_MEMORY, "there is no memory for the metadata");
  }
  return QUELL_OK;
}

static QuellStatus read_tensors(Parser *parser, json_t *header, Entry *entries, size_t limit) {
  const char *key;
  json_t *value;
  size_t count = 0;
  QuellStatus status = QUELL_OK;
  json_object_foreach(header, key, value) {
    if (strcmp(key, "__metadata__") == 0)
      status = read_texts(parser, value);
    else if (count < limit)
      status = read_entry(parser, key, value, &entries[count++]);
    if (status != QUELL_OK) return status;
  }
  status = check_order(parser, entries, count);
  for (size_t i = 0; i < count && status == QUELL_OK; i++)
    status = copy_values(parser, &entries[i]);
  return status == QUELL_OK ? model_file_join_scales(parser->file, parser->message) : status;
}

static QuellStatus read_header(Parser *parser, json_t *header) {
  const size_t members = json_object_size(header) - (json_object_get(header, "__metadata__") != NULL);
  if (members > MODEL_TENSORS_MAX)
    return message_set(parser->message, QUELL_BAD_MODEL_VALUE, "the file names %zu tensors, more than the limit of %d",
                       members, MODEL_TENSORS_MAX);
  Entry *entries = calloc(members + 1, sizeof *entries);
  if (!entries) return message_set(parser->message, QUELL_NO_MEMORY, "there is no memory for the header");
  const QuellStatus status = read_tensors(parser, header, entries, members);
  free(entries);
  return status;
}

QuellStatus model_file_parse(const void *data, size_t size, ModelFile **file, Message *message) {
  *file = NULL;
  const unsigned char *bytes = data;
  if (size < 8) return message_set(message, QUELL_NOT_A_MODEL, "the file has only %zu bytes", size);
  const uint64_t length = little_endian_64(bytes);
  if (length > MODEL_HEADER_BYTES_MAX)
    return message_set(message, QUELL_NOT_A_MODEL,
                       "this is no safetensors file: its first eight bytes are no header length");
  if (length > size - 8) return message_set(message, QUELL_NOT_A_MODEL, "the file is cut off inside its header");
  json_error_t error;
  json_t *header = json_loadb((const char *)bytes + 8, (size_t)length, JSON_REJECT_DUPLICATES, &error);
  if (!json_is_object(header)) {
    json_decref(header);
    return message_set(message, QUELL_NOT_A_MODEL, "the header is no JSON object: %.100s", error.text);
  }
  Parser parser = {bytes + 8 + length, size - 8 - (size_t)length, model_file_new(), message};
  QuellStatus status = parser.file ? read_header(&parser, header)
                                   : message_set(message, QUELL_NO_MEMORY, "there is no memory for the model");
  json_decref(header);
  if (status == QUELL_OK)
    *file = parser.file;
  else
    model_file_free(parser.file);
  return status;
}

static QuellStatus read_all(FILE *stream, const char *path, ModelFile **file, Message *message) {
  struct stat info;
  if (fstat(fileno(stream), &info) != 0 || !S_ISREG(info.st_mode))
    return message_set(message, QUELL_CANNOT_READ, "'%s' is not a regular file", path);
  if ((uint64_t)info.st_size > MODEL_FILE_BYTES_MAX)
    return message_set(message, QUELL_BAD_MODEL_VALUE, "'%s' is larger than the limit of %zu MiB", path,
                       MODEL_FILE_BYTES_MAX >> 20);
  const size_t size = (size_t)info.st_size;
  char *bytes = malloc(size + 1);
  if (!bytes) return message_set(message, QUELL_NO_MEMORY, "there is no memory to read '%s'", path);
  QuellStatus status;
  if (fread(bytes, 1, size, stream) != size)
    status = message_set(message, QUELL_CANNOT_READ, "'%s' cannot be read to its end", path);
  else
    status = model_file_parse(bytes, size, file, message);
  free(bytes);
  return status;
}

QuellStatus model_file_read(const char *path, ModelFile **file, Message *message) {
  *file = NULL;
  /* A pipe that nobody writes to would be waited for. */
  const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  FILE *stream = descriptor < 0 ? NULL : fdopen(descriptor, "rb");
  if (!stream && descriptor >= 0) close(descriptor);
  if (!stream) return message_set(message, QUELL_CANNOT_READ, "'%s' cannot be opened: %s", path, strerror(errno));
  const QuellStatus status = read_all(stream, path, file, message);
  fclose(stream);
  return status;
}
