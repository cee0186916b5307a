/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time of a recurrent layer for one frame, dense against factored, as the engine runs it: hot, with all weights in the
 * caches, and cold, after other data have pushed them out. Beside the speed-up stands how many times fewer parameters
 * the layer has. Both kinds are timed by turns, so that they meet the same machine; each figure is the median of the
 * rounds for cold runs and the fastest round for hot ones.
 */
#include "engine/network.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOT_ROUNDS 60
#define HOT_NS 2e5
#define COLD_ROUNDS 41
#define FLUSH_BYTES ((size_t)64 << 20)

static const uint32_t sizes[] = {128, 256, 384};
static const uint32_t ranks[] = {4, 7, 8, 9, 12, 16, 18, 24, 32, 64};
#define SIZES (sizeof sizes / sizeof sizes[0])
#define RANKS (sizeof ranks / sizeof ranks[0])

typedef struct {
  NetworkDescription description;
  ModelFile *file;
  Network *network;
  NetworkState *state;
  float *features;
  size_t parameters; /* of the recurrent layer */
} Case;

static void stop(const char *what) {
  fprintf(stderr, "benchmark: %s\n", what);
  exit(EXIT_FAILURE);
}

static double now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

/* ---- Networks of one recurrent layer ---- */

static void add(Case *c, const char *name, uint32_t rows, uint32_t columns, int dimensions) {
  Tensor *tensor = model_file_add(c->file, name, rows, columns, dimensions);
  if (!tensor) stop("out of memory");
  for (size_t i = 0; i < (size_t)rows * columns; i++)
    tensor->values[i] = (float)((i * 2654435761u >> 8) % 1000) * 1e-4f - 0.05f;
  if (strncmp(name, "memory.", strlen("memory.")) == 0) c->parameters += (size_t)rows * columns;
}

static void add_matrix(Case *c, const char *name, uint32_t rows, uint32_t columns, uint32_t rank) {
  char part[64];
  if (!rank) {
    add(c, name, rows, columns, 2);
    return;
  }
  snprintf(part, sizeof part, "%s.left", name);
  add(c, part, rows, rank, 2);
  snprintf(part, sizeof part, "%s.right", name);
  add(c, part, rank, columns, 2);
}

/* A layer of that size whose input is as wide; the features come through a small dense layer, which is not timed. */
static void open_case(Case *c, uint32_t size, uint32_t rank, const Kernels *kernels) {
  char json[600], text[300];
  Message message = {text, sizeof text};
  snprintf(json, sizeof json,
           "{\"version\": 1, \"bands_hz\": [1000], \"filter\": {\"bins\": 0, \"taps\": 0}, \"layers\": ["
           "{\"name\": \"in\", \"type\": \"dense\", \"size\": %u, \"inputs\": [\"features\"]},"
           "{\"name\": \"memory\", \"type\": \"gru\", \"size\": %u, \"inputs\": [\"in\"]},"
           "{\"name\": \"gains\", \"type\": \"dense\", \"size\": 1, \"inputs\": [\"memory\"]}]}",
           size, size);
  *c = (Case){.file = model_file_new()};
  if (!c->file || network_description_parse(json, &c->description, &message) != QUELL_OK) stop(text);
  add(c, "in.weight", size, c->description.feature_count, 2);
  add(c, "in.bias", size, 1, 1);
  add_matrix(c, "memory.weight_ih_l0", 3 * size, size, rank);
  add_matrix(c, "memory.weight_hh_l0", 3 * size, size, rank);
  add(c, "memory.bias_ih_l0", 3 * size, 1, 1);
  add(c, "memory.bias_hh_l0", 3 * size, 1, 1);
  add(c, "gains.weight", 1, size, 2);
  add(c, "gains.bias", 1, 1, 1);
  c->network = network_create(&c->description, c->file, kernels);
  c->state = c->network ? network_state_create(c->network) : NULL;
  c->features = calloc(c->description.feature_count, sizeof *c->features);
  if (!c->state || !c->features) stop("out of memory");
  network_run(c->network, c->state, c->features);
}

static void close_case(Case *c) {
  network_state_free(c->state);
  network_free(c->network);
  model_file_free(c->file);
  free(c->features);
}

/* ---- Time ---- */

static double run_ns(const Case *c, size_t repeats) {
  const double start = now_ns();
  for (size_t i = 0; i < repeats; i++)
    network_run_layer(c->network, c->state, 1, c->features);
  return (now_ns() - start) / (double)repeats;
}

static void time_hot(const Case *cases, size_t count, double *ns) {
  size_t repeats[RANKS + 1];
  for (size_t i = 0; i < count; i++) {
    ns[i] = run_ns(&cases[i], 20);
    repeats[i] = 1 + (size_t)(HOT_NS / ns[i]);
  }
  for (int round = 0; round < HOT_ROUNDS; round++)
    for (size_t i = 0; i < count; i++) {
      run_ns(&cases[i], 2); /* brings the weights back */
      const double time = run_ns(&cases[i], repeats[i]);
      if (time < ns[i]) ns[i] = time;
    }
}

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void time_cold(const Case *cases, size_t count, double *ns) {
  static double times[RANKS + 1][COLD_ROUNDS];
  volatile unsigned char *other = calloc(1, FLUSH_BYTES);
  if (!other) stop("out of memory");
  for (int round = 0; round < COLD_ROUNDS; round++)
    for (size_t i = 0; i < count; i++) {
      for (size_t byte = 0; byte < FLUSH_BYTES; byte += 64)
        other[byte]++;
      times[i][round] = run_ns(&cases[i], 1);
    }
  free((void *)other);
  for (size_t i = 0; i < count; i++) {
    qsort(times[i], COLD_ROUNDS, sizeof times[i][0], by_value);
    ns[i] = times[i][COLD_ROUNDS / 2];
  }
}

static void bench(uint32_t size, const Kernels *kernels) {
  Case cases[RANKS + 1];
  double hot[RANKS + 1], cold[RANKS + 1];
  open_case(&cases[0], size, 0, kernels);
  for (size_t i = 0; i < RANKS; i++)
    open_case(&cases[i + 1], size, ranks[i], kernels);
  time_hot(cases, RANKS + 1, hot);
  time_cold(cases, RANKS + 1, cold);
  printf("\nGRU of %u, %s\n%6s %12s %8s %10s %8s %10s %8s\n", size, kernels->name, "rank", "parameters", "fewer",
         "hot ns", "faster", "cold ns", "faster");
  for (size_t i = 0; i <= RANKS; i++) {
    char rank[16] = "dense";
    if (i) snprintf(rank, sizeof rank, "%u", ranks[i - 1]);
    printf("%6s %12zu %7.1fx %10.0f %7.1fx %10.0f %7.1fx\n", rank, cases[i].parameters,
           (double)cases[0].parameters / (double)cases[i].parameters, hot[i], hot[0] / hot[i], cold[i],
           cold[0] / cold[i]);
    close_case(&cases[i]);
  }
}

int main(int argc, char **argv) {
  for (size_t k = 0; kernels_at(k); k++)
    for (size_t i = 0; i < SIZES; i++)
      if (argc < 2 || strcmp(argv[1], kernels_at(k)->name) == 0) bench(sizes[i], kernels_at(k));
  return EXIT_SUCCESS;
}
