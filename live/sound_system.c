/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "sound_system.h"

#include <fcntl.h>
#include <pa_jack.h>
#include <portaudio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Silence on stderr -------------------------------------------------------------------------- */

static int kept_stderr = -1;

void sound_system_hush(void) {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  fflush(stderr);
  kept_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (nowhere >= 0 && kept_stderr >= 0) dup2(nowhere, STDERR_FILENO);
  if (nowhere >= 0) close(nowhere);
}

void sound_system_unhush(void) {
  if (kept_stderr < 0) return;
  dup2(kept_stderr, STDERR_FILENO);
  close(kept_stderr);
  kept_stderr = -1;
}

/* ---- Start and stop ----------------------------------------------------------------------------- */

int sound_system_start(LiveTrouble *trouble) {
  sound_system_hush();
  PaJack_SetClientName(SOUND_SYSTEM_CLIENT);
  const PaError error = Pa_Initialize();
  sound_system_unhush();
  if (error == paNoError) return 1;
  return live_trouble(trouble, "the sound system cannot be used: %s", Pa_GetErrorText(error));
}

void sound_system_stop(void) {
  sound_system_hush();
  Pa_Terminate();
  sound_system_unhush();
}

/* ---- Devices ------------------------------------------------------------------------------------ */

size_t sound_device_count(void) {
  const PaDeviceIndex count = Pa_GetDeviceCount();
  return count > 0 ? (size_t)count : 0;
}

static PaDeviceIndex default_of(const PaHostApiInfo *api, SoundDirection direction) {
  return direction == SOUND_INPUT ? api->defaultInputDevice : api->defaultOutputDevice;
}

/* A JACK server that runs is there to be used, and holds the hardware. Then PortAudio's own choice; and where its first
 * host API has no device, another's counts. */
static PaDeviceIndex default_device(SoundDirection direction) {
  const PaHostApiIndex jack = Pa_HostApiTypeIdToHostApiIndex(paJACK);
  if (jack >= 0 && default_of(Pa_GetHostApiInfo(jack), direction) != paNoDevice)
    return default_of(Pa_GetHostApiInfo(jack), direction);
  const PaDeviceIndex first = direction == SOUND_INPUT ? Pa_GetDefaultInputDevice() : Pa_GetDefaultOutputDevice();
  if (first != paNoDevice) return first;
  for (PaHostApiIndex i = 0; i < Pa_GetHostApiCount(); i++) {
    const PaDeviceIndex index = default_of(Pa_GetHostApiInfo(i), direction);
    if (index != paNoDevice) return index;
  }
  return paNoDevice;
}

SoundDevice sound_device(size_t index) {
  const PaDeviceInfo *info = Pa_GetDeviceInfo((PaDeviceIndex)index);
  return (SoundDevice){.index = (int)index,
                       .name = info->name,
                       .api = Pa_GetHostApiInfo(info->hostApi)->name,
                       .inputs = (uint32_t)info->maxInputChannels,
                       .outputs = (uint32_t)info->maxOutputChannels,
                       .sample_rate = info->defaultSampleRate,
                       .input_latency = info->defaultLowInputLatency,
                       .output_latency = info->defaultLowOutputLatency,
                       .default_input = (PaDeviceIndex)index == default_device(SOUND_INPUT),
                       .default_output = (PaDeviceIndex)index == default_device(SOUND_OUTPUT)};
}

static const char *direction_name(SoundDirection direction) {
  return direction == SOUND_INPUT ? "input" : "output";
}

static uint32_t channels_of(const SoundDevice *device, SoundDirection direction) {
  return direction == SOUND_INPUT ? device->inputs : device->outputs;
}

static int is_this_program(const SoundDevice *device) {
  return strcmp(device->name, SOUND_SYSTEM_CLIENT) == 0 && strstr(device->api, "JACK") != NULL;
}

