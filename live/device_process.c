/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "device_process.h"

#include "profile_watch.h"
#include "stream_choice.h"
#include "streams.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOOK_SECONDS 0.01

typedef struct {
  DeviceMemory *memory;
  void *ring;
  QuellModel *model;
  const LiveOptions *options;
  StreamPlan plan;
  Streams *streams;
  float applied[QUELL_PARAMETER_COUNT];
  uint32_t profiles; /* of the model */
  ProfileWatch profile_watch;
} Device;

/* ---- Opening ------------------------------------------------------------------------------------ */

/* A device that was named is never replaced by another that happens to fit. */
static int find_device(const Device *device, const char *asked, const char *api, const char *name,
                       SoundDirection direction, SoundDevice *found, LiveTrouble *trouble) {
  if (asked && device->memory->settled) return sound_device_find_exact(api, name, direction, found, trouble);
  return sound_device_find(asked, direction, found, trouble);
}

static int find_devices(Device *device, LiveTrouble *trouble) {
  const DeviceNames *names = &device->memory->names;
  return find_device(device, device->options->input, names->input_api, names->input, SOUND_INPUT, &device->plan.input,
                     trouble) &&
         find_device(device, device->options->output, names->output_api, names->output, SOUND_OUTPUT,
                     &device->plan.output, trouble);
}

static int choose(Device *device, LiveTrouble *trouble) {
  StreamWishes wishes = {device->options->sample_rate, device->options->block, device->options->channels};
  if (device->memory->settled) {
    wishes.sample_rate = device->memory->path.sample_rate;
    wishes.channels = device->memory->path.channels;
  }
  return stream_choice_make(&device->plan, &wishes, trouble);
}

static void copy_name(char *name, const char *from) {
  strncpy(name, from, DEVICE_NAME_SIZE - 1);
}

static void keep_names(Device *device) {
  DeviceNames *names = &device->memory->names;
  memset(names, 0, sizeof *names);
  copy_name(names->input, device->plan.input.name);
  copy_name(names->input_api, device->plan.input.api);
  copy_name(names->output, device->plan.output.name);
  copy_name(names->output_api, device->plan.output.api);
}

static void apply_values(Device *device) {
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++) {
    const float value = atomic_load_explicit(&device->memory->values[i], memory_order_relaxed);
    if (value == device->applied[i]) continue;
    quell_denoiser_set(device->memory->path.denoiser, (QuellParameter)i, value);
    device->applied[i] = value;
  }
}

static void apply_profile(Device *device) {
  DeviceMemory *memory = device->memory;
  const uint32_t wished = atomic_load_explicit(&memory->profile, memory_order_relaxed);
  const uint32_t profile = profile_watch_choose(&device->profile_watch, &memory->path, wished, device->profiles);
  quell_denoiser_set_profile(memory->path.denoiser, profile);
  atomic_store(&memory->profile_in_use, profile);
}

static int create_denoiser(Device *device, LiveTrouble *trouble) {
  AudioPath *path = &device->memory->path;
  QuellConfig config;
  quell_config_defaults(&config);
  config.sample_rate = path->sample_rate;
  config.channels = path->channels;
  const QuellStatus status = quell_denoiser_create(device->model, &config, &path->denoiser);
  if (status != QUELL_OK) return live_trouble(trouble, "the denoiser cannot run: %s", quell_status_text(status));
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++)
    device->applied[i] = NAN;
  apply_values(device);
  profile_watch_begin(&device->profile_watch, path);
  apply_profile(device);
  quell_denoiser_reset(path->denoiser); /* settings hold from the first sample on */
  device->memory->latency = quell_denoiser_latency(path->denoiser);
  return 1;
}

/* Once for the session: what the first opening settles. */
static int settle(Device *device, LiveTrouble *trouble) {
  AudioPath *path = &device->memory->path;
  const LiveOptions *options = device->options;
  path->sample_rate = device->plan.sample_rate;
  path->channels = device->plan.channels;
  path->frame_limit = options->seconds > 0 ? (uint64_t)llround(options->seconds * path->sample_rate) : UINT64_MAX;
  if (options->recording_seconds > 0) {
    path->recording = frame_ring_place(device->ring, RECORDING_BYTES,
                                       (size_t)(options->recording_seconds * path->sample_rate), 2 * path->channels);
    if (!path->recording) return live_trouble(trouble, "there are too many channels to record");
  }
  return 1;
}

