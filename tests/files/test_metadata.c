/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a file says besides its samples is there afterwards, byte for byte.
 */
#include "files/ogg_pages.h"
#include "sound_zoo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
  unsigned char *bytes;
  size_t size;
} Bytes;

static void append(Bytes *list, const void *bytes, size_t count) {
  list->bytes = realloc(list->bytes, list->size + count + 1);
  assert_non_null(list->bytes);
  memcpy(list->bytes + list->size, bytes, count);
  list->size += count;
}

/* A chunk of `count` bytes that look like nothing in particular, padded to an even length. */
static void append_chunk(Bytes *list, const char *name, uint32_t count) {
  unsigned char size[4] = {(unsigned char)count, (unsigned char)(count >> 8), (unsigned char)(count >> 16), 0};
  append(list, name, 4);
  append(list, size, 4);
  unsigned char *body = calloc(1, count + 2);
  for (uint32_t i = 0; i < count; i++)
    body[i] = (unsigned char)(i * 37 + (unsigned char)name[0]);
  append(list, body, count + (count & 1));
  free(body);
}

/* The chunks that recorders and editors write, before and after the samples. Odd lengths only where a test asks for
 * them, for libsndfile does not find its way past them in RF64. */
static void make_chunks(Bytes *before, Bytes *after, uint32_t odd) {
  *before = *after = (Bytes){0};
  append_chunk(before, "bext", 858);
  append_chunk(before, "iXML", 1000 + odd);
  append_chunk(before, "JUNK", 28);
  append_chunk(before, "qwrt", 6 + odd);
  append_chunk(after, "cue ", 28);
  append_chunk(after, "smpl", 60);
  append_chunk(after, "LIST", 334 + odd);
  append_chunk(after, "inst", 8 + odd);
  append_chunk(after, "cart", 2048);
  append_chunk(after, "_PMX", 76 + odd);
  append_chunk(after, "id3 ", 200001);
  append_chunk(after, "abcd", 0);
}

static void every_byte_around_the_samples_of_a_wav_stays(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav"), *output = zoo_path("out.wav");
  Bytes before, after;
  make_chunks(&before, &after, 1);
  zoo_write_wav(input, before.bytes, before.size, after.bytes, after.size, 999);
  if (!zoo_process(input, output, 0.25)) fail_msg("%s", zoo_message);
  size_t in_size, out_size, head = 36 + before.size + 8, samples = 999 * 2;
  unsigned char *in = zoo_bytes(input, &in_size), *out = zoo_bytes(output, &out_size);
  assert_int_equal(in_size, out_size);
  assert_memory_equal(in, out, head);
  assert_memory_not_equal(in + head, out + head, samples);
  assert_memory_equal(in + head + samples, out + head + samples, in_size - head - samples);
  free(in);
  free(out);
  free(before.bytes);
  free(after.bytes);
  zoo_clear();
}

static void a_wav_that_becomes_rf64_takes_its_chunks_along(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav"), *output = zoo_path("out.rf64");
  Bytes before, after;
  make_chunks(&before, &after, 0);
  zoo_write_wav(input, before.bytes, before.size, after.bytes, after.size, 1000);
  if (!zoo_process(input, output, 1)) fail_msg("%s", zoo_message);
  size_t in_size, out_size;
  unsigned char *in = zoo_bytes(input, &in_size), *out = zoo_bytes(output, &out_size);
  assert_int_equal(out_size, in_size + 36);
  assert_memory_equal(out, "RF64\xFF\xFF\xFF\xFFWAVEds64\x1C\0\0\0", 20);
  assert_memory_equal(in + 12, out + 48, 24 + before.size + 4);
  assert_memory_equal(in + 36 + before.size + 8, out + 72 + before.size + 8, 2000 + after.size);
  SF_INFO info = {0};
  SNDFILE *file = sf_open(output, SFM_READ, &info);
  if (!file) fail_msg("%s", sf_strerror(NULL));
  assert_int_equal(info.frames, 1000);
  assert_int_equal(info.format, SF_FORMAT_RF64 | SF_FORMAT_PCM_16);
  sf_close(file);
  free(in);
  free(out);
  free(before.bytes);
  free(after.bytes);
  zoo_clear();
}

