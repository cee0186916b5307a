/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "run_options.h"
#include "trainer.h"
#include "trainer_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECKPOINT_FORMAT "quell-checkpoint-2"

ModelFile *trainer_model(const Trainer *trainer) {
  ModelFile *file = model_file_new();
  char *text = network_description_format(&trainer->layout.description);
  if (file && text && model_file_set_text(file, "network", text) == QUELL_OK &&
      parameters_store(&trainer->layout, file, "", trainer->state.average)) {
    free(text);
    return file;
  }
  free(text);
  model_file_free(file);
  return NULL;
}

static int set_number(ModelFile *file, const char *key, uint64_t value) {
  char text[32];
  snprintf(text, sizeof text, "%" PRIu64, value);
  return model_file_set_text(file, key, text) == QUELL_OK;
}

static int get_number(const ModelFile *file, const char *key, uint64_t *value) {
  const char *text = model_file_text(file, key);
  return text && sscanf(text, "%" SCNu64, value) == 1;
}

/* Sequences of all shards under one number. */
static SequencePlace *sequence_place(const Trainer *trainer, size_t sequence) {
  for (size_t i = 0; i < trainer->options.shards; i++) {
    if (sequence < shard_count(trainer->shards[i])) return shard_place(trainer->shards[i], sequence);
    sequence -= shard_count(trainer->shards[i]);
  }
  return NULL;
}

static int store_state(ModelFile *file, size_t sequence, const char *what, const float *state, size_t size) {
  char key[64];
  snprintf(key, sizeof key, "sequence.%zu.%s", sequence, what);
  Tensor *tensor = size ? model_file_add(file, key, (uint32_t)size, 1, 1) : NULL;
  if (tensor) memcpy(tensor->values, state, size * sizeof *state);
  return tensor || !size;
}

static int load_state(const ModelFile *file, size_t sequence, const char *what, float *state, size_t size) {
  char key[64];
  snprintf(key, sizeof key, "sequence.%zu.%s", sequence, what);
  const Tensor *tensor = model_file_tensor(file, key);
  if (size && (!tensor || tensor->rows != size)) return 0;
  if (size) memcpy(state, tensor->values, size * sizeof *state);
  return 1;
}

static size_t taught_size(const Trainer *trainer) {
  return trainer->teacher ? batch_network_state_size(&trainer->teacher->layout) : 0;
}

static int store_sequence(const Trainer *trainer, ModelFile *file, size_t sequence) {
  const SequencePlace *place = sequence_place(trainer, sequence);
  char key[64];
  snprintf(key, sizeof key, "sequence.%zu.play", sequence);
  int good = set_number(file, key, place->play);
  snprintf(key, sizeof key, "sequence.%zu.position", sequence);
  good = good && set_number(file, key, place->position);
  return good && store_state(file, sequence, "state", place->state, batch_network_state_size(&trainer->layout)) &&
         store_state(file, sequence, "taught", place->taught, taught_size(trainer));
}

static int load_sequence(Trainer *trainer, const ModelFile *file, size_t sequence) {
  SequencePlace *place = sequence_place(trainer, sequence);
  char key[64];
  uint64_t position = 0;
  snprintf(key, sizeof key, "sequence.%zu.play", sequence);
  int good = get_number(file, key, &place->play);
  snprintf(key, sizeof key, "sequence.%zu.position", sequence);
  good = good && get_number(file, key, &position);
  /* Pieces follow one another without gaps from the start of an example. */
  if (!good || position > shard_example_frames(trainer->shards[0]) || position % trainer->options.frames) return 0;
  place->position = (size_t)position;
  place->loaded = 0;
  return load_state(file, sequence, "state", place->state, batch_network_state_size(&trainer->layout)) &&
         load_state(file, sequence, "taught", place->taught, taught_size(trainer));
}

static int store(const Trainer *trainer, ModelFile *file) {
  const OptimiserState *state = &trainer->state;
  int good = model_file_set_text(file, "checkpoint", CHECKPOINT_FORMAT) == QUELL_OK &&
             set_number(file, "updates", state->updates) && set_number(file, "seed", trainer->options.seed) &&
             parameters_store(&trainer->layout, file, "parameters.", state->parameters) &&
             parameters_store(&trainer->layout, file, "average.", state->average) &&
             parameters_store(&trainer->layout, file, "first.", state->first) &&
             parameters_store(&trainer->layout, file, "second.", state->second) &&
             (!trainer->subgradient || parameters_store(&trainer->layout, file, "nuclear.", trainer->subgradient)) &&
             run_options_store(trainer, file);
  for (size_t i = 0; good && i < trainer->options.batch; i++)
    good = store_sequence(trainer, file, i);
  return good;
}

QuellStatus trainer_save(const Trainer *trainer, const char *path, Message *message) {
  ModelFile *file = model_file_new();
  QuellStatus status;
  if (file && store(trainer, file))
    status = model_file_write(file, path, message);
  else
    status = message_set(message, QUELL_NO_MEMORY, "there is no memory for a checkpoint");
  model_file_free(file);
  return status;
}

static int load(Trainer *trainer, const ModelFile *file) {
  OptimiserState *state = &trainer->state;
  int good = get_number(file, "updates", &state->updates) &&
             parameters_load(&trainer->layout, file, "parameters.", state->parameters) &&
             parameters_load(&trainer->layout, file, "average.", state->average) &&
             parameters_load(&trainer->layout, file, "first.", state->first) &&
             parameters_load(&trainer->layout, file, "second.", state->second) &&
             (!trainer->subgradient || parameters_load(&trainer->layout, file, "nuclear.", trainer->subgradient));
  for (size_t i = 0; good && i < trainer->options.batch; i++)
    good = load_sequence(trainer, file, i);
  char further[64];
  snprintf(further, sizeof further, "sequence.%zu.play", trainer->options.batch);
  return good && !model_file_text(file, further);
}

static QuellStatus take(Trainer *trainer, const ModelFile *file, const char *path, Message *message) {
  const char *format = model_file_text(file, "checkpoint");
  uint64_t seed = 0;
  const int is_one = format && strcmp(format, CHECKPOINT_FORMAT) == 0 && get_number(file, "seed", &seed);
  const QuellStatus status = is_one ? run_options_compare(trainer, file, path, message) : QUELL_OK;
  if (status != QUELL_OK || (is_one && seed == trainer->options.seed && load(trainer, file))) return status;
  return message_set(message, QUELL_OTHER_MODEL,
                     "'%s' is no checkpoint of this run: network, batch, frames and seed must be the same", path);
}

QuellStatus trainer_resume(Trainer *trainer, const char *path, Message *message) {
  ModelFile *file;
  QuellStatus status = model_file_read(path, &file, message);
  if (status == QUELL_OK) status = take(trainer, file, path, message);
  model_file_free(file);
  return status;
}
