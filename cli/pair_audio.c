/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "pair_audio.h"

#include "command.h"
#include "offline/metrics/metrics.h"

#include <inttypes.h>

int pair_audio_load(const char *path, Audio *audio) {
  FileError error;
  if (!audio_load(path, audio, &error)) {
    complain("%s", error.text);
    return 0;
  }
  if (audio->channels != 1)
    complain("'%s' has %" PRIu32 " channels; only single ones can be measured", path, audio->channels);
  else if (audio->not_finite)
    complain("'%s' holds %" PRIu64 " %s NaN or infinite", path, audio->not_finite,
             audio->not_finite == 1 ? "sample that is" : "samples that are");
  else if (audio->sample_rate < METRIC_RATE_MIN || audio->sample_rate > METRIC_RATE_MAX)
    complain("'%s' has a sample rate of %" PRIu32 " Hz, outside of %d to %d", path, audio->sample_rate, METRIC_RATE_MIN,
             METRIC_RATE_MAX);
  else
    return 1;
  audio_free(audio);
  return 0;
}

int pair_audio_load_partner(const char *path, const char *clean_path, const Audio *clean, Audio *audio) {
  if (!pair_audio_load(path, audio)) return 0;
  if (audio->sample_rate != clean->sample_rate)
    complain("'%s' has a sample rate of %" PRIu32 " Hz, but '%s' of %" PRIu32, path, audio->sample_rate, clean_path,
             clean->sample_rate);
  else if (audio->frames != clean->frames)
    complain("'%s' has %zu samples, but '%s' has %zu", path, audio->frames, clean_path, clean->frames);
  else
    return 1;
  audio_free(audio);
  return 0;
}
