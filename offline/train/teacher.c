/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "teacher.h"

#include <stdlib.h>
#include <string.h>

void teacher_defaults(TeacherOptions *options) {
  *options = (TeacherOptions){.weight = 0.5};
}

LossShares teacher_shares(const TeacherOptions *options, uint64_t update) {
  if (!options->model) return (LossShares){1, 0};
  if (update < options->updates) return (LossShares){0, 1};
  return (LossShares){1, (float)options->weight};
}

static int same_bands(const NetworkDescription *a, const NetworkDescription *b) {
  return a->band_count == b->band_count && a->filter_bins == b->filter_bins && a->filter_taps == b->filter_taps &&
         memcmp(a->bands_hz, b->bands_hz, a->band_count * sizeof *a->bands_hz) == 0;
}

static QuellStatus load(Teacher *teacher, const ModelFile *model, const NetworkDescription *student,
                        NetworkDescription *description, Message *message) {
  const char *text = model_file_text(model, "network");
  if (!text) return message_set(message, QUELL_OTHER_MODEL, "the teacher holds no network");
  QuellStatus status = network_description_parse(text, description, message);
  if (status == QUELL_OK) status = network_description_check(description, model, message);
  if (status != QUELL_OK) return status;
  if (!same_bands(description, student))
    return message_set(message, QUELL_OTHER_MODEL,
                       "the teacher has other bands or another filter than the network to train");
  if (parameter_layout_init(&teacher->layout, description, model))
    teacher->parameters = calloc(teacher->layout.count, sizeof(float));
  if (teacher->parameters && parameters_load(&teacher->layout, model, "", teacher->parameters)) return QUELL_OK;
  return message_set(message, QUELL_NO_MEMORY, "there is no memory for the teacher");
}

Teacher *teacher_create(const ModelFile *model, const NetworkDescription *student, Message *message) {
  Teacher *teacher = calloc(1, sizeof *teacher);
  NetworkDescription *description = malloc(sizeof *description);
  QuellStatus status = QUELL_NO_MEMORY;
  if (teacher && description)
    status = load(teacher, model, student, description, message);
  else
    message_set(message, QUELL_NO_MEMORY, "there is no memory for the teacher");
  free(description);
  if (status == QUELL_OK) return teacher;
  teacher_free(teacher);
  return NULL;
}

void teacher_free(Teacher *teacher) {
  if (!teacher) return;
  parameter_layout_clear(&teacher->layout);
  free(teacher->parameters);
  free(teacher);
}

size_t teacher_match_layers(const NetworkDescription *student, const NetworkDescription *teacher, int (*pairs)[2]) {
  size_t count = 0;
  for (uint32_t i = 0; i < student->layer_count; i++) {
    const LayerDescription *layer = &student->layers[i];
    const int other = network_description_find(teacher, layer->name);
    if (layer->type == LAYER_DENSE || other < 0 || teacher->layers[other].type != layer->type ||
        teacher->layers[other].size != layer->size || teacher->layers[other].over != layer->over)
      continue;
    pairs[count][0] = (int)i;
    pairs[count++][1] = other;
  }
  return count;
}
