/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A microphone, the denoiser and a loudspeaker from the first opening to the end, whatever happens to the devices
 * meanwhile: they may vanish and be opened again; settings, counts and what is to be recorded go on. Devices are used
 * by a process of its own, for libraries of sound may hang or abort when a device is pulled out or a server dies; what
 * both processes need lies in memory that they share. One thread uses a session; only live_session_set(),
 * live_session_set_profile() and the reading end of the recording may be used beside it.
 */
#ifndef QUELL_LIVE_SESSION_H
#define QUELL_LIVE_SESSION_H

#include "clock_bridge.h"
#include "frame_ring.h"
#include "live_trouble.h"
#include "load_meter.h"
#include "quell.h"

#include <signal.h>

typedef struct LiveSession LiveSession;

/* In place of a profile's index: the best that the processor can keep up with. */
#define LIVE_PROFILE_AUTOMATIC UINT32_MAX

typedef struct {
  const char *input, *output;            /* as sound_device_find() takes them */
  uint32_t sample_rate, block, channels; /* as StreamWishes has them */
  double seconds;                        /* of sound, then it ends; 0: without end */
  double recording_seconds;              /* how much sound may wait to be recorded; 0: nothing is recorded */
  const volatile sig_atomic_t *stop;     /* NULL, or set by a signal: nothing is waited for any more */
} LiveOptions;

typedef enum {
  LIVE_RUNNING,
  LIVE_FINISHED, /* the seconds are over */
  LIVE_LOST      /* a device or the server is gone, or stands still */
} LiveState;

typedef struct {
  const char *input, *output, *input_api, *output_api; /* names */
  uint32_t sample_rate, output_rate, channels;
  uint32_t block; /* largest so far, frames */
  QuellMeters meters;
  float input_peak_db, output_peak_db; /* since the last status */
  uint64_t input_clipped;              /* samples at full scale so far */
  Load load;
  uint64_t xruns;    /* how often sound was lost, as the devices and the bridge count it */
  uint64_t frames;   /* denoised so far */
  uint64_t received; /* by the device so far */
  uint32_t engine_latency_frames;
  double engine_latency_ms;
  double round_trip_ms; /* devices, denoiser and bridge together, as the devices report theirs */
  int bridged;          /* two clocks; then: */
  BridgeStatus bridge;
  int real_time;                /* the audio thread has real-time priority */
  uint32_t profile;             /* that runs; an index also where it is chosen automatically */
  uint64_t lost_from_recording; /* frames that nobody fetched in time */
} LiveStatus;

/* setup. Nothing is opened yet. The model must outlive the session; so must texts of the options. NULL without memory.
 */
LiveSession *live_session_create(QuellModel *model, const LiveOptions *options);
/* setup. NULL is allowed. */
void live_session_free(LiveSession *session);

/* setup. Finds the devices, opens and starts them. After the first time it takes only the same devices (defaults:
 * whatever is the default now) with the same rate and channels. */
int live_session_open(LiveSession *session, LiveTrouble *trouble);
/* setup. To be called some times a second. LIVE_LOST: *trouble says what is gone. */
LiveState live_session_state(LiveSession *session, LiveTrouble *trouble);
/* setup. Lets go of the devices, come what may; live_session_open() may follow. */
void live_session_close(LiveSession *session);

/* any. As quell_denoiser_set() and _get(); kept when devices are opened again. */
QuellStatus live_session_set(LiveSession *session, QuellParameter parameter, float value);
float live_session_get(const LiveSession *session, QuellParameter parameter);
/* any. Which of the model's profiles is to run: an index, or LIVE_PROFILE_AUTOMATIC; out of range changes nothing. */
QuellStatus live_session_set_profile(LiveSession *session, uint32_t index);
uint32_t live_session_profile(const LiveSession *session);
const QuellModel *live_session_model(const LiveSession *session);

/* setup. After the first opening. */
void live_session_status(LiveSession *session, LiveStatus *status);
/* setup. After the first opening: frames of all input channels, then all output channels, denoised sound late by the
 * engine's latency; one other thread may read them. NULL when nothing is recorded. */
FrameRing *live_session_recording(LiveSession *session);

#endif
