/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

QuellStatus message_set(Message *message, QuellStatus status, const char *format, ...) {
  if (message && message->text && message->size) {
    va_list values;
    va_start(values, format);
    vsnprintf(message->text, message->size, format, values);
    va_end(values);
    /* What is quoted from a file may hold line ends and commands for terminals. */
    for (unsigned char *at = (unsigned char *)message->text; *at; at++)
      if (*at < ' ' || *at == 127) *at = '?';
  }
  return status;
}

ModelFile *model_file_new(void) {
  return calloc(1, sizeof(ModelFile));
}

void model_file_free(ModelFile *file) {
  if (!file) return;
  for (size_t i = 0; i < file->tensor_count; i++) {
    free(file->tensors[i].name);
    free(file->tensors[i].values);
    free(file->tensors[i].scales);
  }
  for (size_t i = 0; i < file->text_count; i++) {
    free(file->texts[i].key);
    free(file->texts[i].text);
  }
  free(file->tensors);
  free(file->texts);
  free(file);
}

/* Index of the first tensor whose name is not before `name`. */
static size_t tensor_place(const ModelFile *file, const char *name) {
  size_t low = 0, high = file->tensor_count;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (strcmp(file->tensors[middle].name, name) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

Tensor *model_file_tensor(const ModelFile *file, const char *name) {
  const size_t place = tensor_place(file, name);
  if (place < file->tensor_count && strcmp(file->tensors[place].name, name) == 0) return &file->tensors[place];
  return NULL;
}

static int within_limits(const ModelFile *file, const char *name, uint32_t rows, uint32_t columns, int dimensions) {
  return file->tensor_count < MODEL_TENSORS_MAX && strlen(name) <= MODEL_NAME_MAX && rows >= 1 && columns >= 1 &&
         rows <= MODEL_DIMENSION_MAX && columns <= MODEL_DIMENSION_MAX && (dimensions == 1 || dimensions == 2) &&
         (dimensions == 2 || columns == 1);
}

Tensor *model_file_add(ModelFile *file, const char *name, uint32_t rows, uint32_t columns, int dimensions) {
  if (!within_limits(file, name, rows, columns, dimensions) || model_file_tensor(file, name)) return NULL;
  Tensor *grown = realloc(file->tensors, (file->tensor_count + 1) * sizeof *grown);
  if (!grown) return NULL;
  file->tensors = grown;
  Tensor tensor = {.name = strdup(name),
                   .rows = rows,
                   .columns = columns,
                   .dimensions = dimensions,
                   .values = calloc((size_t)rows * columns, sizeof(float))};
  if (!tensor.name || !tensor.values) {
    free(tensor.name);
    free(tensor.values);
    return NULL;
  }
  const size_t place = tensor_place(file, name);
  memmove(grown + place + 1, grown + place, (file->tensor_count - place) * sizeof *grown);
  grown[place] = tensor;
  file->tensor_count++;
  return &grown[place];
}

const char *model_file_text(const ModelFile *file, const char *key) {
  for (size_t i = 0; i < file->text_count; i++)
    if (strcmp(file->texts[i].key, key) == 0) return file->texts[i].text;
  return NULL;
}

QuellStatus model_file_set_text(ModelFile *file, const char *key, const char *text) {
  char *copy = strdup(text);
  if (!copy) return QUELL_NO_MEMORY;
  for (size_t i = 0; i < file->text_count; i++) {
    if (strcmp(file->texts[i].key, key) != 0) continue;
    free(file->texts[i].text);
    file->texts[i].text = copy;
    return QUELL_OK;
  }
  ModelText *grown = realloc(file->texts, (file->text_count + 1) * sizeof *grown);
  if (grown) file->texts = grown;
  char *key_copy = grown ? strdup(key) : NULL;
  if (!key_copy) {
    free(copy);
    return QUELL_NO_MEMORY;
  }
  file->texts[file->text_count++] = (ModelText){key_copy, copy};
  return QUELL_OK;
}
