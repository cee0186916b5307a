/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plays a sound through the plugin and saves a picture of its window:
 *   draw_window WINDOW.so SOUND SECONDS SCALE PICTURE.png [LIMIT]
 */
#include "gui_test.h"

#include "files/audio_load.h"
#include "together.h"

#include <unistd.h>

#define BLOCK 480

static void set(Together *together, PortId port, float value) {
  host_set(together->plugin, port, value);
  ui_host_port(&together->window, port_index(together->plugin->channels, port), value);
}

/* From the start again where the sound ends. */
static void play(Together *together, const Audio *audio, size_t frames) {
  float block[2][BLOCK];
  const float *input[] = {block[0], block[1]};
  for (size_t at = 0; at < frames; at += BLOCK) {
    for (uint32_t channel = 0; channel < 2; channel++)
      for (size_t n = 0; n < BLOCK; n++)
        block[channel][n] = audio->samples[channel % audio->channels][(at + n) % audio->frames];
    together_run(together, input, BLOCK);
    usleep((useconds_t)(1e6 * BLOCK / audio->sample_rate)); /* the window asks for pictures by the clock */
  }
}

int main(int count, char **arguments) {
  Audio audio;
  FileError error;
  if (count < 6) {
    fputs("usage: draw_window WINDOW.so SOUND SECONDS SCALE PICTURE.png [LIMIT]\n", stderr);
    return 2;
  }
  if (!audio_load(arguments[2], &audio, &error)) {
    fprintf(stderr, "%s\n", error.text);
    return 1;
  }
  Together *together = together_open(arguments[1], 2, audio.sample_rate, strtof(arguments[4], NULL));
  if (count > 6) set(together, PORT_LIMIT, strtof(arguments[6], NULL));
  play(together, &audio, (size_t)(strtod(arguments[3], NULL) * audio.sample_rate));
  ui_host_settle(&together->window);
  cairo_surface_t *picture = ui_host_picture(&together->window);
  const cairo_status_t status = cairo_surface_write_to_png(picture, arguments[5]);
  cairo_surface_destroy(picture);
  together_close(together);
  audio_free(&audio);
  return status != CAIRO_STATUS_SUCCESS;
}
