/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One instance of the plugin, and who touches what of it. Hosts differ in which thread they call from; these rules
 * hold for all of them:
 *
 *   audio      run(), activate(), deactivate(): one at a time, never two at once. Owns all in `Audio`.
 *   setup      instantiate(), restore(), save(), work(), cleanup(): may come from any thread, also several at once and
 *              beside run(), and some hosts call work() from inside run(). Owns all in `Choice`, under its lock.
 *   between    atomics and records of one writer: models change hands in ModelSwap, a wish of the window travels in
 *              `request` from audio to setup, a message for it in `bulletin` from setup to audio.
 *
 * work_response() does nothing, since hosts call it from whatever thread they like.
 */
#ifndef QUELL_INSTANCE_H
#define QUELL_INSTANCE_H

#include "display.h"
#include "engine/seqlock.h"
#include "load_meter.h"
#include "model_swap.h"
#include "ports.h"
#include "profile_choice.h"
#include "uris.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/log/logger.h>
#include <lv2/worker/worker.h>
#include <pthread.h>

#define BULLETIN_TEXT 512

/* A path that a window has asked for; numbers count up, 0 is none. */
typedef struct {
  uint32_t number;
  char path[PATH_MAX];
} Request;

/* What went wrong when a model was to be loaded, "" when nothing did; the same counting. */
typedef struct {
  uint32_t number;
  char text[BULLETIN_TEXT];
} Bulletin;

/* What run() has to tell the log, which only other threads may write. */
typedef enum { REPORT_PROFILE = PORT_COUNT, REPORT_COUNT } Report; /* below: a port whose value lies out of range */

/* How the value of a parameter that only the plugin sets goes out: as the answer to a question (patch:Set), or as news
 * (patch:Put, since Ardour takes each patch:Set for a parameter that it may set itself, and complains when it may not).
 */
typedef enum { TELL_NOTHING, TELL_ANSWER, TELL_NEWS } Telling;

typedef struct {
  float seen[PORT_COUNT];            /* last value of each control port, within its range */
  unsigned char outside[PORT_COUNT]; /* whether what was connected lay outside */
  int starts;                        /* the next run() is the first since activate() */
  Request request;                   /* newest, as published */
  uint32_t scheduled;                /* number of the request for which work was scheduled */
  uint32_t bulletin;                 /* number of the newest one told to the window */
  Bulletin text;                     /* it */
  int no_worker;                     /* a request came, but the host does no work */
  int tell_model, tell_state;        /* what notifications are due */
  Telling tell_name, tell_message;
  LV2_Atom_Forge forge;
  LV2_Atom_Sequence *notify; /* NULL when there is no room at all */
  LoadMeter load;
  ProfileChoice profile;
  uint32_t profile_in_use;
} Audio;

/* A model as sessions know it. */
typedef struct {
  char path[PATH_MAX];   /* "" for the built-in model */
  char hash[HASH_TEXT];  /* sum over the file, "" when not known */
  char origin[PATH_MAX]; /* where the file lay, without links; "" when not known */
} SavedModel;

typedef struct {
  pthread_mutex_t lock;
  SavedModel model; /* chosen last */
  uint32_t ticket;  /* counts choices: one that was made while another was loading wins */
  uint32_t bulletin;
} Choice;

typedef struct {
  uint32_t sample_rate, channels, latency;
  void *ports[PORT_COUNT]; /* by PortId; any of them NULL */
  PortId list[PORT_COUNT]; /* by index */
  uint32_t port_count;
  Uris uris;
  LV2_Log_Logger logger;
  LV2_Worker_Schedule schedule; /* without a function when the host does no work */
  Audio audio;
  Choice choice;
  ModelSwap swap;
  Display display;
  /* Between threads. */
  atomic_uint request_sequence, bulletin_sequence;
  SeqlockWord request[SEQLOCK_WORDS(Request)], bulletin[SEQLOCK_WORDS(Bulletin)];
  atomic_uint asked;                  /* number of the newest request */
  atomic_uint handled;                /* number of the request that was loaded or refused last */
  atomic_uint work_due;               /* work was scheduled and has not begun */
  atomic_uchar reports[REPORT_COUNT]; /* 1: due; for REPORT_PROFILE the profile in use, from 1 */
} Instance;

/* ---- run.c ---- */
/* audio. */
void instance_run(LV2_Handle instance, uint32_t frames) QUELL_REALTIME;

/* ---- model_choice.c ---- */
/* setup. Loads a model and lets it run, or says why not: then nothing changes. Returns whether it did. */
int choose_model(Instance *instance, const char *path);
/* setup. The same for a saved state. When there is no such file, the same one may still lie where it was; when neither
 * can be used the built-in model runs, and the choice is kept. */
void restore_model(Instance *instance, const SavedModel *saved);
/* setup. What is to be saved: the newest choice, even when it is still being loaded. */
void chosen_model(Instance *instance, SavedModel *saved);

/* ---- patch.c ---- */
/* audio. Reads the events of the window and the host. */
void patch_read(Instance *instance);
/* audio. Empties the notification port, if there is one. */
void patch_begin(Instance *instance);
/* audio. Writes what is due into it, as far as it has room, pictures last; the rest stays due. */
void patch_write(Instance *instance, uint32_t frames);

/* ---- work.c ---- */
/* audio. Schedules what setup threads have to do. The host may do it before this returns. */
void work_schedule(Instance *instance);
extern const LV2_Worker_Interface work_interface;

/* ---- state.c ---- */
extern const void *const state_interface;

#endif
