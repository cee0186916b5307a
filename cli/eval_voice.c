/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "eval_voice.h"

#include "command.h"
#include "json_print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double gate_threshold(void) {
  return (double)quell_parameter_info(QUELL_GATE_THRESHOLD)->standard;
}

static int detect(const EvalReport *report, VoiceDetection *detection) {
  const size_t count = report->pairs->count;
  VoiceTrack *tracks = calloc(count + 1, sizeof *tracks);
  size_t done = 0;
  for (size_t i = 0; tracks && i < count; i++)
    if (report->scores[i].done) tracks[done++] = report->scores[i].voice;
  const int made = tracks && voice_detection(tracks, done, gate_threshold(), detection);
  free(tracks);
  return made;
}

/* A hop of the model is 10 ms. */
#define HOP_MS 10.0

static void print_number(const char *before, double value, int decimals, const char *after) {
  if (isfinite(value))
    printf("%s%.*f%s", before, decimals, value, after);
  else
    printf("%s-%s", before, after);
}

int eval_voice_print(const EvalReport *report) {
  VoiceDetection found;
  if (!detect(report, &found)) {
    complain("out of memory");
    return 0;
  }
  printf("\nvoice   %zu hops of speech, %zu of none; those between are not judged\n", found.present, found.absent);
  print_number("        area below the ROC curve ", found.area, 3, "");
  print_number(", equal error rate ", 100 * found.equal_error_rate, 1, " %");
  print_number(" at probability ", found.equal_error_threshold, 2, "\n");
  printf("        at %.2f, where the gate opens:", gate_threshold());
  print_number(" ", 100 * found.missed, 1, " % of speech missed,");
  print_number(" ", 100 * found.false_alarms, 1, " % of the rest taken for speech\n");
  printf("        %zu words begin after a pause, %zu of them not told within 500 ms;", found.onsets,
         found.onsets_missed);
  print_number(" delay ", HOP_MS * found.delay_median, 1, " ms");
  print_number(" (median), ", HOP_MS * found.delay_90th_percentile, 1, " ms (90th percentile)\n");
  return 1;
}

json_t *eval_voice_to_json(const EvalReport *report) {
  VoiceDetection found;
  if (!detect(report, &found)) return NULL;
  json_t *object = json_object();
  json_object_set_new(object, "speech_hops", json_integer((json_int_t)found.present));
  json_object_set_new(object, "other_hops", json_integer((json_int_t)found.absent));
  json_object_set_new(object, "roc_area", json_number_or_null(found.area));
  json_object_set_new(object, "equal_error_rate", json_number_or_null(found.equal_error_rate));
  json_object_set_new(object, "equal_error_threshold", json_number_or_null(found.equal_error_threshold));
  json_object_set_new(object, "gate_threshold", json_number_or_null(gate_threshold()));
  json_object_set_new(object, "missed", json_number_or_null(found.missed));
  json_object_set_new(object, "false_alarms", json_number_or_null(found.false_alarms));
  json_object_set_new(object, "onsets", json_integer((json_int_t)found.onsets));
  json_object_set_new(object, "onsets_missed", json_integer((json_int_t)found.onsets_missed));
  json_object_set_new(object, "onset_delay_median_ms", json_number_or_null(HOP_MS * found.delay_median));
  json_object_set_new(object, "onset_delay_90th_percentile_ms",
                      json_number_or_null(HOP_MS * found.delay_90th_percentile));
  return object;
}