/* Chunks of the source go around those that describe the new samples. */
static void chunks_of_a_wav_with_coded_samples_stay(void **state) {
  (void)state;
  static const int subtypes[] = {SF_FORMAT_MS_ADPCM, SF_FORMAT_IMA_ADPCM, SF_FORMAT_GSM610};
  for (int i = 0; i < 3; i++) {
    const char *plain = zoo_path("plain.wav"), *input = zoo_path("in.wav"), *output = zoo_path("out.wav");
    zoo_write(plain, SF_FORMAT_WAV | subtypes[i], 48000, 1, 5000);
    Bytes file, before, after, in = {0};
    file.bytes = zoo_bytes(plain, &file.size);
    make_chunks(&before, &after, 1);
    unsigned char *fmt_end = memmem(file.bytes, 200, "fact", 4);
    assert_non_null(fmt_end);
    append(&in, file.bytes, (size_t)(fmt_end - file.bytes));
    append(&in, before.bytes, before.size);
    append(&in, fmt_end, file.size - (size_t)(fmt_end - file.bytes));
    append(&in, after.bytes, after.size);
    uint32_t riff = (uint32_t)in.size - 8;
    for (int b = 0; b < 4; b++)
      in.bytes[4 + b] = (unsigned char)(riff >> 8 * b);
    zoo_write_bytes(input, in.bytes, in.size);
    if (!zoo_process(input, output, 0.5)) fail_msg("%s", zoo_message);
    size_t out_size;
    unsigned char *out = zoo_bytes(output, &out_size);
    assert_int_equal(out_size, in.size);
    assert_memory_equal(out + 4, in.bytes + 4, 4);
    assert_non_null(memmem(out, out_size, before.bytes, before.size));
    assert_memory_equal(out + out_size - after.size, after.bytes, after.size);
    SF_INFO info = {0};
    SNDFILE *sound = sf_open(output, SFM_READ, &info);
    if (!sound) fail_msg("%s", sf_strerror(NULL));
    assert_int_equal(info.format, SF_FORMAT_WAV | subtypes[i]);
    sf_close(sound);
    free(out);
    free(file.bytes);
    free(in.bytes);
    free(before.bytes);
    free(after.bytes);
    zoo_clear();
  }
}

static void the_peak_chunk_tells_the_new_peaks(void **state) {
  (void)state;
  static const int formats[] = {SF_FORMAT_WAV | SF_FORMAT_FLOAT, SF_FORMAT_AIFF | SF_FORMAT_FLOAT,
                                SF_FORMAT_CAF | SF_FORMAT_FLOAT};
  for (int i = 0; i < 3; i++) {
    const char *input = zoo_path("in"), *output = zoo_path("out");
    zoo_write(input, formats[i], 44100, 2, 500);
    assert_true(zoo_process(input, output, 0.5));
    double before[2], after[2];
    SF_INFO info = {0};
    SNDFILE *one = sf_open(input, SFM_READ, &info), *other = sf_open(output, SFM_READ, &info);
    assert_true(sf_command(one, SFC_GET_MAX_ALL_CHANNELS, before, sizeof before));
    assert_true(sf_command(other, SFC_GET_MAX_ALL_CHANNELS, after, sizeof after));
    for (int c = 0; c < 2; c++)
      assert_true(after[c] == before[c] / 2);
    sf_close(one);
    sf_close(other);
    zoo_clear();
  }
}

/* The blocks of a FLAC file but STREAMINFO, without the marks of the last one; and where the frames start. */
static size_t flac_blocks(const Bytes *file, Bytes *blocks) {
  size_t offset = 4;
  for (int last = 0; !last;) {
    unsigned char *head = file->bytes + offset;
    size_t size = 4 + (size_t)(head[1] << 16 | head[2] << 8 | head[3]);
    assert_true(offset + size <= file->size);
    last = head[0] & 0x80;
    head[0] &= 0x7F;
    if (head[0] != 0) append(blocks, head, size);
    offset += size;
  }
  return offset;
}

