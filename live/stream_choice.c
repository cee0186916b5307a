/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "stream_choice.h"

#include <math.h>
#include <stdio.h>

static const uint32_t usual_rates[] = {48000, 44100, 96000, 88200, 192000, 32000, 16000, 8000};
#define USUAL_RATES (sizeof usual_rates / sizeof usual_rates[0])

static int engine_takes(double sample_rate) {
  return sample_rate >= QUELL_SAMPLE_RATE_MIN && sample_rate <= QUELL_SAMPLE_RATE_MAX;
}

/* A preferred rate first, then the usual ones. 0 when none works. */
static uint32_t first_that_works(const StreamPlan *plan, double preferred,
                                 int (*works)(const StreamPlan *, uint32_t sample_rate)) {
  const uint32_t rate = (uint32_t)lrint(preferred);
  if (engine_takes(preferred) && works(plan, rate)) return rate;
  for (size_t i = 0; i < USUAL_RATES; i++)
    if (works(plan, usual_rates[i])) return usual_rates[i];
  return 0;
}

static int choose_channels(StreamPlan *plan, uint32_t wished, LiveTrouble *trouble) {
  if (wished > plan->input.inputs) {
    return live_trouble(trouble, "'%s' has only %u input channel%s, not %u", plan->input.name, plan->input.inputs,
                        plan->input.inputs == 1 ? "" : "s", wished);
  }
  plan->channels = wished ? wished : plan->input.inputs < 2 ? plan->input.inputs : 2;
  const uint32_t least = plan->channels < 2 ? 2 : plan->channels; /* one voice goes to both ears */
  plan->output_channels = plan->output.outputs < least ? plan->output.outputs : least;
  return 1;
}

static int choose_input_rate(StreamPlan *plan, uint32_t wished, LiveTrouble *trouble) {
  if (wished && stream_plan_input_works(plan, wished)) {
    plan->sample_rate = wished;
    return 1;
  }
  const uint32_t other = first_that_works(plan, plan->input.sample_rate, stream_plan_input_works);
  if (!other)
    return live_trouble(trouble, "'%s' cannot be used now: another program may be holding it", plan->input.name);
  if (wished) {
    return live_trouble(trouble, "'%s' does not run at %u Hz, but at %u Hz: --rate %u", plan->input.name, wished, other,
                        other);
  }
  plan->sample_rate = other;
  return 1;
}

/* An output that does not take the rate of the input has its own, and a bridge between them. */
static int choose_output_rate(StreamPlan *plan, LiveTrouble *trouble) {
  plan->output_rate = plan->sample_rate;
  if (stream_plan_output_works(plan, plan->sample_rate)) return 1;
  plan->output_rate = first_that_works(plan, plan->output.sample_rate, stream_plan_output_works);
  if (plan->output_rate) return 1;
  return live_trouble(trouble, "'%s' cannot be used now: another program may be holding it", plan->output.name);
}

int stream_choice_make(StreamPlan *plan, const StreamWishes *wishes, LiveTrouble *trouble) {
  plan->block = wishes->block;
  plan->sample_rate = plan->output_rate = 48000; /* only to turn a block into a time */
  if (!choose_channels(plan, wishes->channels, trouble) || !choose_input_rate(plan, wishes->sample_rate, trouble) ||
      !choose_output_rate(plan, trouble)) {
    return 0;
  }
  plan->duplex = plan->sample_rate == plan->output_rate && sound_devices_share_clock(&plan->input, &plan->output);
  return 1;
}
