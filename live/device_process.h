/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The process that uses the devices, and the memory that it shares with the one that watches it.
 */
#ifndef QUELL_DEVICE_PROCESS_H
#define QUELL_DEVICE_PROCESS_H

#include "audio_path.h"
#include "live_session.h"

#define DEVICE_NAME_SIZE 256
/* Address space for what waits to be recorded; memory is taken as it is used. */
#define RECORDING_BYTES ((size_t)256 << 20)

typedef enum { DEVICE_OPENING, DEVICE_RUNNING, DEVICE_FAILED, DEVICE_LOST } DeviceState;

typedef struct {
  char input[DEVICE_NAME_SIZE], output[DEVICE_NAME_SIZE], input_api[DEVICE_NAME_SIZE], output_api[DEVICE_NAME_SIZE];
} DeviceNames;

/* Atomic fields may be read at any time, the others once `state` has left DEVICE_OPENING. Pointers are good in one
 * process only, but for the ring. */
typedef struct {
  AudioPath path;
  _Atomic int state, stop;
  LiveTrouble trouble; /* when failed or lost */
  DeviceNames names;
  int settled; /* opened before: the same devices, rate and channels are wanted again */
  int bridged;
  uint32_t latency; /* of the denoiser, frames */
  _Atomic float values[QUELL_PARAMETER_COUNT];
  _Atomic uint32_t profile; /* wished for, or LIVE_PROFILE_AUTOMATIC */
  /* What the process looks up and publishes some times a second. */
  _Atomic float input_db, output_db, reduction_db, voice_probability;
  _Atomic double device_latency, drift_ppm, delay_ms, set_point_ms;
  _Atomic uint64_t gaps;
  _Atomic int real_time;
  _Atomic uint32_t profile_in_use;
} DeviceMemory;

/* Opens the devices, runs until memory->stop or until they are lost, and lets go of them. `ring` has RECORDING_BYTES.
 * To be called in a process of its own, which then ends. */
void device_process_run(DeviceMemory *memory, void *ring, QuellModel *model, const LiveOptions *options);

#endif
