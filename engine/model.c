/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model.h"
#include "frame_layout.h"

#include <stdlib.h>
#include <string.h>

/* The default model's file, put into the library by default_model.S. */
extern const unsigned char quell_default_model_begin[];
extern const unsigned char quell_default_model_end[];

static QuellStatus describe(QuellModel *model, Message *message) {
  const char *text = model_file_text(model->file, "network");
  if (!text)
    return message_set(message, QUELL_OTHER_MODEL,
                       "the file holds no network for Quell: its metadata has no entry 'network'");
  const QuellStatus status = network_description_parse(text, &model->description, message);
  return status ? status : network_description_check(&model->description, model->file, message);
}

/* Takes the file over, also on failure. */
static QuellStatus adopt(ModelFile *file, QuellModel **result, Message *message) {
  QuellModel *model = calloc(1, sizeof *model);
  if (!model) {
    model_file_free(file);
    return message_set(message, QUELL_NO_MEMORY, "there is no memory for the model");
  }
  model->file = file;
  atomic_init(&model->users, 1);
  pthread_mutex_init(&model->lock, NULL);
  const QuellStatus status = describe(model, message);
  if (status == QUELL_OK)
    *result = model;
  else
    quell_model_free(model);
  return status;
}

QuellStatus quell_model_open_memory(const void *data, size_t size, QuellModel **model, char *message,
                                    size_t message_size) {
  Message sentence = {message, message_size};
  if (message && message_size) message[0] = 0;
  if (!model || !data) return QUELL_BAD_ARGUMENT;
  *model = NULL;
  ModelFile *file;
  const QuellStatus status = model_file_parse(data, size, &file, &sentence);
  return status ? status : adopt(file, model, &sentence);
}

QuellStatus quell_model_open_file(const char *path, QuellModel **model, char *message, size_t message_size) {
  Message sentence = {message, message_size};
  if (message && message_size) message[0] = 0;
  if (!model || !path) return QUELL_BAD_ARGUMENT;
  *model = NULL;
  ModelFile *file;
  const QuellStatus status = model_file_read(path, &file, &sentence);
  return status ? status : adopt(file, model, &sentence);
}

QuellStatus quell_model_open_default(QuellModel **model, char *message, size_t message_size) {
  const size_t size = (size_t)(quell_default_model_end - quell_default_model_begin);
  return quell_model_open_memory(quell_default_model_begin, size, model, message, message_size);
}

void model_share(QuellModel *model) {
  atomic_fetch_add(&model->users, 1);
}

void quell_model_free(QuellModel *model) {
  if (!model || atomic_fetch_sub(&model->users, 1) > 1) return;
  for (size_t i = 0; i < KERNEL_SETS_MAX; i++)
    network_free(model->networks[i].network);
  pthread_mutex_destroy(&model->lock);
  model_file_free(model->file);
  free(model);
}

const Network *model_network(QuellModel *model, const Kernels *kernels) {
  const Network *found = NULL;
  pthread_mutex_lock(&model->lock);
  for (size_t i = 0; i < KERNEL_SETS_MAX && !found; i++) {
    if (model->networks[i].kernels == kernels) {
      found = model->networks[i].network;
    } else if (!model->networks[i].kernels) {
      found = model->networks[i].network = network_create(&model->description, model->file, kernels);
      model->networks[i].kernels = found ? kernels : NULL;
      break;
    }
  }
  pthread_mutex_unlock(&model->lock);
  return found;
}

/* What a matrix is called without the ending of its left factor; 0 for tensors that start no matrix. */
static int is_matrix(const Tensor *tensor) {
  const size_t length = strlen(tensor->name);
  return tensor->dimensions == 2 && !(length > 6 && strcmp(tensor->name + length - 6, ".right") == 0);
}

static int is_left_factor(const Tensor *tensor) {
  const size_t length = strlen(tensor->name);
  return length > 5 && strcmp(tensor->name + length - 5, ".left") == 0;
}

/* The right factor stands next to the left one, since tensors are sorted by name and only the ending differs. */
static void describe_matrix(const Tensor *tensor, QuellMatrixInfo *info) {
  *info = (QuellMatrixInfo){tensor->name, tensor->rows, tensor->columns, 0};
  if (is_left_factor(tensor)) {
    info->rank = tensor->columns;
    info->columns = tensor[1].columns;
  }
}

void quell_model_info(const QuellModel *model, QuellModelInfo *info) {
  memset(info, 0, sizeof *info);
  uint64_t macs = 0;
  for (size_t i = 0; i < model->file->tensor_count; i++) {
    const Tensor *tensor = &model->file->tensors[i];
    const uint64_t count = (uint64_t)tensor->rows * tensor->columns;
    info->parameters += count;
    if (tensor->dimensions == 2) macs += count;
    if (tensor->dimensions == 1) info->dense_parameters += count;
    if (!is_matrix(tensor)) continue;
    QuellMatrixInfo matrix;
    describe_matrix(tensor, &matrix);
    info->dense_parameters += (uint64_t)matrix.rows * matrix.columns;
    info->matrices++;
  }
  info->bytes = info->parameters * sizeof(float);
  info->frames_per_second = 1 / HOP_SECONDS;
  info->macs_per_second = (double)macs * info->frames_per_second;
}

QuellStatus quell_model_matrix(const QuellModel *model, uint32_t index, QuellMatrixInfo *info) {
  for (size_t i = 0; i < model->file->tensor_count; i++) {
    if (!is_matrix(&model->file->tensors[i]) || index--) continue;
    describe_matrix(&model->file->tensors[i], info);
    return QUELL_OK;
  }
  return QUELL_BAD_ARGUMENT;
}

const char *quell_model_text(const QuellModel *model, const char *key) {
  return model_file_text(model->file, key);
}
