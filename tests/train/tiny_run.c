/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tiny_run.h"
#include "tests/data/small_corpus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void fill_folder(const char *folder) {
  small_corpus_speech(folder, "speech/low.wav", 16000, 4, 3000, 0);
  small_corpus_speech(folder, "speech/high.wav", 16000, 5, 3000, 4);
  small_corpus_noise(folder, "noise/bright.wav", 16000, 4, 0);
  small_corpus_noise(folder, "noise/dark.wav", 16000, 4, 3);
}

void tiny_run_open(TinyRun *run) {
  memset(run, 0, sizeof *run);
  run->message = (Message){run->text, sizeof run->text};
  run->folder = small_corpus_folder();
  fill_folder(run->folder);
  const char *speech = tiny_run_path(run, "speech"), *noise = tiny_run_path(run, "noise");
  const CorpusOptions options = {
      .paths = {&speech, &noise}, .path_counts = {1, 1}, .split = "train", .cache_bytes = 64u << 20};
  if (!corpus_open(&options, &run->corpus, run->text, sizeof run->text)) fail_msg("%s", run->text);
}

void tiny_run_reset(TinyRun *run) {
  mixture_recipe_defaults(&run->recipe);
  const NetworkPlan plan = {.linear_bands = 8,
                            .erb_bands = 12,
                            .top_hz = 16000,
                            .filter_bins = 6,
                            .filter_taps = 2,
                            .input_size = 20,
                            .recurrent_size = 17,
                            .recurrent_layers = 2,
                            .recurrent_type = LAYER_GRU};
  assert_true(network_plan_describe(&plan, &run->description));
  trainer_defaults(&run->options);
  run->options.optimiser.warm_up = 5;
  run->options.optimiser.updates = 100;
  run->options.batch = 5; /* shards of 2 and 3 */
  run->options.frames = 20;
  run->options.seconds = 1;
  run->options.threads = 1;
}

void tiny_run_close(TinyRun *run) {
  corpus_free(run->corpus);
  small_corpus_remove(run->folder);
}

Trainer *tiny_run_trainer(TinyRun *run) {
  Trainer *trainer = trainer_create(&run->options, &run->description, NULL, run->corpus, &run->recipe, &run->message);
  if (!trainer) fail_msg("%s", run->text);
  return trainer;
}

void tiny_run_update(TinyRun *run, Trainer *trainer, unsigned updates) {
  for (unsigned i = 0; i < updates; i++)
    if (trainer_update(trainer, &run->message) != TRAINER_OK) fail_msg("%s", run->text);
}

const char *tiny_run_path(const TinyRun *run, const char *name) {
  static char paths[8][512];
  static unsigned next;
  char *path = paths[next++ % 8];
  snprintf(path, sizeof paths[0], "%s/%s", run->folder, name);
  return path;
}

static char *read_bytes(const char *path, size_t *size) {
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  fseek(stream, 0, SEEK_END);
  *size = (size_t)ftell(stream);
  rewind(stream);
  char *bytes = malloc(*size);
  assert_int_equal(fread(bytes, 1, *size, stream), *size);
  fclose(stream);
  return bytes;
}

static void assert_same_files(const char *path_a, const char *path_b) {
  size_t size_a, size_b;
  char *a = read_bytes(path_a, &size_a), *b = read_bytes(path_b, &size_b);
  assert_int_equal(size_a, size_b);
  assert_memory_equal(a, b, size_a);
  free(a);
  free(b);
}

static void write_model(TinyRun *run, const Trainer *trainer, const char *path) {
  ModelFile *model = trainer_model(trainer);
  assert_non_null(model);
  assert_int_equal(model_file_write(model, path, &run->message), QUELL_OK);
  model_file_free(model);
}

void tiny_run_assert_same(TinyRun *run, const Trainer *a, const Trainer *b) {
  const char *path_a = tiny_run_path(run, "a"), *path_b = tiny_run_path(run, "b");
  assert_int_equal(trainer_save(a, path_a, &run->message), QUELL_OK);
  assert_int_equal(trainer_save(b, path_b, &run->message), QUELL_OK);
  assert_same_files(path_a, path_b);
  write_model(run, a, path_a);
  write_model(run, b, path_b);
  assert_same_files(path_a, path_b);
}