static void append_flac_block(Bytes *list, unsigned char type, const void *body, size_t count) {
  unsigned char head[4] = {type, (unsigned char)(count >> 16), (unsigned char)(count >> 8), (unsigned char)count};
  append(list, head, 4);
  append(list, body, count);
}

/* Puts comments of keys that libsndfile does not know, a picture and an application's block into a FLAC file. */
static void add_flac_blocks(const char *path) {
  static const char comments[] = "\4\0\0\0test\2\0\0\0\x0F\0\0\0MICROPHONE=left\x0B\0\0\0TITLE=\xC3\xA4\xC3\xB6x";
  unsigned char *picture = calloc(1, 70000), *body = calloc(1, 64);
  Bytes file, old = {0}, made = {0};
  file.bytes = zoo_bytes(path, &file.size);
  size_t frames = flac_blocks(&file, &old);
  append(&made, file.bytes, 42);
  /* Kind 3, no texts, no sizes, then the length of the data. */
  memcpy(picture + 3, "\3", 1);
  memcpy(picture + 28, "\0\1\x11\x50", 4);
  for (int i = 32; i < 70000; i++)
    picture[i] = (unsigned char)(i * 31 >> 3);
  append_flac_block(&made, 4, comments, sizeof comments - 1);
  append_flac_block(&made, 2, "riffxyz", 7);
  append_flac_block(&made, 3, body, 18); /* a seek table, which cannot stay */
  append_flac_block(&made, 6, picture, 70000);
  append_flac_block(&made, 0x80 | 1, body, 64);
  append(&made, file.bytes + frames, file.size - frames);
  zoo_write_bytes(path, made.bytes, made.size);
  free(picture);
  free(body);
  free(file.bytes);
  free(old.bytes);
  free(made.bytes);
}

static void metadata_blocks_of_flac_stay(void **state) {
  (void)state;
  const char *input = zoo_path("in.flac"), *output = zoo_path("out.flac");
  zoo_write(input, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000, 2, 20000);
  add_flac_blocks(input);
  if (!zoo_process(input, output, 0.5)) fail_msg("%s", zoo_message);
  Bytes in, out, before = {0}, after = {0}, wanted = {0};
  in.bytes = zoo_bytes(input, &in.size);
  out.bytes = zoo_bytes(output, &out.size);
  flac_blocks(&in, &before);
  flac_blocks(&out, &after);
  size_t seek_table = 4 + 46 + 4 + 7; /* comments, application */
  assert_int_equal(before.bytes[seek_table], 3);
  append(&wanted, before.bytes, seek_table);
  append(&wanted, before.bytes + seek_table + 22, before.size - seek_table - 22);
  assert_int_equal(after.size, wanted.size);
  assert_memory_equal(after.bytes, wanted.bytes, wanted.size);
  SF_INFO info = {0};
  SNDFILE *file = sf_open(output, SFM_READ, &info);
  assert_non_null(file);
  assert_int_equal(info.frames, 20000);
  sf_close(file);
  free(in.bytes);
  free(out.bytes);
  free(before.bytes);
  free(after.bytes);
  free(wanted.bytes);
  zoo_clear();
}

static int read_from_bytes(void *from, int64_t offset, void *bytes, size_t count) {
  const Bytes *file = from;
  if ((size_t)offset + count > file->size) return 0;
  memcpy(bytes, file->bytes + offset, count);
  return 1;
}

static void write_with_comment(const char *path, int format, size_t comment_bytes) {
  SF_INFO info = {.samplerate = 48000, .channels = 1, .format = format};
  SNDFILE *file = sf_open(path, SFM_WRITE, &info);
  assert_non_null(file);
  char *comment = malloc(comment_bytes + 1);
  memset(comment, 'x', comment_bytes);
  comment[comment_bytes] = 0;
  assert_int_equal(sf_set_string(file, SF_STR_COMMENT, comment), 0);
  short *samples = calloc(30000, sizeof *samples);
  for (int i = 0; i < 30000; i++)
    samples[i] = (short)(i * 7919 % 8000 - 4000);
  assert_int_equal(sf_write_short(file, samples, 30000), 30000);
  sf_close(file);
  free(samples);
  free(comment);
}

