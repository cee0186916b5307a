/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model.h"
#include "frame_layout.h"

#include <stdio.h>
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
  if (status != QUELL_OK) return status;
  const QuellStatus checked = network_description_check(&model->description, model->file, message);
  if (checked != QUELL_OK) return checked;
  return profiles_parse(model_file_text(model->file, "profiles"), model->file, &model->profiles, message);
}

static int has_ending(const char *name, const char *ending) {
  const size_t length = strlen(name), tail = strlen(ending);
  return length > tail && strcmp(name + length - tail, ending) == 0;
}

/* The tensor NAME.diagonal of the matrix NAME; NULL when it has none. */
static const Tensor *find_diagonal(const ModelFile *file, const char *name) {
  char full[MODEL_NAME_MAX + sizeof ".diagonal"];
  snprintf(full, sizeof full, "%s.diagonal", name);
  return model_file_tensor(file, full);
}

/* `right` is the right factor, or NULL when the matrix is dense. */
static QuellMatrixInfo describe_matrix(const ModelFile *file, const char *name, const Tensor *left,
                                       const Tensor *right) {
  const Tensor *diagonal = right ? find_diagonal(file, name) : NULL;
  return (QuellMatrixInfo){.name = name,
                           .rows = left->rows,
                           .columns = right ? right->columns : left->columns,
                           .rank = right ? right->rows : 0,
                           .storage = storage_name(left->storage),
                           .right_storage = right ? storage_name(right->storage) : NULL,
                           .bytes = tensor_stored_bytes(left) + (right ? tensor_stored_bytes(right) : 0) +
                                    (diagonal ? tensor_stored_bytes(diagonal) : 0),
                           .diagonal = diagonal != NULL};
}

/* A factor pair counts as one matrix, under the name of their product. The right factor stands next to the left one,
 * since tensors are sorted by name and only the endings differ. */
static QuellStatus list_matrices(QuellModel *model, Message *message) {
  const ModelFile *file = model->file;
  model->matrices = calloc(file->tensor_count, sizeof *model->matrices);
  for (size_t i = 0; model->matrices && i < file->tensor_count; i++) {
    const Tensor *tensor = &file->tensors[i];
    if (tensor->dimensions != 2 || has_ending(tensor->name, ".right")) continue;
    const int pair = has_ending(tensor->name, ".left");
    char *name = strndup(tensor->name, strlen(tensor->name) - (pair ? strlen(".left") : 0));
    if (!name) return message_set(message, QUELL_NO_MEMORY, "there is no memory for the model");
    model->matrices[model->matrix_count++] = describe_matrix(file, name, tensor, pair ? tensor + 1 : NULL);
  }
  return model->matrices ? QUELL_OK : message_set(message, QUELL_NO_MEMORY, "there is no memory for the model");
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
  QuellStatus status = describe(model, message);
  if (status == QUELL_OK) status = list_matrices(model, message);
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
  if (!model) return message_set(&sentence, QUELL_BAD_ARGUMENT, "there is no place to put the model");
  *model = NULL;
  if (!data) return message_set(&sentence, QUELL_BAD_ARGUMENT, "no memory was given to read a model from");
  ModelFile *file;
  const QuellStatus status = model_file_parse(data, size, &file, &sentence);
  return status ? status : adopt(file, model, &sentence);
}

QuellStatus quell_model_open_file(const char *path, QuellModel **model, char *message, size_t message_size) {
  Message sentence = {message, message_size};
  if (message && message_size) message[0] = 0;
  if (!model) return message_set(&sentence, QUELL_BAD_ARGUMENT, "there is no place to put the model");
  *model = NULL;
  if (!path) return message_set(&sentence, QUELL_BAD_ARGUMENT, "no path was given to read a model from");
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
    for (size_t profile = 0; profile < PROFILES_MAX; profile++)
      network_free(model->packed[i].networks[profile]);
  profiles_clear(&model->profiles);
  for (uint32_t i = 0; i < model->matrix_count; i++)
    free((char *)model->matrices[i].name);
  free(model->matrices);
  pthread_mutex_destroy(&model->lock);
  model_file_free(model->file);
  free(model);
}

/* Those that are missing, and returns 0 when one could not be made. */
static int pack_networks(QuellModel *model, const Kernels *kernels, Network **networks) {
  for (uint32_t i = 0; i < model->profiles.count; i++) {
    if (!networks[i])
      networks[i] = network_create_profile(&model->description, model->file, &model->profiles.list[i], kernels);
    if (!networks[i]) return 0;
  }
  return 1;
}

