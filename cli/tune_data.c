/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tune_data.h"
#include "eval_pairs.h"
#include "offline/data/mixture.h"
#include "pair_audio.h"

#include <stdio.h>
#include <string.h>

#define MIXTURE_SECONDS 6
#define MIXTURES 40 /* in each part */
#define PATHS_MAX 64
#define CACHE_BYTES ((size_t)1 << 30)

static int add(UtteranceSet *set, const NetworkDescription *description, const char *name, uint32_t rate,
               const float *noisy, const float *clean, size_t samples) {
  if (utterance_set_add(set, description, name, rate, noisy, clean, samples)) return 1;
  complain("there is no memory for '%s'", name);
  return 0;
}

/* ---- Pairs ---- */

static int add_pair(UtteranceSet *set, const NetworkDescription *description, const EvalPair *pair) {
  Audio clean, noisy;
  if (!pair_audio_load(pair->clean, &clean)) return 0;
  int good = pair_audio_load_partner(pair->noisy, pair->clean, &clean, &noisy);
  if (good) {
    good = add(set, description, pair->name, clean.sample_rate, noisy.samples[0], clean.samples[0], clean.frames);
    audio_free(&noisy);
  }
  audio_free(&clean);
  return good;
}

/* Of every four pairs two are for the search, where most is decided. */
static UtteranceSet *part_of_pair(TuneData *data, size_t index, int all_confirm) {
  UtteranceSet *const parts[] = {&data->calibration, &data->search, &data->confirmation, &data->search};
  return all_confirm ? &data->confirmation : parts[index % 4];
}

static int load_pairs(const Arguments *arguments, const NetworkDescription *description, int all_confirm,
                      TuneData *data) {
  EvalPairs pairs;
  if (!eval_pairs_find(argument_text(arguments, "clean"), argument_text(arguments, "noisy"), NULL, &pairs)) return 0;
  int good = pairs.failures == 0;
  if (good && !all_confirm && pairs.count < 6) {
    complain("there are %zu pairs, of which three parts must be made: 6 are needed, 40 and more are better",
             pairs.count);
    good = 0;
  }
  for (size_t i = 0; good && i < pairs.count; i++)
    good = add_pair(part_of_pair(data, i, all_confirm), description, &pairs.pairs[i]);
  eval_pairs_free(&pairs);
  return good;
}

/* ---- Mixtures ---- */

typedef struct {
  const char *paths[PATHS_MAX];
  size_t count;
} Paths;

static int read_paths(const Arguments *arguments, const char *option, Paths *paths) {
  const char *path;
  paths->count = 0;
  while ((path = argument_text_at(arguments, option, paths->count))) {
    if (paths->count == PATHS_MAX) {
      complain("--%s can be given at most %d times", option, PATHS_MAX);
      return 0;
    }
    paths->paths[paths->count++] = path;
  }
  return 1;
}

static int open_corpus(const Arguments *arguments, const char *split, Corpus **corpus) {
  static const char *const kinds[CORPUS_KINDS] = {
      [CORPUS_SPEECH] = "speech", [CORPUS_NOISE] = "noise", [CORPUS_ROOM] = "rooms"};
  Paths manifests, paths[CORPUS_KINDS];
  char text[400];
  if (!read_paths(arguments, "manifest", &manifests)) return 0;
  CorpusOptions options = {.manifests = manifests.paths,
                           .manifest_count = manifests.count,
                           .split = manifests.count ? split : "train",
                           .cache_bytes = CACHE_BYTES};
  for (int kind = 0; kind < CORPUS_KINDS; kind++) {
    if (!read_paths(arguments, kinds[kind], &paths[kind])) return 0;
    options.paths[kind] = paths[kind].paths;
    options.path_counts[kind] = paths[kind].count;
  }
  if (corpus_open(&options, corpus, text, sizeof text)) return 1;
  complain("%s", text);
  return 0;
}

/* Mixtures without speech tell nothing here. */
static int add_mixtures(Corpus *corpus, uint64_t seed, size_t wanted, const NetworkDescription *description,
                        UtteranceSet *set) {
  MixtureRecipe recipe;
  Mixture mixture = {0};
  char text[400], name[64];
  int good = 1;
  mixture_recipe_defaults(&recipe);
  for (uint64_t index = 0; good && set->count < wanted && index < 4 * wanted; index++) {
    good = mixture_make(corpus, &recipe, seed, index, MIXTURE_SECONDS * MIXTURE_RATE, &mixture, text, sizeof text);
    if (!good) complain("%s", text);
    if (!good || mixture.snr_db < -100) continue;
    snprintf(name, sizeof name, "mixture %llu of seed %llu", (unsigned long long)index, (unsigned long long)seed);
    good = add(set, description, name, MIXTURE_RATE, mixture.noisy, mixture.clean, mixture.samples);
  }
  mixture_clear(&mixture);
  return good;
}

static int load_mixtures(const Arguments *arguments, const NetworkDescription *description, int confirm,
                         TuneData *data) {
  Corpus *train = NULL, *valid = NULL;
  int good = open_corpus(arguments, "train", &train) && open_corpus(arguments, "valid", &valid);
  if (good && (!corpus_count(train, CORPUS_SPEECH) || !corpus_count(valid, CORPUS_SPEECH))) {
    complain("no speech is named to be mixed: --speech, or a --manifest with rows of both splits, train and valid");
    good = 0;
  }
  good = good && add_mixtures(train, 1, MIXTURES, description, &data->calibration) &&
         add_mixtures(valid, 2, MIXTURES, description, &data->search) &&
         (!confirm || add_mixtures(valid, 3, MIXTURES, description, &data->confirmation));
  corpus_free(train);
  corpus_free(valid);
  return good;
}

/* ---- Both ---- */

int tune_data_load(const Arguments *arguments, const NetworkDescription *description, TuneData *data) {
  const int clean = argument_given(arguments, "clean"), noisy = argument_given(arguments, "noisy");
  const int mixed = argument_given(arguments, "manifest") || argument_given(arguments, "speech");
  memset(data, 0, sizeof *data);
  if (clean != noisy) {
    complain("--clean and --noisy belong together: two folders with files of the same names");
    return 0;
  }
  if (!clean && !mixed) {
    complain("there is nothing to measure with: name pairs by --clean and --noisy, or recordings to be mixed by "
             "--manifest, or --speech and --noise");
    return 0;
  }
  return (!mixed || load_mixtures(arguments, description, !clean, data)) &&
         (!clean || load_pairs(arguments, description, mixed, data));
}

void tune_data_clear(TuneData *data) {
  utterance_set_clear(&data->calibration);
  utterance_set_clear(&data->search);
  utterance_set_clear(&data->confirmation);
}
