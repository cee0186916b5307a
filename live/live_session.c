/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "live_session.h"

#include "audio_path.h"
#include "stream_choice.h"
#include "streams.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A stream without a callback for so long is dead, whatever it says of itself. */
#define STALL_SECONDS 2.0
#define SLEEP_SECONDS 1.0

struct LiveSession {
  LiveOptions options;
  QuellModel *model;
  StreamPlan plan;
  int opened_before;
  char *input_name, *input_api, *output_name, *output_api;
  AudioPath path;
  Streams *streams;
  int started; /* the sound system is */
  float values[QUELL_PARAMETER_COUNT];
  /* The watch over the callbacks. */
  uint64_t seen_callbacks, seen_output_callbacks;
  double seen_time, seen_output_time, asleep;
};

/* ---- Life --------------------------------------------------------------------------------------- */

LiveSession *live_session_create(QuellModel *model, const LiveOptions *options) {
  LiveSession *session = calloc(1, sizeof *session);
  if (!session) return NULL;
  session->options = *options;
  session->model = model;
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++)
    session->values[i] = quell_parameter_info((QuellParameter)i)->standard;
  return session;
}

int live_session_close(LiveSession *session) {
  if (!streams_close(session->streams)) return 0;
  session->streams = NULL;
  if (session->started) sound_system_stop();
  session->started = 0;
  audio_path_clear(&session->path);
  clock_bridge_free(session->path.bridge);
  session->path.bridge = NULL;
  return 1;
}

int live_session_free(LiveSession *session) {
  if (!session) return 1;
  if (!live_session_close(session)) return 0;
  quell_denoiser_free(session->path.denoiser);
  frame_ring_free(session->path.recording);
  free(session->input_name);
  free(session->input_api);
  free(session->output_name);
  free(session->output_api);
  free(session);
  return 1;
}

/* ---- Opening ------------------------------------------------------------------------------------ */

/* A device that was named is never replaced by another that happens to fit. */
static int find_device(const char *asked, const char *api, const char *name, SoundDirection direction,
                       SoundDevice *device, LiveTrouble *trouble) {
  if (asked && name) return sound_device_find_exact(api, name, direction, device, trouble);
  return sound_device_find(asked, direction, device, trouble);
}

static int find_devices(LiveSession *session, LiveTrouble *trouble) {
  return find_device(session->options.input, session->input_api, session->input_name, SOUND_INPUT, &session->plan.input,
                     trouble) &&
         find_device(session->options.output, session->output_api, session->output_name, SOUND_OUTPUT,
                     &session->plan.output, trouble);
}

static int choose(LiveSession *session, LiveTrouble *trouble) {
  StreamWishes wishes = {session->options.sample_rate, session->options.block, session->options.channels};
  if (session->opened_before) {
    wishes.sample_rate = session->path.sample_rate;
    wishes.channels = session->path.channels;
  }
  return stream_choice_make(&session->plan, &wishes, trouble);
}

static int replace(char **text, const char *with) {
  free(*text);
  *text = strdup(with);
  return *text != NULL;
}

/* PortAudio's own texts go with it when it stops. */
static int keep_names(LiveSession *session) {
  const StreamPlan *plan = &session->plan;
  return replace(&session->input_name, plan->input.name) && replace(&session->input_api, plan->input.api) &&
         replace(&session->output_name, plan->output.name) && replace(&session->output_api, plan->output.api);
}

static int create_denoiser(LiveSession *session, LiveTrouble *trouble) {
  AudioPath *path = &session->path;
  QuellConfig config;
  quell_config_defaults(&config);
  config.sample_rate = path->sample_rate;
  config.channels = path->channels;
  const QuellStatus status = quell_denoiser_create(session->model, &config, &path->denoiser);
  if (status != QUELL_OK) return live_trouble(trouble, "the denoiser cannot run: %s", quell_status_text(status));
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++)
    quell_denoiser_set(path->denoiser, (QuellParameter)i, session->values[i]);
  return 1;
}

/* Once for the session: what the first opening settles. */
static int settle(LiveSession *session, LiveTrouble *trouble) {
  AudioPath *path = &session->path;
  const LiveOptions *options = &session->options;
  path->sample_rate = session->plan.sample_rate;
  path->channels = session->plan.channels;
  path->frame_limit = options->seconds > 0 ? (uint64_t)llround(options->seconds * path->sample_rate) : UINT64_MAX;
  if (!create_denoiser(session, trouble)) return 0;
  if (options->recording_seconds > 0) {
    path->recording = frame_ring_create((size_t)(options->recording_seconds * path->sample_rate), 2 * path->channels);
    if (!path->recording) return live_trouble(trouble, "out of memory");
  }
  session->opened_before = 1;
  return 1;
}

static int prepare_path(LiveSession *session, LiveTrouble *trouble) {
  AudioPath *path = &session->path;
  const StreamPlan *plan = &session->plan;
  if (!session->opened_before && !settle(session, trouble)) return 0;
  path->output_channels = plan->output_channels;
  path->output_rate = plan->output_rate;
  atomic_store(&path->thread_known, 0);
  quell_denoiser_reset(path->denoiser); /* settings hold from the first sample on, and no old sound comes out */
  if (!plan->duplex) path->bridge = clock_bridge_create(path->channels, plan->sample_rate, plan->output_rate);
  if ((!plan->duplex && !path->bridge) || !audio_path_init(path)) return live_trouble(trouble, "out of memory");
  return 1;
}

