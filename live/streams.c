/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "streams.h"

#include <pa_linux_alsa.h>
#include <portaudio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Streams {
  PaStream *streams[2];
  size_t count;
};

/* ---- Callbacks ---------------------------------------------------------------------------------- */

static int is_xrun(PaStreamCallbackFlags flags) {
  return (flags & (paInputOverflow | paInputUnderflow | paOutputOverflow | paOutputUnderflow)) != 0;
}

static int run_duplex(const void *input, void *output, unsigned long frames, const PaStreamCallbackTimeInfo *time,
                      PaStreamCallbackFlags flags, void *path) {
  (void)time;
  return audio_path_duplex(path, input, output, frames, is_xrun(flags)) ? paContinue : paComplete;
}

static int run_input(const void *input, void *output, unsigned long frames, const PaStreamCallbackTimeInfo *time,
                     PaStreamCallbackFlags flags, void *path) {
  (void)time, (void)output;
  return audio_path_input(path, input, frames, is_xrun(flags)) ? paContinue : paComplete;
}

static int run_output(const void *input, void *output, unsigned long frames, const PaStreamCallbackTimeInfo *time,
                      PaStreamCallbackFlags flags, void *path) {
  (void)time, (void)input;
  audio_path_output(path, output, frames, is_xrun(flags));
  return paContinue;
}

/* ---- Opening ------------------------------------------------------------------------------------ */

/* A given block is to be honoured, so the device gets room for two of them. */
static PaStreamParameters parameters(const SoundDevice *device, uint32_t channels, double latency, uint32_t block,
                                     uint32_t sample_rate) {
  const double wanted = block ? 2.0 * block / sample_rate : latency;
  return (PaStreamParameters){.device = device->index,
                              .channelCount = (int)channels,
                              .sampleFormat = paFloat32 | paNonInterleaved,
                              .suggestedLatency = wanted};
}

static PaStreamParameters input_parameters(const StreamPlan *plan) {
  return parameters(&plan->input, plan->channels, plan->input.input_latency, plan->block, plan->sample_rate);
}

static PaStreamParameters output_parameters(const StreamPlan *plan) {
  return parameters(&plan->output, plan->output_channels, plan->output.output_latency, plan->block, plan->output_rate);
}

int stream_plan_input_works(const StreamPlan *plan, uint32_t sample_rate) {
  const PaStreamParameters wanted = input_parameters(plan);
  sound_system_hush();
  const PaError error = Pa_IsFormatSupported(&wanted, NULL, sample_rate);
  sound_system_unhush();
  return error == paFormatIsSupported;
}

int stream_plan_output_works(const StreamPlan *plan, uint32_t sample_rate) {
  const PaStreamParameters wanted = output_parameters(plan);
  sound_system_hush();
  const PaError error = Pa_IsFormatSupported(NULL, &wanted, sample_rate);
  sound_system_unhush();
  return error == paFormatIsSupported;
}

static const char *reason(PaError error) {
  if (error != paUnanticipatedHostError) return Pa_GetErrorText(error);
  const PaHostErrorInfo *info = Pa_GetLastHostErrorInfo();
  return info && info->errorText && *info->errorText ? info->errorText : Pa_GetErrorText(error);
}

static PaError open_one(Streams *streams, const PaStreamParameters *input, const PaStreamParameters *output,
                        uint32_t sample_rate, uint32_t block, PaStreamCallback *callback, AudioPath *path) {
  PaStream *stream;
  const PaError error = Pa_OpenStream(&stream, input, output, sample_rate, block ? block : paFramesPerBufferUnspecified,
                                      paNoFlag, callback, path);
  if (error != paNoError) return error;
  streams->streams[streams->count++] = stream;
  /* Where the system does not allow it, the stream runs without. */
  const PaDeviceIndex device = input ? input->device : output->device;
  if (Pa_GetHostApiInfo(Pa_GetDeviceInfo(device)->hostApi)->type == paALSA) PaAlsa_EnableRealtimeScheduling(stream, 1);
  return paNoError;
}

static PaError open_all(Streams *streams, const StreamPlan *plan, AudioPath *path) {
  const PaStreamParameters input = input_parameters(plan), output = output_parameters(plan);
  if (plan->duplex) return open_one(streams, &input, &output, plan->sample_rate, plan->block, run_duplex, path);
  const PaError error = open_one(streams, NULL, &output, plan->output_rate, plan->block, run_output, path);
  return error != paNoError ? error : open_one(streams, &input, NULL, plan->sample_rate, plan->block, run_input, path);
}

Streams *streams_open(const StreamPlan *plan, AudioPath *path, LiveTrouble *trouble) {
  Streams *streams = calloc(1, sizeof *streams);
  if (!streams) {
    live_trouble(trouble, "out of memory");
    return NULL;
  }
  sound_system_hush();
  PaError error = open_all(streams, plan, path);
  for (size_t i = 0; i < streams->count && error == paNoError; i++)
    error = Pa_StartStream(streams->streams[i]);
  sound_system_unhush();
  if (error == paNoError) return streams;
  live_trouble(trouble, "'%s' and '%s' cannot be opened: %s", plan->input.name, plan->output.name, reason(error));
  streams_close(streams);
  return NULL;
}

int streams_active(const Streams *streams) {
  for (size_t i = 0; i < streams->count; i++)
    if (Pa_IsStreamActive(streams->streams[i]) != 1) return 0;
  return 1;
}

/* JACK adds up what it finds, and round a circle of clients it never ends. */
static double plausible(double seconds) {
  return seconds >= 0 && seconds < 10 ? seconds : 0;
}

double streams_device_latency(const Streams *streams) {
  double seconds = 0;
  for (size_t i = 0; i < streams->count; i++) {
    const PaStreamInfo *info = Pa_GetStreamInfo(streams->streams[i]);
    if (info) seconds += plausible(info->inputLatency) + plausible(info->outputLatency);
  }
  return seconds;
}

void streams_close(Streams *streams) {
  if (!streams) return;
  for (size_t i = streams->count; i-- > 0;) {
    Pa_AbortStream(streams->streams[i]);
    Pa_CloseStream(streams->streams[i]);
  }
  free(streams);
}