Network *const *model_networks(QuellModel *model, const Kernels *kernels) {
  Network *const *found = NULL;
  pthread_mutex_lock(&model->lock);
  for (size_t i = 0; i < KERNEL_SETS_MAX && !found; i++) {
    if (model->packed[i].kernels && model->packed[i].kernels != kernels) continue;
    model->packed[i].kernels = kernels;
    if (!pack_networks(model, kernels, model->packed[i].networks)) break;
    found = model->packed[i].networks;
  }
  pthread_mutex_unlock(&model->lock);
  return found;
}

/* How often a frame uses a tensor: once for each position of its layer. */
static uint32_t uses_of(const NetworkDescription *description, const char *name) {
  char layer[sizeof description->layers[0].name];
  snprintf(layer, sizeof layer, "%.*s", (int)strcspn(name, "."), name);
  const int index = network_description_find(description, layer);
  return index < 0 ? 1 : layer_positions(description, &description->layers[index]);
}

void quell_model_info(const QuellModel *model, QuellModelInfo *info) {
  memset(info, 0, sizeof *info);
  uint64_t macs = 0;
  for (size_t i = 0; i < model->file->tensor_count; i++) {
    const Tensor *tensor = &model->file->tensors[i];
    const uint64_t numbers = (uint64_t)tensor->rows * tensor->columns;
    const int diagonal = has_ending(tensor->name, ".diagonal");
    info->parameters += numbers;
    info->bytes += tensor_stored_bytes(tensor);
    if (tensor->dimensions == 2 || diagonal) macs += numbers * uses_of(&model->description, tensor->name);
    if (tensor->dimensions == 1 && !diagonal) info->dense_parameters += numbers;
  }
  for (uint32_t i = 0; i < model->matrix_count; i++)
    info->dense_parameters += (uint64_t)model->matrices[i].rows * model->matrices[i].columns;
  info->dense_bytes = info->dense_parameters * sizeof(float);
  info->matrices = model->matrix_count;
  info->profiles = model->profiles.count;
  info->frames_per_second = 1 / HOP_SECONDS;
  info->macs_per_second = (double)macs * info->frames_per_second;
}

QuellStatus quell_model_matrix(const QuellModel *model, uint32_t index, QuellMatrixInfo *info) {
  if (index >= model->matrix_count) return QUELL_BAD_ARGUMENT;
  *info = model->matrices[index];
  return QUELL_OK;
}

QuellStatus quell_model_profile(const QuellModel *model, uint32_t index, QuellProfileInfo *info) {
  if (index >= model->profiles.count) return QUELL_BAD_ARGUMENT;
  const Profile *profile = &model->profiles.list[index];
  QuellModelInfo whole;
  quell_model_info(model, &whole);
  uint64_t dropped = 0, unused = 0;
  for (uint32_t i = 0; i < model->matrix_count; i++) {
    const QuellMatrixInfo *matrix = &model->matrices[i];
    const uint32_t rank = profile_rank(profile, matrix->name, matrix->rank);
    const uint64_t numbers = (uint64_t)(matrix->rank - rank) * (matrix->rows + matrix->columns);
    dropped += numbers;
    unused += numbers * uses_of(&model->description, matrix->name);
  }
  *info = (QuellProfileInfo){.name = profile->name,
                             .parameters = whole.parameters - dropped,
                             .macs_per_second = whole.macs_per_second - (double)unused * whole.frames_per_second,
                             .packed_bytes = network_packed_bytes(&model->description, model->file, profile),
                             .scores = profile->scores,
                             .cost = profile->cost};
  return QUELL_OK;
}

uint32_t quell_model_profile_rank(const QuellModel *model, uint32_t profile, uint32_t matrix) {
  if (profile >= model->profiles.count || matrix >= model->matrix_count) return 0;
  return profile_rank(&model->profiles.list[profile], model->matrices[matrix].name, model->matrices[matrix].rank);
}

int quell_model_find_profile(const QuellModel *model, const char *name) {
  return name ? profiles_find(&model->profiles, name) : -1;
}

const char *quell_model_text(const QuellModel *model, const char *key) {
  return model_file_text(model->file, key);
}
