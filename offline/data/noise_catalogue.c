/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* noise-catalogue [EXCLUDE] < TABLE > manifest.csv
 *
 * TABLE has a line a sound file: path, source, category, licence and attribution, parted by tabs. Those that are fit
 * for training become rows of a manifest; the others are named on stderr with the reason. EXCLUDE is a manifest: what
 * it keeps for validation is recognised by name and by sound and left out. */
#include "bandwidth.h"
#include "convolution.h"
#include "corpus.h"
#include "decode.h"
#include "files/audio_save.h"
#include "level.h"
#include "same_recording.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIELDS 5
/* Shorter sounds could not be told from what is kept. */
#define SECONDS_LEAST 0.26
#define PIECE_SECONDS 120
#define MUSIC_SECONDS 40
#define SAME_FROM 0.5
#define LEVEL_LEAST_DB (-70.0)
#define FLAT_SHARE_MOST 0.02
#define CACHE_BYTES ((size_t)64 << 20)

enum { PATH, SOURCE, CATEGORY, LICENCE, ATTRIBUTION };

typedef struct {
  RecordingIndex *music, *other; /* apart, since to look through all for a long piece of music takes minutes */
  char **names;                  /* of what is kept for validation: letters and figures only */
  uint32_t name_count;
} Kept;

/* "fg-Rain_heavy.wav" gives "fgrainheavy"; the extension goes. */
static char *plain_name(const char *text) {
  char *name = strdup(text), *out = name;
  if (!name) return NULL;
  char *dot = strrchr(name, '.');
  if (dot && dot > name && strlen(dot) <= 5) *dot = 0;
  for (char *in = name; *in; in++)
    if (isalnum((unsigned char)*in)) *out++ = (char)tolower((unsigned char)*in);
  *out = 0;
  return name;
}

static int ends_with(const char *text, const char *end) {
  size_t length = strlen(text), part = strlen(end);
  return length >= part && strcmp(text + length - part, end) == 0;
}

/* The last part of the path is what a kept source is called after its package's name. */
static int kept_by_name(const Kept *kept, const char *path) {
  const char *slash = strrchr(path, '/');
  char *name = plain_name(slash ? slash + 1 : path);
  int found = 0;
  for (uint32_t i = 0; name && strlen(name) >= 3 && i < kept->name_count && !found; i++)
    found = ends_with(kept->names[i], name);
  free(name);
  return found;
}

static RecordingIndex *index_for(const Kept *kept, const char *category) {
  return strcmp(category, "music") == 0 ? kept->music : kept->other;
}

static int load_kept(const char *manifest, Kept *kept, char *message, size_t message_size) {
  const char *paths[] = {manifest};
  CorpusOptions options = {.manifests = paths, .manifest_count = 1, .split = "valid", .cache_bytes = CACHE_BYTES};
  Corpus *corpus;
  if (!corpus_open(&options, &corpus, message, message_size)) return 0;
  uint32_t count = corpus_count(corpus, CORPUS_NOISE);
  int done = 1;
  kept->music = recording_index_create();
  kept->other = recording_index_create();
  kept->names = calloc(count ? count : 1, sizeof *kept->names);
  for (uint32_t i = 0; i < count && done; i++) {
    CorpusClip clip;
    done = kept->music && kept->other && kept->names &&
           (kept->names[kept->name_count] = plain_name(corpus_item(corpus, CORPUS_NOISE, i)->source));
    if (!done) snprintf(message, message_size, "there is not enough memory");
    kept->name_count += (uint32_t)done;
    done = done && corpus_acquire(corpus, CORPUS_NOISE, i, 0, &clip, message, message_size);
    if (!done) break;
    done =
        recording_index_add(index_for(kept, corpus_item(corpus, CORPUS_NOISE, i)->category), clip.samples, clip.count);
    corpus_release(corpus, &clip);
  }
  corpus_free(corpus);
  return done;
}

/* NULL when it is fit; else why not. */
static const char *unfit(const DecodedSound *sound, float bandwidth_hz) {
  double level = level_active_16(sound->samples, sound->count) * (double)sound->scale;
  if (sound->seconds < SECONDS_LEAST) return "too short";
  if (!(20 * log10(level + 1e-12) > LEVEL_LEAST_DB)) return "silent";
  if (sound->flat_share > FLAT_SHARE_MOST) return "clipped";
  return bandwidth_hz < 1000 ? "nothing above 1 kHz" : NULL;
}

static void print_field(const char *text, char end) {
  int quoted = strpbrk(text, ",\"\n") != NULL;
  if (quoted) putchar('"');
  for (; *text; text++) {
    if (*text == '"') putchar('"');
    putchar(*text);
  }
  if (quoted) putchar('"');
  putchar(end);
}

static void print_row(char *const *fields, const DecodedSound *sound, float bandwidth_hz) {
  print_field(fields[PATH], ',');
  fputs("noise,train,", stdout);
  print_field(fields[SOURCE], ',');
  print_field(fields[CATEGORY], ',');
  printf(",%.2f,%u,%.0f,", sound->seconds, sound->source_rate, (double)bandwidth_hz);
  print_field(fields[LICENCE], ',');
  print_field(fields[ATTRIBUTION], '\n');
}