static double seconds_of(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double time_asleep(void) {
  return seconds_of(CLOCK_BOOTTIME) - seconds_of(CLOCK_MONOTONIC);
}

static void start_watch(LiveSession *session) {
  session->seen_callbacks = atomic_load(&session->path.callbacks);
  session->seen_output_callbacks = atomic_load(&session->path.output_callbacks);
  session->seen_time = session->seen_output_time = audio_path_now();
  session->asleep = time_asleep();
}

static int open_all(LiveSession *session, LiveTrouble *trouble) {
  if (!sound_system_start(trouble)) return 0;
  session->started = 1;
  if (!find_devices(session, trouble) || !choose(session, trouble)) return 0;
  if (!keep_names(session)) return live_trouble(trouble, "out of memory");
  if (!prepare_path(session, trouble)) return 0;
  session->streams = streams_open(&session->plan, &session->path, trouble);
  if (!session->streams) return 0;
  start_watch(session);
  return 1;
}

int live_session_open(LiveSession *session, LiveTrouble *trouble) {
  if (open_all(session, trouble)) return 1;
  live_session_close(session);
  return 0;
}

/* ---- Watching ----------------------------------------------------------------------------------- */

/* Returns 1 when the count has stood still for too long. */
static int stalled(const _Atomic uint64_t *callbacks, uint64_t *seen, double *time) {
  const uint64_t count = atomic_load_explicit(callbacks, memory_order_relaxed);
  const double now = audio_path_now();
  if (count != *seen) {
    *seen = count;
    *time = now;
  }
  return now - *time > STALL_SECONDS;
}

static int lost(const LiveSession *session, const char *name, LiveTrouble *trouble) {
  const int slept = time_asleep() - session->asleep > SLEEP_SECONDS;
  live_trouble(trouble, "'%s' has stopped%s: it was unplugged, or its server ended", name,
               slept ? " while the computer slept" : "");
  return LIVE_LOST;
}

LiveState live_session_state(LiveSession *session, LiveTrouble *trouble) {
  AudioPath *path = &session->path;
  if (atomic_load_explicit(&path->frames, memory_order_relaxed) >= path->frame_limit) return LIVE_FINISHED;
  if (stalled(&path->callbacks, &session->seen_callbacks, &session->seen_time))
    return lost(session, session->input_name, trouble);
  if (stalled(&path->output_callbacks, &session->seen_output_callbacks, &session->seen_output_time))
    return lost(session, session->output_name, trouble);
  if (!streams_active(session->streams)) return lost(session, session->input_name, trouble);
  return LIVE_RUNNING;
}

/* ---- Settings and status ------------------------------------------------------------------------ */

QuellStatus live_session_set(LiveSession *session, QuellParameter parameter, float value) {
  const QuellParameterInfo *info = quell_parameter_info(parameter);
  if (!info || !(value >= info->minimum && value <= info->maximum)) return QUELL_BAD_ARGUMENT;
  session->values[parameter] = value;
  return session->path.denoiser ? quell_denoiser_set(session->path.denoiser, parameter, value) : QUELL_OK;
}

float live_session_get(const LiveSession *session, QuellParameter parameter) {
  return session->values[parameter];
}

static float take_peak(PeakMeter *meter) {
  const float peak = atomic_exchange_explicit(&meter->peak, 0, memory_order_relaxed);
  return peak > 0 ? fmaxf(QUELL_SILENCE_DB, 20 * log10f(peak)) : QUELL_SILENCE_DB;
}

static int has_real_time_priority(const LiveSession *session) {
  int policy;
  struct sched_param unused;
  if (!session->streams || !atomic_load_explicit(&session->path.thread_known, memory_order_acquire)) return 0;
  return pthread_getschedparam(session->path.thread, &policy, &unused) == 0 &&
         (policy == SCHED_FIFO || policy == SCHED_RR);
}

void live_session_status(LiveSession *session, LiveStatus *status) {
  AudioPath *path = &session->path;
  memset(status, 0, sizeof *status);
  status->input = session->input_name, status->output = session->output_name;
  status->input_api = session->input_api, status->output_api = session->output_api;
  status->sample_rate = path->sample_rate, status->output_rate = path->output_rate;
  status->channels = path->channels;
  status->block = atomic_load_explicit(&path->largest_block, memory_order_relaxed);
  quell_denoiser_meters(path->denoiser, &status->meters);
  status->input_peak_db = take_peak(&path->input);
  status->output_peak_db = take_peak(&path->output);
  status->input_clipped = atomic_load_explicit(&path->input.clipped, memory_order_relaxed);
  load_meter_read(&path->load, &status->load);
  status->xruns = atomic_load_explicit(&path->xruns, memory_order_relaxed);
  status->frames = atomic_load_explicit(&path->frames, memory_order_relaxed);
  status->received = atomic_load_explicit(&path->received, memory_order_relaxed);
  status->lost_from_recording = atomic_load_explicit(&path->lost_from_recording, memory_order_relaxed);
  status->engine_latency_ms = 1e3 * quell_denoiser_latency(path->denoiser) / path->sample_rate;
  status->bridged = path->bridge != NULL;
  if (path->bridge) clock_bridge_status(path->bridge, &status->bridge);
  status->xruns += status->bridge.gaps;
  status->round_trip_ms = status->engine_latency_ms + status->bridge.set_point_ms +
                          (session->streams ? 1e3 * streams_device_latency(session->streams) : 0);
  status->real_time = has_real_time_priority(session);
}

FrameRing *live_session_recording(LiveSession *session) {
  return session->path.recording;
}
