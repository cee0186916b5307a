/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stage on a JACK server: a client that another program takes for a sound card. Once that program has connected both
 * of its ports it plays a sound and captures what comes back, counted frame by frame, then ends.
 *   jack_stage NAME IN.f32 OUT.f32 freewheel|realtime|endless
 * Files hold mono samples, 32-bit float, without a header. OUT is as long as IN and a second more. An endless play
 * begins anew whenever IN is over, until SIGTERM comes, and captures nothing.
 */
#include <jack/jack.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_TENTHS 1200

typedef struct {
  jack_port_t *play, *capture;
  float *in, *out;
  size_t in_frames, out_frames, position;
  int endless;
  atomic_int playing, freewheeling, xruns;
  sem_t done;
} Stage;

static void play_round(Stage *stage, float *play, jack_nframes_t frames) {
  for (jack_nframes_t i = 0; i < frames; i++, stage->position = (stage->position + 1) % stage->in_frames)
    play[i] = stage->in[stage->position];
}

static int process(jack_nframes_t frames, void *context) {
  Stage *stage = context;
  float *play = jack_port_get_buffer(stage->play, frames);
  const float *capture = jack_port_get_buffer(stage->capture, frames);
  memset(play, 0, frames * sizeof *play);
  if (stage->playing && stage->endless) play_round(stage, play, frames);
  if (!stage->playing || stage->endless || stage->position >= stage->out_frames) return 0;
  for (jack_nframes_t i = 0; i < frames && stage->position < stage->out_frames; i++, stage->position++) {
    if (stage->position < stage->in_frames) play[i] = stage->in[stage->position];
    stage->out[stage->position] = capture[i];
  }
  if (stage->position >= stage->out_frames) sem_post(&stage->done);
  return 0;
}

static void note_freewheel(int starting, void *context) {
  ((Stage *)context)->freewheeling = starting;
}

static int note_xrun(void *context) {
  Stage *stage = context;
  if (stage->playing) stage->xruns++;
  return 0;
}

static int wait_for(const Stage *stage, int (*happened)(const Stage *)) {
  for (int i = 0; i < PATIENCE_TENTHS; i++, usleep(100000))
    if (happened(stage)) return 1;
  return 0;
}

static int connected(const Stage *stage) {
  return jack_port_connected(stage->play) && jack_port_connected(stage->capture);
}

static int wheel_is_free(const Stage *stage) {
  return stage->freewheeling;
}

static int read_sound(Stage *stage, const char *path, size_t extra) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END) != 0) return 0;
  stage->in_frames = (size_t)ftell(file) / sizeof(float);
  stage->out_frames = stage->in_frames + extra;
  rewind(file);
  stage->in = calloc(stage->in_frames + 1, sizeof(float));
  stage->out = calloc(stage->out_frames, sizeof(float));
  const size_t got = stage->in && stage->out ? fread(stage->in, sizeof(float), stage->in_frames, file) : 0;
  fclose(file);
  return got == stage->in_frames;
}

static int write_sound(const Stage *stage, const char *path) {
  FILE *file = fopen(path, "wb");
  if (!file) return 0;
  const size_t written = fwrite(stage->out, sizeof(float), stage->out_frames, file);
  return fclose(file) == 0 && written == stage->out_frames;
}

static int fail(const char *sentence) {
  fprintf(stderr, "jack_stage: %s\n", sentence);
  return 1;
}

static const sigset_t *termination(void) {
  static sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  return &signals;
}

static void wait_for_the_end(Stage *stage) {
  int number;
  if (stage->endless)
    sigwait(termination(), &number);
  else
    sem_wait(&stage->done);
}

static int perform(Stage *stage, jack_client_t *client, int freewheel) {
  puts("ready");
  fflush(stdout);
  if (!wait_for(stage, connected)) return fail("nobody has connected");
  if (freewheel && (jack_set_freewheel(client, 1) != 0 || !wait_for(stage, wheel_is_free)))
    return fail("the server does not run free");
  stage->playing = 1;
  wait_for_the_end(stage);
  if (freewheel) jack_set_freewheel(client, 0);
  printf("xruns %d\n", stage->xruns);
  fflush(stdout);
  return 0;
}

int main(int argc, char **argv) {
  static Stage stage;
  if (argc != 5) return fail("it needs a name, two files and a mode");
  stage.endless = strcmp(argv[4], "endless") == 0;
  if (stage.endless) sigprocmask(SIG_BLOCK, termination(), NULL); /* it is waited for */
  jack_client_t *client = jack_client_open(argv[1], JackNoStartServer | JackUseExactName, NULL);
  if (!client) return fail("there is no server");
  sem_init(&stage.done, 0, 0);
  if (!read_sound(&stage, argv[2], jack_get_sample_rate(client))) return fail("the sound cannot be read");
  stage.play = jack_port_register(client, "play", JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
  stage.capture = jack_port_register(client, "capture", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
  jack_set_process_callback(client, process, &stage);
  jack_set_freewheel_callback(client, note_freewheel, &stage);
  jack_set_xrun_callback(client, note_xrun, &stage);
  if (!stage.play || !stage.capture || jack_activate(client) != 0) return fail("it cannot be activated");
  const int code = perform(&stage, client, strcmp(argv[4], "freewheel") == 0);
  jack_client_close(client);
  if (code == 0 && !stage.endless && !write_sound(&stage, argv[3])) return fail("the result cannot be written");
  return code;
}