static int prepare_path(Device *device, LiveTrouble *trouble) {
  AudioPath *path = &device->memory->path;
  const StreamPlan *plan = &device->plan;
  if (!device->memory->settled && !settle(device, trouble)) return 0;
  path->output_channels = plan->output_channels;
  path->output_rate = plan->output_rate;
  path->bridge = plan->duplex ? NULL : clock_bridge_create(path->channels, plan->sample_rate, plan->output_rate);
  atomic_store(&path->thread_known, 0);
  device->memory->bridged = !plan->duplex;
  if (!create_denoiser(device, trouble)) return 0;
  if ((!plan->duplex && !path->bridge) || !audio_path_init(path)) return live_trouble(trouble, "out of memory");
  return 1;
}

static int open_device(Device *device, LiveTrouble *trouble) {
  if (!sound_system_start(trouble) || !find_devices(device, trouble) || !choose(device, trouble)) return 0;
  keep_names(device);
  if (!prepare_path(device, trouble)) return 0;
  device->streams = streams_open(&device->plan, &device->memory->path, trouble);
  return device->streams != NULL;
}

/* ---- Running ------------------------------------------------------------------------------------ */

static int has_real_time_priority(const AudioPath *path) {
  int policy;
  struct sched_param unused;
  if (!atomic_load_explicit(&path->thread_known, memory_order_acquire)) return 0;
  return pthread_getschedparam(path->thread, &policy, &unused) == 0 && (policy == SCHED_FIFO || policy == SCHED_RR);
}

/* Where PortAudio cannot tell, a block each way is what it takes at least. */
static double device_latency(const Device *device) {
  const AudioPath *path = &device->memory->path;
  const double told = streams_device_latency(device->streams);
  return told > 0 ? told : 2.0 * atomic_load_explicit(&path->largest_block, memory_order_relaxed) / path->sample_rate;
}

static void publish(Device *device) {
  DeviceMemory *memory = device->memory;
  QuellMeters meters;
  BridgeStatus bridge = {0};
  quell_denoiser_meters(memory->path.denoiser, &meters);
  if (memory->path.bridge) clock_bridge_status(memory->path.bridge, &bridge);
  atomic_store(&memory->input_db, meters.input_db);
  atomic_store(&memory->output_db, meters.output_db);
  atomic_store(&memory->reduction_db, meters.reduction_db);
  atomic_store(&memory->voice_probability, meters.voice_probability);
  atomic_store(&memory->device_latency, device_latency(device));
  atomic_store(&memory->drift_ppm, bridge.drift_ppm);
  atomic_store(&memory->delay_ms, bridge.delay_ms);
  atomic_store(&memory->set_point_ms, bridge.set_point_ms);
  atomic_store(&memory->gaps, bridge.gaps);
  atomic_store(&memory->real_time, has_real_time_priority(&memory->path));
}

static int reached_limit(const AudioPath *path) {
  return atomic_load_explicit(&path->frames, memory_order_relaxed) >= path->frame_limit;
}

static void run_device(Device *device) {
  const struct timespec pause = {0, (long)(1e9 * LOOK_SECONDS)};
  DeviceMemory *memory = device->memory;
  while (!atomic_load(&memory->stop)) {
    if (!streams_active(device->streams) && !reached_limit(&memory->path)) {
      live_trouble(&memory->trouble, "'%s' has stopped: it was unplugged, or its server ended", memory->names.input);
      atomic_store(&memory->state, DEVICE_LOST);
      return;
    }
    apply_values(device);
    apply_profile(device);
    publish(device);
    nanosleep(&pause, NULL);
  }
  streams_close(device->streams);
  sound_system_stop();
}

void device_process_run(DeviceMemory *memory, void *ring, QuellModel *model, const LiveOptions *options) {
  Device device = {.memory = memory, .ring = ring, .model = model, .options = options};
  QuellModelInfo info;
  quell_model_info(model, &info);
  device.profiles = info.profiles;
  if (!open_device(&device, &memory->trouble)) {
    atomic_store(&memory->state, DEVICE_FAILED);
    return;
  }
  publish(&device);
  atomic_store(&memory->state, DEVICE_RUNNING);
  run_device(&device);
}