static int split_line(char *line, char **fields) {
  int count = 0;
  line[strcspn(line, "\r\n")] = 0;
  for (char *rest = line; count < FIELDS && rest; count++)
    fields[count] = strsep(&rest, "\t");
  return count == FIELDS;
}

/* The sentence when a part of the sound is kept for validation, else NULL. */
static const char *kept_by_sound(const Kept *kept, const char *category, const DecodedSound *sound, char *message,
                                 size_t message_size) {
  RecordingIndex *index = index_for(kept, category);
  double match = index ? recording_index_match(index, sound->samples, sound->count) : 0;
  if (match >= 0 && match < SAME_FROM) return NULL;
  snprintf(message, message_size, "sounds like what is kept for validation (correlation %.2f)", match);
  return message;
}

/* Puts the excerpt beside the file, removes the file and gives the new path, which the caller frees; NULL when that
 * failed. */
static char *replace_by_excerpt(const char *path, const DecodedSound *sound) {
  char *name = NULL;
  const char *dot = strrchr(path, '.');
  if (!dot || asprintf(&name, "%.*s-excerpt.flac", (int)(dot - path), path) < 0) return NULL;
  if (audio_save_16_bit(name, CORPUS_RATE, sound->samples, sound->count, NULL) && unlink(path) == 0) return name;
  unlink(name);
  free(name);
  return NULL;
}

static const char *catalogue_music(char **fields, const Kept *kept, int pieces, char *message, size_t message_size) {
  DecodedSound sound;
  if (!decode_piece(fields[PATH], DECODE_MEAN_OF_CHANNELS, pieces / 2, MUSIC_SECONDS, &sound, message, message_size))
    return message;
  float bandwidth_hz = bandwidth_estimate(sound.samples, sound.count);
  const char *reason = unfit(&sound, bandwidth_hz);
  if (!reason) reason = kept_by_sound(kept, fields[CATEGORY], &sound, message, message_size);
  if (!reason && pieces > 1) {
    char *excerpt = replace_by_excerpt(fields[PATH], &sound);
    fields[PATH] = excerpt ? excerpt : fields[PATH];
    sound.seconds = sound.count / (double)CORPUS_RATE;
    sound.source_rate = CORPUS_RATE;
    if (excerpt)
      print_row(fields, &sound, bandwidth_hz);
    else
      reason = "no excerpt of it could be written";
    free(excerpt);
  } else if (!reason) {
    print_row(fields, &sound, bandwidth_hz);
  }
  free(sound.samples);
  return reason;
}

/* NULL when the file was taken; else why not. */
static const char *catalogue(char **fields, const Kept *kept, char *message, size_t message_size) {
  int is_music = strcmp(fields[CATEGORY], "music") == 0;
  uint32_t piece_seconds = is_music ? MUSIC_SECONDS : PIECE_SECONDS;
  if (kept_by_name(kept, fields[PATH])) return "kept for validation, by its name";
  int pieces = decode_piece_count(fields[PATH], piece_seconds, message, message_size);
  if (pieces < 0) return message;
  if (is_music) return catalogue_music(fields, kept, pieces, message, message_size);
  for (int piece = 0; piece < pieces; piece++) {
    DecodedSound sound;
    if (!decode_piece(fields[PATH], DECODE_MEAN_OF_CHANNELS, piece, piece_seconds, &sound, message, message_size))
      return message;
    float bandwidth_hz = bandwidth_estimate(sound.samples, sound.count);
    const char *reason = piece == 0 ? unfit(&sound, bandwidth_hz) : NULL;
    if (!reason) reason = kept_by_sound(kept, fields[CATEGORY], &sound, message, message_size);
    if (!reason && piece == pieces - 1) print_row(fields, &sound, bandwidth_hz);
    free(sound.samples);
    if (reason) return reason;
  }
  return NULL;
}

int main(int count, char **arguments) {
  char message[1024] = "", *line = NULL, *fields[FIELDS];
  size_t room = 0;
  uint32_t used = 0, left_out = 0;
  Kept kept = {0};
  if (convolution_prepare() != 0 || (count > 1 && !load_kept(arguments[1], &kept, message, sizeof message))) {
    fprintf(stderr, "%s\n", message);
    return 1;
  }
  puts("path,kind,split,source_id,category,language,seconds,sample_rate,bandwidth_hz,licence,attribution");
  while (getline(&line, &room, stdin) >= 0) {
    if (!split_line(line, fields)) continue;
    const char *path = fields[PATH], *reason = catalogue(fields, &kept, message, sizeof message);
    if (reason) fprintf(stderr, "left out: %s: %s\n", path, reason);
    *(reason ? &left_out : &used) += 1;
  }
  fprintf(stderr, "%u files taken, %u left out\n", used, left_out);
  free(line);
  recording_index_free(kept.music);
  recording_index_free(kept.other);
  for (uint32_t i = 0; i < kept.name_count; i++)
    free(kept.names[i]);
  free(kept.names);
  return fflush(stdout) != 0 || ferror(stdout);
}
