/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one or two streams of PortAudio that feed an AudioPath.
 */
#ifndef QUELL_STREAMS_H
#define QUELL_STREAMS_H

#include "audio_path.h"
#include "sound_system.h"

typedef struct Streams Streams;

typedef struct {
  SoundDevice input, output;
  uint32_t channels, output_channels; /* of the input, of the output */
  uint32_t sample_rate, output_rate;  /* Hz; they differ only with two streams */
  uint32_t block;                     /* frames; 0: as the devices like it */
  int duplex;                         /* one stream for both */
} StreamPlan;

/* setup. Whether the devices take the plan's rates and channels, asked one by one. */
int stream_plan_input_works(const StreamPlan *plan, uint32_t sample_rate);
int stream_plan_output_works(const StreamPlan *plan, uint32_t sample_rate);

/* setup. Opens and starts. The path is ready to run and stays the caller's; it must outlive the streams. */
Streams *streams_open(const StreamPlan *plan, AudioPath *path, LiveTrouble *trouble);
/* setup. Whether all that were opened still run by themselves. */
int streams_active(const Streams *streams);
/* setup. Of the devices, input and output together, in seconds, as PortAudio reports it. */
double streams_device_latency(const Streams *streams);
/* setup. Stops and frees; drops what is still to be played. May hang on a device that is gone. NULL is allowed. */
void streams_close(Streams *streams);

#endif
