/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "small_corpus.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int make_folder(void **state) {
  *state = small_corpus_folder();
  small_corpus_fill(*state);
  return 0;
}

static int remove_folder(void **state) {
  small_corpus_remove(*state);
  return 0;
}

static Corpus *open_kind(const char *path, CorpusKind kind, size_t bytes, char *message, size_t message_size) {
  const char *paths[] = {path};
  CorpusOptions options = {.cache_bytes = bytes};
  options.paths[kind] = paths;
  options.path_counts[kind] = 1;
  Corpus *corpus;
  message[0] = 0;
  corpus_open(&options, &corpus, message, message_size);
  return corpus;
}

static char *join(const char *folder, const char *name) {
  char *path = NULL;
  if (asprintf(&path, "%s/%s", folder, name) < 0) abort();
  return path;
}

static void a_manifest_gives_only_the_split_that_was_asked_for(void **state) {
  Corpus *train = small_corpus_open(*state, "train", 1 << 24), *all = small_corpus_open(*state, NULL, 1 << 24);
  assert_non_null(train);
  assert_int_equal(corpus_count(train, CORPUS_SPEECH), 5);
  assert_int_equal(corpus_count(train, CORPUS_NOISE), 5);
  assert_int_equal(corpus_count(train, CORPUS_ROOM), 1);
  for (uint32_t i = 0; i < 5; i++)
    assert_null(strstr(corpus_item(train, CORPUS_SPEECH, i)->path, "valid"));
  assert_int_equal(corpus_count(all, CORPUS_SPEECH), 6);
  corpus_free(train);
  corpus_free(all);
}

static void a_manifest_tells_speakers_and_bandwidths(void **state) {
  Corpus *corpus = small_corpus_open(*state, "train", 1 << 24);
  assert_int_equal(corpus_source_count(corpus, CORPUS_SPEECH), 3);
  assert_int_equal(corpus_source(corpus, CORPUS_SPEECH, 1).first, 2);
  assert_int_equal(corpus_source(corpus, CORPUS_SPEECH, 1).count, 2);
  assert_string_equal(corpus_item(corpus, CORPUS_SPEECH, 2)->source, "speaker, 1");
  assert_string_equal(corpus_item(corpus, CORPUS_NOISE, 0)->category, "hiss");
  assert_float_equal(corpus_item(corpus, CORPUS_SPEECH, 1)->bandwidth_hz, 7000, 0);
  assert_int_equal(corpus_wide_count(corpus), 3);
  corpus_free(corpus);
}

static void a_folder_is_searched_in_depth_and_sorted_by_name(void **state) {
  char *folder = join(*state, "deep"), message[512];
  small_corpus_noise(*state, "deep/b/2.wav", 48000, 0.2, 0);
  small_corpus_noise(*state, "deep/a/c/9.wav", 48000, 0.2, 0);
  small_corpus_noise(*state, "deep/b/1.wav", 48000, 0.2, 0);
  small_corpus_text(*state, "deep/b/readme.txt", "no sound");
  Corpus *corpus = open_kind(folder, CORPUS_NOISE, 1 << 20, message, sizeof message);
  assert_non_null(corpus);
  assert_int_equal(corpus_count(corpus, CORPUS_NOISE), 3);
  assert_non_null(strstr(corpus_item(corpus, CORPUS_NOISE, 0)->path, "a/c/9.wav"));
  assert_non_null(strstr(corpus_item(corpus, CORPUS_NOISE, 1)->path, "b/1.wav"));
  corpus_free(corpus);
  free(folder);
}

static void a_list_names_files_beside_itself(void **state) {
  char *list = join(*state, "some.txt"), message[512];
  small_corpus_text(*state, "some.txt", "# a comment\nspeech/train-1.wav\r\n\nspeech/train-0.wav\n");
  Corpus *corpus = open_kind(list, CORPUS_SPEECH, 1 << 20, message, sizeof message);
  assert_non_null(corpus);
  assert_int_equal(corpus_count(corpus, CORPUS_SPEECH), 2);
  CorpusClip clip;
  assert_int_equal(corpus_acquire(corpus, CORPUS_SPEECH, 1, 0, &clip, message, sizeof message), 1);
  corpus_release(corpus, &clip);
  corpus_free(corpus);
  free(list);
}

