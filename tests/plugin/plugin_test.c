/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "plugin_test.h"

#include "tests/small_model.h"

#include <unistd.h>

float *engine_output(QuellModel *model, uint32_t rate, const float *input, size_t frames, int parameter, float value) {
  QuellDenoiser *denoiser = make_denoiser(model, rate, 1, 0);
  if (parameter >= 0) assert_int_equal(quell_denoiser_set(denoiser, (QuellParameter)parameter, value), QUELL_OK);
  quell_denoiser_reset(denoiser);
  float *output = silence(frames);
  run(denoiser, input, output, frames);
  quell_denoiser_free(denoiser);
  return output;
}

void model_file_save(ModelFile *file, const char *name, char path[256], char folder[256]) {
  char text[256] = "";
  snprintf(folder, 256, "/tmp/quell-plugin-XXXXXX");
  assert_non_null(mkdtemp(folder));
  snprintf(path, 256, "%.200s/%s.safetensors", folder, name);
  assert_int_equal(model_file_write(file, path, &(Message){text, sizeof text}), QUELL_OK);
  model_file_free(file);
}

void model_file_make(unsigned kind, char path[256], char folder[256]) {
  char name[32];
  snprintf(name, sizeof name, "model-%u", kind);
  model_file_save(small_model_make(kind), name, path, folder);
}

void model_file_remove(const char *path, const char *folder) {
  unlink(path);
  rmdir(folder);
}

float *plugin_output(Host *host, const float *input, size_t frames, uint32_t block) {
  float *output = silence(frames);
  host_stream(host, &input, &output, frames, block);
  return output;
}

double resident_bytes(void) {
  long total = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%ld %ld", &total, &resident) != 2) resident = 0;
  if (file) fclose(file);
  return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

TwoModels *two_models_make(uint32_t rate, size_t count) {
  TwoModels *two = calloc(1, sizeof *two);
  assert_non_null(two);
  model_file_make(1, two->path, two->folder);
  two->input = noisy_speech(count, rate, 3900, 1);
  QuellModel *built_in = default_model(), *small = small_model(1);
  two->built_in = denoised(built_in, rate, two->input, count);
  two->small = denoised(small, rate, two->input, count);
  quell_model_free(built_in);
  quell_model_free(small);
  return two;
}

int two_models_free(void **state) {
  TwoModels *two = *state;
  model_file_remove(two->path, two->folder);
  free(two->input);
  free(two->built_in);
  free(two->small);
  free(two);
  return 0;
}
