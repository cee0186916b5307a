/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "run_options.h"
#include "trainer_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  const char *name;
  char value[32];
} RunOption;

#define OPTIONS_MAX 40

typedef struct {
  RunOption options[OPTIONS_MAX];
  size_t count;
} OptionList;

static void add_number(OptionList *list, const char *name, double value) {
  RunOption *option = &list->options[list->count++];
  option->name = name;
  snprintf(option->value, sizeof option->value, "%.9g", value);
}

static void add_text(OptionList *list, const char *name, const char *value) {
  RunOption *option = &list->options[list->count++];
  option->name = name;
  snprintf(option->value, sizeof option->value, "%s", value);
}

/* A teacher is known by its weights (Fowler, Noll, Vo: FNV-1a). */
static uint64_t fingerprint(const Teacher *teacher) {
  const unsigned char *bytes = (const unsigned char *)teacher->parameters;
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < teacher->layout.count * sizeof *teacher->parameters; i++)
    hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
  return hash;
}

static void add_teacher(OptionList *list, const Trainer *trainer) {
  const TeacherOptions *options = &trainer->options.teacher;
  RunOption *option = &list->options[list->count++];
  option->name = "teacher";
  strcpy(option->value, "none");
  if (!trainer->teacher) return;
  snprintf(option->value, sizeof option->value, "%016" PRIx64, fingerprint(trainer->teacher));
  add_number(list, "teacher-weight", options->weight);
  add_number(list, "teacher-updates", (double)options->updates);
  add_number(list, "teacher-states", options->states_weight);
}

static void add_low_rank(OptionList *list, const LowRankOptions *options) {
  add_number(list, "nuclear-weight", options->nuclear_weight);
  if (options->nuclear_weight > 0) {
    add_number(list, "nuclear-ramp", (double)options->ramp_from);
    add_number(list, "nuclear-ramp", (double)options->ramp_to);
    add_number(list, "nuclear-every", (double)options->nuclear_every);
  }
  add_number(list, "hard-rank", options->cut_rank);
  if (options->cut_rank) {
    add_number(list, "hard-rank-every", (double)options->cut_every);
    add_number(list, "hard-rank-last", (double)options->cut_last);
  }
  add_number(list, "low-rank-all", options->all_layers);
  add_number(list, "trace-norm", options->trace_weight);
}

static void list_options(const Trainer *trainer, OptionList *list) {
  const TrainerOptions *options = &trainer->options;
  list->count = 0;
  add_number(list, "seed", (double)options->seed);
  add_number(list, "updates", (double)options->optimiser.updates);
  add_number(list, "batch", (double)options->batch);
  add_number(list, "frames", (double)options->frames);
  add_text(list, "optimiser", optimiser_method_name(options->optimiser.method));
  add_number(list, "passes", (double)options->passes);
  add_number(list, "rate", options->optimiser.rate);
  add_number(list, "under-weight", options->weights.under_weight);
  add_number(list, "complex-weight", options->weights.complex_weight);
  add_number(list, "distortion-weight", options->weights.distortion_weight);
  add_number(list, "snr-mean", trainer->recipe->snr_mean);
  add_number(list, "speech", corpus_count(trainer->corpus, CORPUS_SPEECH));
  add_number(list, "noise", corpus_count(trainer->corpus, CORPUS_NOISE));
  add_number(list, "rooms", corpus_count(trainer->corpus, CORPUS_ROOM));
  add_number(list, "nested", options->nested);
  add_teacher(list, trainer);
  add_low_rank(list, &options->low_rank);
}

/* Options with two values take two keys. */
static void option_key(const OptionList *list, size_t index, char *key, size_t size) {
  const int second = index && strcmp(list->options[index].name, list->options[index - 1].name) == 0;
  snprintf(key, size, "option.%s%s", list->options[index].name, second ? ".2" : "");
}

int run_options_store(const Trainer *trainer, ModelFile *checkpoint) {
  OptionList list;
  list_options(trainer, &list);
  int good = 1;
  for (size_t i = 0; good && i < list.count; i++) {
    char key[64];
    option_key(&list, i, key, sizeof key);
    good = model_file_set_text(checkpoint, key, list.options[i].value) == QUELL_OK;
  }
  return good;
}

static int is_recordings(const char *name) {
  return strcmp(name, "speech") == 0 || strcmp(name, "noise") == 0 || strcmp(name, "rooms") == 0;
}

static QuellStatus name_difference(const RunOption *option, const char *before, const char *path, Message *message) {
  if (is_recordings(option->name))
    return message_set(message, QUELL_OTHER_MODEL,
                       "'%s' is no checkpoint of this run: it had %s recordings of %s, now there are %s", path, before,
                       option->name, option->value);
  if (strcmp(option->name, "teacher") == 0)
    return message_set(message, QUELL_OTHER_MODEL, "'%s' is no checkpoint of this run: it had %s", path,
                       strcmp(before, "none") == 0          ? "no --teacher"
                       : strcmp(option->value, "none") == 0 ? "a --teacher"
                                                            : "another --teacher");
  return message_set(message, QUELL_OTHER_MODEL, "'%s' is no checkpoint of this run: it had --%s %s, not %s", path,
                     option->name, before, option->value);
}

QuellStatus run_options_compare(const Trainer *trainer, const ModelFile *checkpoint, const char *path,
                                Message *message) {
  OptionList list;
  list_options(trainer, &list);
  for (size_t i = 0; i < list.count; i++) {
    char key[64];
    option_key(&list, i, key, sizeof key);
    const char *before = model_file_text(checkpoint, key);
    if (before && strcmp(before, list.options[i].value) != 0)
      return name_difference(&list.options[i], before, path, message);
  }
  return QUELL_OK;
}
