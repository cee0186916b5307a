/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How fast the engine is on this machine, stage by stage.
 */
#include "bench_report.h"
#include "bench_signal.h"
#include "bench_transform.h"
#include "command.h"
#include "frame_layout.h"
#include "model_option.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIGNAL_SECONDS 4

static int check_kernels(const char *wanted) {
  char known[256] = "";
  const char *name;
  for (uint32_t i = 0; (name = quell_kernel_name(i)); i++) {
    if (!wanted || strcmp(name, wanted) == 0) return 1;
    const size_t length = strlen(known);
    snprintf(known + length, sizeof known - length, "%s%s", i ? ", " : "", name);
  }
  complain("this processor runs no kernels of the name '%s'; it runs %s", wanted, known);
  return 0;
}

static int measure(QuellDenoiser *denoiser, double seconds, BenchReport *report) {
  const size_t frames = (size_t)SIGNAL_SECONDS * report->sample_rate;
  float *signal = bench_signal(frames, report->sample_rate);
  const int done = signal && bench_stages(denoiser, signal, frames, seconds, &report->stages) &&
                   bench_transform(report->window, seconds, &report->transform) &&
                   bench_transform(PEER_TRANSFORM_POINTS, seconds, &report->peer_transform);
  free(signal);
  if (!done) complain("out of memory");
  return done;
}

static int bench_model(const Arguments *arguments, QuellModel *model, const QuellConfig *config, double seconds) {
  uint32_t profile;
  QuellProfileInfo info;
  if (!choose_profile(model, argument_text(arguments, "profile"), &profile)) return EXIT_USAGE;
  quell_model_profile(model, profile, &info);
  QuellDenoiser *denoiser;
  const QuellStatus status = quell_denoiser_create(model, config, &denoiser);
  if (status != QUELL_OK) {
    complain("the model cannot be run: %s", quell_status_text(status));
    return EXIT_FAILED;
  }
  quell_denoiser_set_profile(denoiser, profile);
  const FrameLayout layout = frame_layout(config->sample_rate);
  BenchReport report = {.model = model_name(model, "without a name"),
                        .profile = info.name,
                        .kernels = quell_denoiser_kernels(denoiser),
                        .sample_rate = config->sample_rate,
                        .hop = layout.hop,
                        .window = layout.window};
  int exit_code = EXIT_FAILED;
  if (measure(denoiser, seconds, &report)) {
    exit_code = EXIT_DONE;
    if (argument_given(arguments, "json"))
      exit_code = bench_report_print_json(&report);
    else
      bench_report_print(&report);
  }
  quell_denoiser_free(denoiser);
  return exit_code;
}

static int run(const Arguments *arguments) {
  QuellConfig config;
  quell_config_defaults(&config);
  double seconds = 1;
  long long rate = config.sample_rate;
  config.kernels = argument_text(arguments, "kernels");
  if (!argument_number(arguments, "seconds", 0.01, 600, &seconds) ||
      !argument_whole(arguments, "rate", QUELL_SAMPLE_RATE_MIN, QUELL_SAMPLE_RATE_MAX, &rate) ||
      !check_kernels(config.kernels))
    return EXIT_USAGE;
  config.sample_rate = (uint32_t)rate;
  QuellModel *model = open_model(argument_text(arguments, "model"));
  if (!model) return EXIT_FAILED;
  const int exit_code = bench_model(arguments, model, &config, seconds);
  quell_model_free(model);
  return exit_code;
}

static const Option options[] = {
    {"model", 'm', "FILE", "model to run; default: the one that is built in"},
    {"profile", 'p', "NAME", "profile of the model, as quell info lists them; default: the best"},
    {"rate", 'r', "Hz", "sample rate, 8000 to 192000; default 48000"},
    {"kernels", 'k', "NAME", "set of vector kernels: plain, avx2 ...; default: the fastest"},
    {"seconds", 's', "S", "time that each of the six measurements takes; default 1"},
    {"json", 0, NULL, "print JSON"},
    {0},
};

const Command command_bench = {
    .name = "bench",
    .summary = "measure how fast the engine is on this machine",
    .arguments = "",
    .description = "Times each stage of a frame of 10 ms and the whole, with caches hot and cold, beside a bare FFT of "
                   "the same size "
                   "measured in the same run and the published figures of other denoisers. Uses one core.",
    .example = "quell bench --seconds 5",
    .options = options,
    .run = run,
};
