/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "device_process.h"
#include "steady_clock.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OPEN_SECONDS 30.0
/* What a device gets to be let go in order, before its process is killed. */
#define CLOSE_SECONDS 1.0
/* A stream without a callback for so long is dead, whatever it says of itself. */
#define STALL_SECONDS 2.0
/* When more passes between two looks this process itself did not run, and perhaps nothing did. */
#define LOOK_SECONDS_MAX 0.25
#define SLEEP_SECONDS 1.0

/* Over the callbacks of one direction. */
typedef struct {
  uint64_t seen;
  double still; /* seconds without another */
} Watch;

struct LiveSession {
  LiveOptions options;
  QuellModel *model;
  DeviceMemory *memory;
  void *ring;    /* NULL when nothing is recorded */
  pid_t process; /* 0 when there is none */
  uint64_t gaps; /* of earlier processes */
  Watch input_watch, output_watch;
  double looked, asleep; /* when the watches were last looked at; how long the computer had slept at the opening */
};

/* ---- Life --------------------------------------------------------------------------------------- */

static void *share(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

LiveSession *live_session_create(QuellModel *model, const LiveOptions *options) {
  LiveSession *session = calloc(1, sizeof *session);
  if (!session) return NULL;
  session->options = *options;
  session->model = model;
  session->memory = share(sizeof *session->memory);
  if (options->recording_seconds > 0) session->ring = share(RECORDING_BYTES);
  if (!session->memory || (options->recording_seconds > 0 && !session->ring)) {
    live_session_free(session);
    return NULL;
  }
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++)
    session->memory->values[i] = quell_parameter_info((QuellParameter)i)->standard;
  return session;
}

void live_session_free(LiveSession *session) {
  if (!session) return;
  live_session_close(session);
  if (session->memory) munmap(session->memory, sizeof *session->memory);
  if (session->ring) munmap(session->ring, RECORDING_BYTES);
  free(session);
}

/* ---- The other process -------------------------------------------------------------------------- */

static double time_asleep(void) {
  return seconds_of_clock(CLOCK_BOOTTIME) - steady_seconds();
}

static void pause_briefly(void) {
  const struct timespec pause = {0, 2000000};
  nanosleep(&pause, NULL);
}

/* Ends with its parent. Keys and signals are the parent's, and what libraries print is nobody's. */
static void run_child(LiveSession *session, pid_t parent) {
  const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGPIPE};
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
  for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
    signal(ignored[i], SIG_IGN);
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int descriptor = 0; descriptor < 3; descriptor++)
    dup2(nowhere, descriptor);
  device_process_run(session->memory, session->ring, session->model, &session->options);
  _exit(0);
}

static int has_ended(LiveSession *session) {
  if (session->process == 0 || waitpid(session->process, NULL, WNOHANG) == 0) return 0;
  session->process = 0;
  return 1;
}

static void start_watch(LiveSession *session) {
  session->input_watch = (Watch){atomic_load(&session->memory->path.callbacks), 0};
  session->output_watch = (Watch){atomic_load(&session->memory->path.output_callbacks), 0};
  session->looked = steady_seconds();
  session->asleep = time_asleep();
}

static int wait_for_opening(LiveSession *session, LiveTrouble *trouble) {
  const double end = steady_seconds() + OPEN_SECONDS;
  while (atomic_load(&session->memory->state) == DEVICE_OPENING) {
    if (has_ended(session) && atomic_load(&session->memory->state) == DEVICE_OPENING)
      return live_trouble(trouble, "the sound system has crashed while the devices were opened");
    if (session->options.stop && *session->options.stop) return live_trouble(trouble, "stopped");
    if (steady_seconds() > end)
      return live_trouble(trouble, "the sound system does not answer: restart its server, or plug the device in again");
    pause_briefly();
  }
  if (atomic_load(&session->memory->state) == DEVICE_RUNNING) return 1;
  *trouble = session->memory->trouble;
  return 0;
}

int live_session_open(LiveSession *session, LiveTrouble *trouble) {
  const pid_t parent = getpid();
  atomic_store(&session->memory->state, DEVICE_OPENING);
  atomic_store(&session->memory->stop, 0);
  session->process = fork();
  if (session->process == 0) run_child(session, parent);
  if (session->process < 0) {
    session->process = 0;
    return live_trouble(trouble, "no process can be started for the devices");
  }
  if (!wait_for_opening(session, trouble)) {
    live_session_close(session);
    return 0;
  }
  session->memory->settled = 1;
  start_watch(session);
  return 1;
}

void live_session_close(LiveSession *session) {
  if (session->process == 0) return;
  const double end = steady_seconds() + CLOSE_SECONDS;
  atomic_store(&session->memory->stop, 1);
  while (session->process != 0 && !has_ended(session)) {
    if (steady_seconds() > end) kill(session->process, SIGKILL);
    pause_briefly();
  }
  session->gaps += atomic_exchange(&session->memory->gaps, 0);
}

/* ---- Watching ----------------------------------------------------------------------------------- */

