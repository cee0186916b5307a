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

static json_t *describe_tensor(const Tensor *tensor, size_t begin) {
  const json_int_t end = (json_int_t)(begin + sizeof(float) * tensor->rows * tensor->columns);
  json_t *shape = tensor->dimensions == 2 ? json_pack("[I,I]", (json_int_t)tensor->rows, (json_int_t)tensor->columns)
                                          : json_pack("[I]", (json_int_t)tensor->rows);
  return json_pack("{s:s, s:o, s:[I,I]}", "dtype", "F32", "shape", shape, "data_offsets", (json_int_t)begin, end);
}

/* The header as text, padded with spaces so that the tensors start at a multiple of eight bytes; NULL without memory,
 * or when a name or text is no UTF-8. */
static char *format_header(const ModelFile *file) {
  json_t *header = json_object(), *texts = json_object();
  size_t begin = 0;
  int failed = 0;
  for (size_t i = 0; i < file->text_count; i++)
    failed |= json_object_set_new(texts, file->texts[i].key, json_string(file->texts[i].text));
  failed |= json_object_set_new(header, "__metadata__", texts);
  for (size_t i = 0; i < file->tensor_count; i++) {
    failed |= json_object_set_new(header, file->tensors[i].name, describe_tensor(&file->tensors[i], begin));
    begin += sizeof(float) * file->tensors[i].rows * file->tensors[i].columns;
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

static int write_values(FILE *stream, const Tensor *tensor) {
  const size_t count = (size_t)tensor->rows * tensor->columns;
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, &tensor->values[i], sizeof bits);
    const unsigned char bytes[4] = {bits & 255, bits >> 8 & 255, bits >> 16 & 255, bits >> 24};
    if (fwrite(bytes, 1, 4, stream) != 4) return 0;
  }
  return 1;
}

static int write_file(const ModelFile *file, const char *header, FILE *stream) {
  const size_t length = strlen(header);
  int good = write_length(stream, length) && fwrite(header, 1, length, stream) == length;
  for (size_t i = 0; i < file->tensor_count && good; i++)
    good = write_values(stream, &file->tensors[i]);
  return good && fflush(stream) == 0 && fsync(fileno(stream)) == 0;
}

static QuellStatus write_beside(const ModelFile *file, const char *header, const char *path, char *temporary,
                                Message *message) {
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
  const int written = write_file(file, header, stream);
  const int closed = fclose(stream) == 0;
  if (written && closed && rename(temporary, path) == 0) return QUELL_OK;
  const int reason = errno;
  unlink(temporary);
  return message_set(message, QUELL_CANNOT_WRITE, "'%s' cannot be written: %s", path, strerror(reason));
}

QuellStatus model_file_write(const ModelFile *file, const char *path, Message *message) {
  char *header = format_header(file);
  if (!header || strlen(header) > MODEL_HEADER_BYTES_MAX) {
    free(header);
    return message_set(message, QUELL_CANNOT_WRITE,
                       "'%s' cannot be written: its names and texts are too long for memory, or no UTF-8", path);
  }
  char *temporary = NULL;
  QuellStatus status;
  if (asprintf(&temporary, "%s.XXXXXX", path) < 0) {
    temporary = NULL;
    status = message_set(message, QUELL_NO_MEMORY, "there is no memory to write '%s'", path);
  } else {
    status = write_beside(file, header, path, temporary, message);
  }
  free(temporary);
  free(header);
  return status;
}
