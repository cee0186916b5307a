/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Denoises a microphone while one speaks.
 */
#include "command.h"
#include "live_plan.h"
#include "live_record.h"

#include <stdlib.h>
#include <string.h>

#define SECONDS_MAX (366.0 * 24 * 3600)

static int ends_in_wav(const char *path) {
  const size_t length = strlen(path);
  return length > 4 && strcasecmp(path + length - 4, ".wav") == 0;
}

/* "RAW.wav,CLEAN.wav"; one of the two may be missing. `text` is cut in two. */
static int read_recording(char *text, LivePlan *plan) {
  char *comma = text ? strchr(text, ',') : NULL;
  if (!text) return 1;
  if (comma) *comma = 0;
  plan->raw = text;
  plan->clean = comma ? comma + 1 : "";
  if (!comma || (*plan->raw && !ends_in_wav(plan->raw)) || (*plan->clean && !ends_in_wav(plan->clean)) ||
      (!*plan->raw && !*plan->clean)) {
    complain("--record needs two names that end in .wav with a comma between them, of which one may be left out: "
             "--record RAW.wav,CLEAN.wav");
    return 0;
  }
  if (strcmp(plan->raw, plan->clean) == 0) {
    complain("--record needs two different names");
    return 0;
  }
  plan->session.recording_seconds = LIVE_RECORD_SECONDS;
  return 1;
}

static int read_plan(const Arguments *arguments, LivePlan *plan) {
  const QuellParameterInfo *limit = quell_parameter_info(QUELL_LIMIT);
  long long rate = 0, block = 0, channels = 0;
  *plan =
      (LivePlan){.session = {.input = argument_text(arguments, "input"), .output = argument_text(arguments, "output")},
                 .model = argument_text(arguments, "model"),
                 .profile = argument_text(arguments, "profile"),
                 .limit_db = (double)limit->standard,
                 .json = argument_given(arguments, "json"),
                 .reconnect = argument_given(arguments, "reconnect")};
  if (!argument_whole(arguments, "rate", QUELL_SAMPLE_RATE_MIN, QUELL_SAMPLE_RATE_MAX, &rate) ||
      !argument_whole(arguments, "block", 1, QUELL_BLOCK_MAX, &block) ||
      !argument_whole(arguments, "channels", 1, QUELL_CHANNELS_MAX, &channels) ||
      !argument_number(arguments, "limit", (double)limit->minimum, (double)limit->maximum, &plan->limit_db) ||
      !argument_number(arguments, "duration", 0.01, SECONDS_MAX, &plan->session.seconds)) {
    return 0;
  }
  plan->session.sample_rate = (uint32_t)rate;
  plan->session.block = (uint32_t)block;
  plan->session.channels = (uint32_t)channels;
  return 1;
}

/* What a look at the devices does not do is not passed over in silence. */
static int check_goes_with(const Arguments *arguments) {
  const char *others[] = {"record", "reconnect"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if (!argument_given(arguments, "check") || !argument_given(arguments, others[i])) continue;
    complain("--check only listens: it does not go with --%s", others[i]);
    return 0;
  }
  return 1;
}

static int run(const Arguments *arguments) {
  LivePlan plan;
  if (argument_given(arguments, "list")) return live_list(argument_given(arguments, "json"));
  char *recording = argument_given(arguments, "record") ? strdup(argument_text(arguments, "record")) : NULL;
  const int good = check_goes_with(arguments) && read_plan(arguments, &plan) && read_recording(recording, &plan);
  int code = EXIT_USAGE;
  if (good) code = argument_given(arguments, "check") ? live_check(&plan) : live_run(&plan);
  free(recording);
  return code;
}

static const Option options[] = {
    {"input", 'i', "DEV", "microphone: number or part of the name; default: the system's"},
    {"output", 'o', "DEV", "where the clean sound goes; default: the system's"},
    {"list", 0, NULL, "list the devices and stop"},
    {"check", 0, NULL, "listen for 5 s, say what is wrong and what to do"},
    {"limit", 'l', "dB", "the most that is attenuated, 0 to 100; default 100"},
    {"record", 0, "RAW,CLEAN", "record to two WAV files; either may be left out"},
    {"duration", 'd', "S", "end after so many seconds of sound"},
    {"reconnect", 0, NULL, "wait for devices that are missing or vanish"},
    {"json", 0, NULL, "print a line of JSON each second"},
    OPTIONS_SELDOM_NEEDED,
    {"model", 'm', "FILE", "model to run; default: the one that is built in"},
    {"profile", 'p', "NAME",
     "profile of the model, as quell info lists them, or auto: smaller under load; default: the best"},
    {"rate", 0, "R", "sample rate in Hz; default: what the input prefers"},
    {"block", 0, "N", "frames that the devices hand over at a time; default: as they like it"},
    {"channels", 0, "N", "input channels; default: as many as there are, at most 2"},
    {0},
};

const Command command_live = {
    .name = "live",
    .summary = "remove the noise from a microphone while you speak",
    .arguments = "",
    .description = "Plays what the microphone hears without its noise, 20 ms and the devices' own delay later. Two "
                   "devices need not share a clock. Ctrl-C ends it. Listen by headphones: a loudspeaker would feed "
                   "back.",
    .example = "quell live --input USB --output headphones",
    .options = options,
    .run = run,
};
