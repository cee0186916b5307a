/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bench_report.h"

#include "json_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of that machine, on which the other denoisers were measured. */
#define PEER_TRANSFORM_US 2.3
static const char peer_source[] =
    "one core of another machine, a virtual server of the Zen 3 class with AVX2; 60 s of mono "
    "speech in noise, median of five passes; not measured in this run";

typedef struct {
  const char *name, *how;
  double microseconds; /* for 10 ms */
} Peer;

static const Peer peers[] = {
#define PEER(name, how, microseconds) {name, how, microseconds},
#include "bench_peers.def"
#undef PEER
};
#define PEER_COUNT (sizeof peers / sizeof *peers)

static void processor_name(char *name, size_t size) {
  snprintf(name, size, "unknown processor");
  FILE *file = fopen("/proc/cpuinfo", "r");
  if (!file) return;
  char line[256];
  while (fgets(line, sizeof line, file)) {
    const char *colon = strchr(line, ':');
    if (strncmp(line, "model name", 10) != 0 || !colon) continue;
    snprintf(name, size, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
    break;
  }
  fclose(file);
}

static double hop_ns(const BenchReport *report) {
  return 1e9 * report->hop / report->sample_rate;
}

static double real_time_factor(const BenchReport *report, Timing process) {
  return process.median_ns / hop_ns(report);
}

/* For 10 ms, as the other denoisers' figures: a hop is a little shorter at some rates. */
static double process_us(const BenchReport *report) {
  return 1e4 * real_time_factor(report, report->stages.process_hot);
}

static double process_in_transforms(const BenchReport *report) {
  return 1000 * process_us(report) / report->peer_transform.median_ns;
}

static Timing sum_of_stages(const BenchStages *stages, const Timing *timings) {
  Timing sum = {0};
  for (size_t i = 0; i < stages->stage_count; i++) {
    sum.median_ns += timings[i].median_ns;
    sum.minimum_ns += timings[i].minimum_ns;
  }
  return sum;
}

/* ---- Table
 * ----------------------------------------------------------------------------------------------------------- */

static void print_row(const char *name, Timing hot, Timing cold, double whole) {
  printf("%-20.20s%11.0f%11.0f%7.1f %%%11.0f%11.0f\n", name, hot.median_ns, hot.minimum_ns, 100 * hot.median_ns / whole,
         cold.median_ns, cold.minimum_ns);
}

static void print_stages(const BenchStages *stages) {
  const Timing hot = sum_of_stages(stages, stages->hot), cold = sum_of_stages(stages, stages->cold);
  printf("%-20s%31s%22s\n", "ns a frame", "caches hot", "caches cold");
  printf("%-20s%11s%11s%9s%11s%11s\n", "stage", "median", "min", "share", "median", "min");
  for (size_t i = 0; i < stages->stage_count; i++)
    print_row(stages->names[i], stages->hot[i], stages->cold[i], hot.median_ns);
  print_row("sum of the stages", hot, cold, hot.median_ns);
  print_row("process()", stages->process_hot, stages->process_cold, hot.median_ns);
}

static void print_transform(uint32_t points, Timing timing) {
  printf("bare FFTW, forward and inverse, %4" PRIu32 " points: median %.2f us, min %.2f us\n", points,
         timing.median_ns / 1000, timing.minimum_ns / 1000);
}

static void print_peers(const BenchReport *report) {
  printf("\n%-26s%-38s%7s%8s\n", "for 10 ms of mono sound", "", "us", "FFTs");
  printf("%-26s%-38s%7.0f%8.0f\n", "Quell, in this run", report->kernels, process_us(report),
         process_in_transforms(report));
  for (size_t i = 0; i < PEER_COUNT; i++)
    printf("%-26s%-38s%7.0f%8.0f\n", peers[i].name, peers[i].how, peers[i].microseconds,
           peers[i].microseconds / PEER_TRANSFORM_US);
  printf("FFTs: the same time in pairs of %d-point transforms of the machine it was measured on (%.2f us here,\n%g us "
         "there), a measure that depends less on the machine.\nThe others: %s.\n",
         PEER_TRANSFORM_POINTS, report->peer_transform.median_ns / 1000, PEER_TRANSFORM_US, peer_source);
}

void bench_report_print(const BenchReport *report) {
  const BenchStages *stages = &report->stages;
  char processor[128];
  processor_name(processor, sizeof processor);
  printf("Quell %s, model %s, profile %s, kernels %s\n%s, one core\n", quell_version(), report->model, report->profile,
         report->kernels, processor);
  printf("%" PRIu32 " Hz, mono, hop of %" PRIu32 " samples, window of %" PRIu32 "; %zu frames hot, %zu cold\n"
         "cold: %zu MiB of other memory walked through before each frame\n\n",
         report->sample_rate, report->hop, report->window, stages->hot_frames, stages->cold_frames,
         stages->swept_bytes >> 20);
  print_stages(stages);
  const double hot = real_time_factor(report, stages->process_hot),
               cold = real_time_factor(report, stages->process_cold);
  printf("\nreal-time factor: %.5f hot (%.0f times faster than real time), %.5f cold\n", hot, 1 / hot, cold);
  print_transform(report->window, report->transform);
  print_transform(PEER_TRANSFORM_POINTS, report->peer_transform);
  print_peers(report);
}

/* ---- JSON
 * ------------------------------------------------------------------------------------------------------------ */

static json_t *timing_to_json(Timing timing) {
  json_t *object = json_object();
  json_object_set_new(object, "median_ns", json_real(timing.median_ns));
  json_object_set_new(object, "min_ns", json_real(timing.minimum_ns));
  return object;
}

static json_t *hot_and_cold_to_json(const char *name, Timing hot, Timing cold) {
  json_t *object = json_object();
  if (name) json_object_set_new(object, "name", json_string(name));
  json_object_set_new(object, "hot", timing_to_json(hot));
  json_object_set_new(object, "cold", timing_to_json(cold));
  return object;
}

static json_t *stages_to_json(const BenchStages *stages) {
  json_t *list = json_array();
  for (size_t i = 0; i < stages->stage_count; i++)
    json_array_append_new(list, hot_and_cold_to_json(stages->names[i], stages->hot[i], stages->cold[i]));
  return list;
}

static json_t *transform_to_json(uint32_t points, Timing timing) {
  json_t *object = timing_to_json(timing);
  json_object_set_new(object, "points", json_integer(points));
  return object;
}

static json_t *peers_to_json(void) {
  json_t *object = json_object(), *list = json_array();
  for (size_t i = 0; i < PEER_COUNT; i++) {
    json_t *peer = json_object();
    json_object_set_new(peer, "name", json_string(peers[i].name));
    json_object_set_new(peer, "how", json_string(peers[i].how));
    json_object_set_new(peer, "microseconds", json_real(peers[i].microseconds));
    json_object_set_new(peer, "transforms", json_real(peers[i].microseconds / PEER_TRANSFORM_US));
    json_array_append_new(list, peer);
  }
  json_object_set_new(object, "source", json_string(peer_source));
  json_object_set_new(object, "transform_microseconds", json_real(PEER_TRANSFORM_US));
  json_object_set_new(object, "denoisers", list);
  return object;
}

int bench_report_print_json(const BenchReport *report) {
  const BenchStages *stages = &report->stages;
  char processor[128];
  processor_name(processor, sizeof processor);
  json_t *object = json_object();
  json_object_set_new(object, "version", json_string(quell_version()));
  json_object_set_new(object, "model", json_string(report->model));
  json_object_set_new(object, "profile", json_string(report->profile));
  json_object_set_new(object, "kernels", json_string(report->kernels));
  json_object_set_new(object, "processor", json_string(processor));
  json_object_set_new(object, "sample_rate", json_integer(report->sample_rate));
  json_object_set_new(object, "hop", json_integer(report->hop));
  json_object_set_new(object, "window", json_integer(report->window));
  json_object_set_new(object, "hot_frames", json_integer((json_int_t)stages->hot_frames));
  json_object_set_new(object, "cold_frames", json_integer((json_int_t)stages->cold_frames));
  json_object_set_new(object, "swept_bytes", json_integer((json_int_t)stages->swept_bytes));
  json_object_set_new(object, "stages", stages_to_json(stages));
  json_object_set_new(object, "process", hot_and_cold_to_json(NULL, stages->process_hot, stages->process_cold));
  json_object_set_new(object, "real_time_factor", json_real(real_time_factor(report, stages->process_hot)));
  json_object_set_new(object, "real_time_factor_cold", json_real(real_time_factor(report, stages->process_cold)));
  json_object_set_new(object, "fftw", transform_to_json(report->window, report->transform));
  json_object_set_new(object, "fftw_960", transform_to_json(PEER_TRANSFORM_POINTS, report->peer_transform));
  json_object_set_new(object, "microseconds_for_10_ms", json_real(process_us(report)));
  json_object_set_new(object, "transforms", json_real(process_in_transforms(report)));
  json_object_set_new(object, "peers", peers_to_json());
  return json_print(object);
}