static int accept(size_t index, SoundDirection direction, SoundDevice *device, LiveTrouble *trouble) {
  *device = sound_device(index);
  if (is_this_program(device)) return live_trouble(trouble, "'%s' is this program itself", device->name);
  if (channels_of(device, direction)) return 1;
  return live_trouble(trouble, "'%s' has no %s; see quell live --list", device->name, direction_name(direction));
}

static int find_default(SoundDirection direction, SoundDevice *device, LiveTrouble *trouble) {
  const PaDeviceIndex index = default_device(direction);
  if (index != paNoDevice) return accept((size_t)index, direction, device, trouble);
  return live_trouble(trouble,
                      "no %s device was found: plug one in, or start the sound server, and look with quell live --list",
                      direction_name(direction));
}

static int find_number(size_t number, SoundDirection direction, SoundDevice *device, LiveTrouble *trouble) {
  if (number < sound_device_count()) return accept(number, direction, device, trouble);
  return live_trouble(trouble, "there is no device %zu; see quell live --list", number);
}

static void full_name(const SoundDevice *device, char *name, size_t size) {
  snprintf(name, size, "%s: %s", device->api, device->name);
}

typedef enum { FITS_NOT, FITS_IN_PART, FITS_WHOLLY } Fit;

static Fit fit(const SoundDevice *device, const char *text) {
  char name[512];
  full_name(device, name, sizeof name);
  if (strcasecmp(device->name, text) == 0 || strcasecmp(name, text) == 0) return FITS_WHOLLY;
  return strcasestr(name, text) ? FITS_IN_PART : FITS_NOT;
}

static int find_name(const char *text, SoundDirection direction, SoundDevice *device, LiveTrouble *trouble) {
  size_t best = 0, fitting = 0, other_direction = 0;
  Fit best_fit = FITS_NOT;
  for (size_t i = 0; i < sound_device_count(); i++) {
    const SoundDevice candidate = sound_device(i);
    const Fit found = fit(&candidate, text);
    if (found == FITS_NOT) continue;
    if (!channels_of(&candidate, direction)) {
      other_direction++;
    } else if (found > best_fit) {
      best = i, best_fit = found, fitting = 1;
    } else if (found == best_fit) {
      fitting++;
    }
  }
  if (fitting == 1) return accept(best, direction, device, trouble);
  if (fitting > 1) {
    return live_trouble(trouble,
                        "%zu %s devices have '%s' in their name: give more of it, or the number; see quell live --list",
                        fitting, direction_name(direction), text);
  }
  return live_trouble(trouble, "no %s device has '%s' in its name%s; see quell live --list", direction_name(direction),
                      text, other_direction ? ", only one of the other direction" : "");
}

int sound_device_find(const char *text, SoundDirection direction, SoundDevice *device, LiveTrouble *trouble) {
  if (!text) return find_default(direction, device, trouble);
  if (*text && strspn(text, "0123456789") == strlen(text))
    return find_number(strtoul(text, NULL, 10), direction, device, trouble);
  return find_name(text, direction, device, trouble);
}

int sound_device_find_exact(const char *api, const char *name, SoundDirection direction, SoundDevice *device,
                            LiveTrouble *trouble) {
  for (size_t i = 0; i < sound_device_count(); i++) {
    *device = sound_device(i);
    if (strcmp(device->api, api) == 0 && strcmp(device->name, name) == 0 && channels_of(device, direction)) return 1;
  }
  return live_trouble(trouble, "'%s' is not there", name);
}

/* ALSA names the card: "USB Audio: - (hw:2,0)". */
static const char *card_of(const SoundDevice *device, size_t *length) {
  const char *card = strstr(device->name, "(hw:");
  if (card) *length = strcspn(card, ",)");
  return card;
}

int sound_devices_share_clock(const SoundDevice *input, const SoundDevice *output) {
  size_t input_length = 0, output_length = 0;
  if (strcmp(input->api, output->api) != 0) return 0;
  if (input->index == output->index || strstr(input->api, "JACK")) return 1;
  const char *input_card = card_of(input, &input_length), *output_card = card_of(output, &output_length);
  return input_card && output_card && input_length == output_length &&
         strncmp(input_card, output_card, input_length) == 0;
}