/* Turns the known key of the comment into one that libsndfile does not know. */
static void rename_comment_key(const char *path) {
  Bytes file;
  file.bytes = zoo_bytes(path, &file.size);
  OggPage *page = malloc(sizeof *page);
  int renamed = 0;
  for (int64_t offset = 0; ogg_page_read(page, read_from_bytes, &file, offset); offset += (int64_t)page->size) {
    unsigned char *key = memmem(page->bytes, page->size, "COMMENT=", 8);
    if (!key) key = memmem(page->bytes, page->size, "comment=", 8);
    if (!key) continue;
    memcpy(key, "STUDIO3=", 8);
    ogg_page_renumber(page, ogg_page_number(page));
    memcpy(file.bytes + offset, page->bytes, page->size);
    renamed++;
  }
  assert_int_equal(renamed, 1);
  zoo_write_bytes(path, file.bytes, file.size);
  free(page);
  free(file.bytes);
}

static void assert_same_comments(const char *input, const char *output, int packets) {
  Bytes in, out;
  OggHeader before, after;
  in.bytes = zoo_bytes(input, &in.size);
  out.bytes = zoo_bytes(output, &out.size);
  assert_true(ogg_header_read(&before, packets, 1 << 24, read_from_bytes, &in));
  assert_true(ogg_header_read(&after, packets, 1 << 24, read_from_bytes, &out));
  assert_int_equal(before.lengths[1], after.lengths[1]);
  assert_memory_equal(before.bytes.bytes + before.lengths[0], after.bytes.bytes + after.lengths[0], before.lengths[1]);
  assert_non_null(memmem(out.bytes, out.size, "STUDIO3=xxx", 11));
  ogg_header_clear(&before);
  ogg_header_clear(&after);
  free(in.bytes);
  free(out.bytes);
}

static void comments_of_ogg_stay_however_long(void **state) {
  (void)state;
  static const struct {
    int format, packets;
    size_t comment_bytes;
  } cases[] = {{SF_FORMAT_OGG | SF_FORMAT_VORBIS, 3, 10},     {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 3, 255},
               {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 3, 3000},   {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 3, 70000},
               {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 3, 200000}, {SF_FORMAT_OGG | SF_FORMAT_OPUS, 2, 10},
               {SF_FORMAT_OGG | SF_FORMAT_OPUS, 2, 255}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const char *input = zoo_path("in.ogg"), *output = zoo_path("out.ogg");
    write_with_comment(input, cases[i].format, cases[i].comment_bytes);
    rename_comment_key(input);
    if (!zoo_process(input, output, 0.5)) fail_msg("%s", zoo_message);
    assert_same_comments(input, output, cases[i].packets);
    /* libogg drops pages with a wrong checksum or number, so a whole file has neither. */
    SF_INFO info = {0};
    SNDFILE *file = sf_open(output, SFM_READ, &info);
    assert_non_null(file);
    assert_int_equal(info.frames, 30000);
    float *samples = malloc(30000 * sizeof *samples);
    assert_int_equal(sf_read_float(file, samples, 30000), 30000);
    free(samples);
    sf_close(file);
    zoo_clear();
  }
}