/* Returns 1 when the count has stood still for too long. */
static int stalled(Watch *watch, const _Atomic uint64_t *callbacks, double passed) {
  const uint64_t count = atomic_load_explicit(callbacks, memory_order_relaxed);
  watch->still = count == watch->seen ? watch->still + passed : 0;
  watch->seen = count;
  return watch->still > STALL_SECONDS;
}

static double time_since_last_look(LiveSession *session) {
  const double now = steady_seconds(), passed = now - session->looked;
  session->looked = now;
  return fmin(passed, LOOK_SECONDS_MAX);
}

static LiveState lost(const LiveSession *session, const char *name, LiveTrouble *trouble) {
  const int slept = time_asleep() - session->asleep > SLEEP_SECONDS;
  live_trouble(trouble, "'%s' has stopped%s: it was unplugged, or its server ended", name,
               slept ? " while the computer slept" : "");
  return LIVE_LOST;
}

LiveState live_session_state(LiveSession *session, LiveTrouble *trouble) {
  const DeviceMemory *memory = session->memory;
  const AudioPath *path = &memory->path;
  const double passed = time_since_last_look(session);
  const int input_stalled = stalled(&session->input_watch, &path->callbacks, passed);
  const int output_stalled = stalled(&session->output_watch, &path->output_callbacks, passed);
  if (atomic_load_explicit(&path->frames, memory_order_relaxed) >= path->frame_limit) return LIVE_FINISHED;
  if (input_stalled || atomic_load(&memory->state) == DEVICE_LOST || has_ended(session))
    return lost(session, memory->names.input, trouble);
  return output_stalled ? lost(session, memory->names.output, trouble) : LIVE_RUNNING;
}

/* ---- Settings and status ------------------------------------------------------------------------ */

QuellStatus live_session_set(LiveSession *session, QuellParameter parameter, float value) {
  const QuellParameterInfo *info = quell_parameter_info(parameter);
  if (!info || !(value >= info->minimum && value <= info->maximum)) return QUELL_BAD_ARGUMENT;
  atomic_store(&session->memory->values[parameter], value);
  return QUELL_OK;
}

float live_session_get(const LiveSession *session, QuellParameter parameter) {
  return atomic_load(&session->memory->values[parameter]);
}

QuellStatus live_session_set_profile(LiveSession *session, uint32_t index) {
  QuellModelInfo info;
  quell_model_info(session->model, &info);
  if (index >= info.profiles && index != LIVE_PROFILE_AUTOMATIC) return QUELL_BAD_ARGUMENT;
  atomic_store(&session->memory->profile, index);
  return QUELL_OK;
}

uint32_t live_session_profile(const LiveSession *session) {
  return atomic_load(&session->memory->profile);
}

const QuellModel *live_session_model(const LiveSession *session) {
  return session->model;
}

static float take_peak(PeakMeter *meter) {
  const float peak = atomic_exchange_explicit(&meter->peak, 0, memory_order_relaxed);
  return peak > 0 ? fmaxf(QUELL_SILENCE_DB, 20 * log10f(peak)) : QUELL_SILENCE_DB;
}

void live_session_status(LiveSession *session, LiveStatus *status) {
  DeviceMemory *memory = session->memory;
  AudioPath *path = &memory->path;
  memset(status, 0, sizeof *status);
  status->input = memory->names.input, status->output = memory->names.output;
  status->input_api = memory->names.input_api, status->output_api = memory->names.output_api;
  status->sample_rate = path->sample_rate, status->output_rate = path->output_rate;
  status->channels = path->channels;
  status->block = atomic_load_explicit(&path->largest_block, memory_order_relaxed);
  status->meters = (QuellMeters){memory->input_db, memory->output_db, memory->reduction_db, memory->voice_probability};
  status->input_peak_db = take_peak(&path->input);
  status->output_peak_db = take_peak(&path->output);
  status->input_clipped = atomic_load_explicit(&path->input.clipped, memory_order_relaxed);
  load_meter_read(&path->load, &status->load);
  status->bridge = (BridgeStatus){memory->drift_ppm, memory->delay_ms, memory->set_point_ms, memory->gaps, 0};
  status->xruns = atomic_load_explicit(&path->xruns, memory_order_relaxed) + session->gaps + status->bridge.gaps;
  status->frames = atomic_load_explicit(&path->frames, memory_order_relaxed);
  status->received = atomic_load_explicit(&path->received, memory_order_relaxed);
  status->lost_from_recording = atomic_load_explicit(&path->lost_from_recording, memory_order_relaxed);
  status->engine_latency_frames = memory->latency;
  status->engine_latency_ms = 1e3 * memory->latency / path->sample_rate;
  status->bridged = memory->bridged;
  status->round_trip_ms = status->engine_latency_ms + status->bridge.set_point_ms + 1e3 * memory->device_latency;
  status->real_time = memory->real_time;
  status->profile = memory->profile_in_use;
}

FrameRing *live_session_recording(LiveSession *session) {
  return session->memory->path.recording;
}