static void a_missing_folder_is_named(void **state) {
  char message[512];
  (void)state;
  assert_null(open_kind("/nowhere/at/all", CORPUS_NOISE, 1 << 20, message, sizeof message));
  assert_non_null(strstr(message, "/nowhere/at/all"));
  assert_null(strchr(message, '\n'));
}

static void a_folder_without_sound_is_named(void **state) {
  char *folder = join(*state, "empty"), message[512];
  small_corpus_text(*state, "empty/readme.txt", "nothing here");
  assert_null(open_kind(folder, CORPUS_SPEECH, 1 << 20, message, sizeof message));
  assert_non_null(strstr(message, "empty"));
  assert_non_null(strstr(message, "speech"));
  free(folder);
}

static void a_manifest_without_paths_is_refused(void **state) {
  char *manifest = join(*state, "bad.csv"), message[512];
  small_corpus_text(*state, "bad.csv", "file,kind\nx.wav,speech\n");
  assert_null(open_kind(manifest, CORPUS_SPEECH, 1 << 20, message, sizeof message));
  assert_non_null(strstr(message, "path"));
  free(manifest);
}

static void a_split_without_files_is_refused(void **state) {
  const char *manifests[] = {*state};
  CorpusOptions options = {.manifests = manifests, .manifest_count = 1, .split = "test", .cache_bytes = 1 << 20};
  char message[512] = "";
  Corpus *corpus;
  assert_int_equal(corpus_open(&options, &corpus, message, sizeof message), 0);
  assert_true(strlen(message) > 10);
}

static void an_unreadable_file_gives_a_sentence(void **state) {
  char *file = join(*state, "broken.wav"), message[512];
  small_corpus_text(*state, "broken.wav", "this is no sound at all");
  Corpus *corpus = open_kind(file, CORPUS_SPEECH, 1 << 20, message, sizeof message);
  assert_non_null(corpus);
  CorpusClip clip;
  assert_int_equal(corpus_acquire(corpus, CORPUS_SPEECH, 0, 0, &clip, message, sizeof message), 0);
  assert_non_null(strstr(message, "broken.wav"));
  corpus_free(corpus);
  free(file);
}

static void every_rate_becomes_48_khz_at_the_same_level(void **state) {
  static const uint32_t rates[] = {8000, 11025, 22050, 44100, 48000, 96000};
  char *folder = join(*state, "rates"), message[512], name[32];
  for (int r = 0; r < 6; r++) {
    uint32_t count = rates[r];
    float *tone = malloc(count * sizeof *tone);
    for (uint32_t n = 0; n < count; n++)
      tone[n] = 0.25f * sinf(6.2831853f * 1000 * (float)n / (float)rates[r]);
    snprintf(name, sizeof name, "rates/%06u.wav", rates[r]);
    small_corpus_write(*state, name, rates[r], tone, count);
    free(tone);
  }
  Corpus *corpus = open_kind(folder, CORPUS_NOISE, 1 << 24, message, sizeof message);
  for (uint32_t i = 0; i < 6; i++) {
    CorpusClip clip;
    assert_int_equal(corpus_acquire(corpus, CORPUS_NOISE, i, 0, &clip, message, sizeof message), 1);
    assert_in_range(clip.count, 47990, 48010);
    assert_float_equal(clip.active * clip.scale, 0.25 / sqrt(2), 0.002);
    assert_int_equal(clip.source_rate, rates[i]);
    corpus_release(corpus, &clip);
  }
  corpus_free(corpus);
  free(folder);
}

static void a_long_recording_is_read_by_pieces(void **state) {
  char *file = join(*state, "long.wav"), message[512];
  small_corpus_noise(*state, "long.wav", 8000, 150, 1);
  Corpus *corpus = open_kind(file, CORPUS_NOISE, 1 << 25, message, sizeof message);
  CorpusClip first, last;
  assert_int_equal(corpus_acquire(corpus, CORPUS_NOISE, 0, 0, &first, message, sizeof message), 1);
  assert_int_equal(corpus_acquire(corpus, CORPUS_NOISE, 0, 1, &last, message, sizeof message), 1);
  assert_in_range(first.count, 59.9 * 48000, 60.1 * 48000);
  assert_in_range(last.count, 59.9 * 48000, 60.1 * 48000);
  assert_float_equal(last.seconds, 150, 0.01);
  assert_memory_not_equal(first.samples, last.samples, 20000);
  corpus_release(corpus, &first);
  corpus_release(corpus, &last);
  corpus_free(corpus);
  free(file);
}