static void id3_tags_of_mp3_stay(void **state) {
  (void)state;
  static const unsigned char tag[30] = "ID3\4\0\0\0\0\0\x14TSSE\0\0\0\x0A\0\0\3A tool!";
  unsigned char last[128] = "TAGAn old title";
  const char *plain = zoo_path("plain.mp3"), *input = zoo_path("in.mp3"), *output = zoo_path("out.mp3");
  zoo_write(plain, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 1, 30000);
  Bytes in = {0}, stream, out;
  stream.bytes = zoo_bytes(plain, &stream.size);
  append(&in, tag, sizeof tag);
  append(&in, stream.bytes, stream.size);
  append(&in, last, sizeof last);
  zoo_write_bytes(input, in.bytes, in.size);
  if (!zoo_process(input, output, 0.5)) fail_msg("%s", zoo_message);
  out.bytes = zoo_bytes(output, &out.size);
  assert_true(out.size > 200);
  assert_memory_equal(out.bytes, tag, sizeof tag);
  assert_int_equal(out.bytes[sizeof tag], 0xFF); /* the stream follows at once */
  assert_memory_equal(out.bytes + out.size - 128, last, 128);
  SF_INFO info = {0};
  SNDFILE *file = sf_open(output, SFM_READ, &info);
  assert_non_null(file);
  assert_int_equal(info.frames, 30000);
  sf_close(file);
  free(in.bytes);
  free(stream.bytes);
  free(out.bytes);
  zoo_clear();
}

static void texts_cross_over_to_another_container(void **state) {
  (void)state;
  const char *input = zoo_path("in.wav");
  SF_INFO info = {.samplerate = 48000, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
  SNDFILE *file = sf_open(input, SFM_WRITE, &info);
  sf_set_string(file, SF_STR_TITLE, "The Title");
  sf_set_string(file, SF_STR_ARTIST, "The Artist");
  short samples[400] = {1, 2, 3};
  sf_write_short(file, samples, 400);
  sf_close(file);
  static const char *const outputs[] = {"out.flac", "out.ogg", "out.aiff", "out.caf", "out.opus", "out.mp3"};
  for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
    const char *output = zoo_path(outputs[i]);
    if (!zoo_process(input, output, 1)) fail_msg("%s", zoo_message);
    file = sf_open(output, SFM_READ, &info);
    assert_non_null(file);
    const char *title = sf_get_string(file, SF_STR_TITLE), *artist = sf_get_string(file, SF_STR_ARTIST);
    if (!title || !artist) fail_msg("%s has lost a text", outputs[i]);
    assert_string_equal(title, "The Title");
    assert_string_equal(artist, "The Artist");
    sf_close(file);
  }
  zoo_clear();
}

static void the_channel_map_crosses_over_to_another_container(void **state) {
  (void)state;
  static const int map[3] = {SF_CHANNEL_MAP_LEFT, SF_CHANNEL_MAP_RIGHT, SF_CHANNEL_MAP_LFE};
  const char *input = zoo_path("in.wav"), *output = zoo_path("out.caf");
  SF_INFO info = {.samplerate = 48000, .channels = 3, .format = SF_FORMAT_WAVEX | SF_FORMAT_PCM_16};
  SNDFILE *file = sf_open(input, SFM_WRITE, &info);
  int copy[3];
  memcpy(copy, map, sizeof map);
  assert_true(sf_command(file, SFC_SET_CHANNEL_MAP_INFO, copy, sizeof copy));
  short samples[300] = {1, 2, 3};
  sf_write_short(file, samples, 300);
  sf_close(file);
  if (!zoo_process(input, output, 1)) fail_msg("%s", zoo_message);
  file = sf_open(output, SFM_READ, &info);
  memset(copy, 0, sizeof copy);
  assert_true(sf_command(file, SFC_GET_CHANNEL_MAP_INFO, copy, sizeof copy));
  assert_memory_equal(copy, map, sizeof map);
  sf_close(file);
  zoo_clear();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_byte_around_the_samples_of_a_wav_stays),
      cmocka_unit_test(a_wav_that_becomes_rf64_takes_its_chunks_along),
      cmocka_unit_test(chunks_of_a_wav_with_coded_samples_stay),
      cmocka_unit_test(the_peak_chunk_tells_the_new_peaks),
      cmocka_unit_test(metadata_blocks_of_flac_stay),
      cmocka_unit_test(comments_of_ogg_stay_however_long),
      cmocka_unit_test(id3_tags_of_mp3_stay),
      cmocka_unit_test(texts_cross_over_to_another_container),
      cmocka_unit_test(the_channel_map_crosses_over_to_another_container),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
