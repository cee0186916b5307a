/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sound_handle.h"

#include <pthread.h>
#include <string.h>

static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

void sound_trouble_text(const char *sentence, char *text, size_t size) {
  static const char prefix[] = "Error : ";
  if (strncmp(sentence, prefix, sizeof prefix - 1) == 0) sentence += sizeof prefix - 1;
  strncpy(text, sentence, size - 1);
  text[size - 1] = 0;
  size_t length = strlen(text);
  while (length > 0 && strchr(".\n ", text[length - 1]))
    text[--length] = 0;
}

static void describe(SoundTrouble *trouble) {
  trouble->number = sf_error(NULL);
  sound_trouble_text(sf_strerror(NULL), trouble->text, sizeof trouble->text);
}

SNDFILE *sound_open_file(const char *path, SF_INFO *info, SoundTrouble *trouble) {
  pthread_mutex_lock(&opening);
  SNDFILE *file = sf_open(path, SFM_READ, info);
  if (!file) describe(trouble);
  pthread_mutex_unlock(&opening);
  return file;
}

SNDFILE *sound_open_stream(SF_VIRTUAL_IO *access, void *user, int mode, SF_INFO *info, SoundTrouble *trouble) {
  pthread_mutex_lock(&opening);
  SNDFILE *file = sf_open_virtual(access, mode, info, user);
  if (!file) describe(trouble);
  pthread_mutex_unlock(&opening);
  return file;
}