static void the_cache_stays_within_its_bound(void **state) {
  /* The files are 0.5 to 1 MB each: room for two of them. */
  const size_t bound = 2200000;
  Corpus *corpus = small_corpus_open(*state, NULL, bound);
  char message[512];
  for (int round = 0; round < 3; round++) {
    for (uint32_t i = 0; i < corpus_count(corpus, CORPUS_SPEECH); i++) {
      CorpusClip clip;
      assert_int_equal(corpus_acquire(corpus, CORPUS_SPEECH, i, 0, &clip, message, sizeof message), 1);
      corpus_release(corpus, &clip);
    }
  }
  assert_true(corpus_cache_peak(corpus) <= bound);
  assert_true(corpus_cache_bytes(corpus) > bound / 4);
  corpus_free(corpus);
}

static void what_is_in_use_is_not_dropped(void **state) {
  Corpus *corpus = small_corpus_open(*state, NULL, 1);
  char message[512];
  CorpusClip held, other;
  assert_int_equal(corpus_acquire(corpus, CORPUS_SPEECH, 0, 0, &held, message, sizeof message), 1);
  int16_t *copy = malloc(held.count * sizeof *copy);
  memcpy(copy, held.samples, held.count * sizeof *copy);
  for (uint32_t i = 1; i < 6; i++) {
    assert_int_equal(corpus_acquire(corpus, CORPUS_SPEECH, i, 0, &other, message, sizeof message), 1);
    corpus_release(corpus, &other);
  }
  assert_memory_equal(copy, held.samples, held.count * sizeof *copy);
  corpus_release(corpus, &held);
  assert_int_equal(corpus_cache_bytes(corpus), 0);
  corpus_free(corpus);
  free(copy);
}

static void *read_often(void *context) {
  Corpus *corpus = context;
  char message[512];
  intptr_t failures = 0;
  for (uint32_t i = 0; i < 60; i++) {
    CorpusClip clip;
    if (!corpus_acquire(corpus, CORPUS_NOISE, i % 6, 0, &clip, message, sizeof message)) {
      failures++;
      continue;
    }
    int64_t sum = 0;
    for (uint32_t n = 0; n < clip.count; n++)
      sum += abs(clip.samples[n]);
    failures += sum == 0;
    corpus_release(corpus, &clip);
  }
  return (void *)failures;
}

static void many_threads_may_read_at_once(void **state) {
  Corpus *corpus = small_corpus_open(*state, NULL, 1500000);
  pthread_t threads[4];
  for (int i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, read_often, corpus), 0);
  for (int i = 0; i < 4; i++) {
    void *failures;
    pthread_join(threads[i], &failures);
    assert_null(failures);
  }
  corpus_free(corpus);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_manifest_gives_only_the_split_that_was_asked_for),
      cmocka_unit_test(a_manifest_tells_speakers_and_bandwidths),
      cmocka_unit_test(a_folder_is_searched_in_depth_and_sorted_by_name),
      cmocka_unit_test(a_list_names_files_beside_itself),
      cmocka_unit_test(a_missing_folder_is_named),
      cmocka_unit_test(a_folder_without_sound_is_named),
      cmocka_unit_test(a_manifest_without_paths_is_refused),
      cmocka_unit_test(a_split_without_files_is_refused),
      cmocka_unit_test(an_unreadable_file_gives_a_sentence),
      cmocka_unit_test(every_rate_becomes_48_khz_at_the_same_level),
      cmocka_unit_test(a_long_recording_is_read_by_pieces),
      cmocka_unit_test(the_cache_stays_within_its_bound),
      cmocka_unit_test(what_is_in_use_is_not_dropped),
      cmocka_unit_test(many_threads_may_read_at_once),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
