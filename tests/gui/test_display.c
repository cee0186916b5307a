/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way of a snapshot to the window and to the mixer strip.
 */
#include "gui_test.h"

#include "plugin/display.h"
#include "ui_host.h"

#include <lv2/atom/util.h>
#include <math.h>
#include <pthread.h>

static QuellSnapshot a_snapshot(uint32_t hop) {
  QuellSnapshot snapshot = {.hop = hop, .bands = 40, .voice_probability = 0.25f, .gate = 1};
  for (uint32_t band = 0; band < QUELL_SNAPSHOT_BANDS; band++) {
    snapshot.input_db[band] = -30 - (float)band;
    snapshot.gain_db[band] = -20;
    snapshot.output_db[band] = snapshot.input_db[band] - 20;
  }
  return snapshot;
}

/* ---- The feed ---------------------------------------------------------------------------------------------------- */

typedef struct {
  DisplayFeed feed;
  LV2_Atom_Forge forge;
  union {
    LV2_Atom_Sequence sequence;
    uint8_t bytes[16384];
  } buffer;
} FeedRig;

static int feed_setup(void **state) {
  FeedRig *rig = calloc(1, sizeof *rig);
  assert_non_null(rig);
  display_feed_init(&rig->feed, ui_host_map(), 48000);
  lv2_atom_forge_init(&rig->forge, ui_host_map());
  *state = rig;
  return 0;
}

static int feed_teardown(void **state) {
  free(*state);
  return 0;
}

static void request(FeedRig *rig) {
  union {
    LV2_Atom atom;
    uint8_t bytes[64];
  } message;
  lv2_atom_forge_set_buffer(&rig->forge, message.bytes, sizeof message);
  assert_true(display_request_write(&rig->feed.urids, &rig->forge));
  assert_true(display_feed_take(&rig->feed, &message.atom));
}

/* One block of `frames` samples with `room` bytes for notifications; the number of frames that were sent. */
static uint32_t run(FeedRig *rig, uint32_t hop, uint32_t frames, uint32_t room) {
  LV2_Atom_Forge_Frame sequence;
  QuellSnapshot snapshot = a_snapshot(hop);
  lv2_atom_forge_set_buffer(&rig->forge, rig->buffer.bytes, room);
  lv2_atom_forge_sequence_head(&rig->forge, &sequence, 0);
  display_feed_run(&rig->feed, &snapshot, &rig->forge, frames - 1, frames);
  lv2_atom_forge_pop(&rig->forge, &sequence);
  uint32_t count = 0;
  LV2_ATOM_SEQUENCE_FOREACH(&rig->buffer.sequence, event) {
    DisplayFrame frame;
    assert_true(event->time.frames == frames - 1);
    assert_true(display_frame_read(&rig->feed.urids, &event->body, &frame));
    count++;
  }
  return count;
}

static void nothing_is_sent_unasked(void **state) {
  FeedRig *rig = *state;
  for (uint32_t hop = 0; hop < 50; hop++)
    assert_int_equal(run(rig, hop, 480, 4096), 0);
}

static void every_third_hop_is_sent(void **state) {
  FeedRig *rig = *state;
  uint32_t sent = 0;
  request(rig);
  for (uint32_t hop = 1; hop <= 90; hop++)
    for (int block = 0; block < 4; block++)
      sent += run(rig, hop, 120, 4096);
  assert_int_equal(sent, 30);
}

static void it_ends_when_nobody_asks_again(void **state) {
  FeedRig *rig = *state;
  uint32_t sent = 0;
  request(rig);
  for (uint32_t hop = 1; hop <= 1000; hop++)
    sent += run(rig, hop, 480, 4096);
  assert_in_range(sent, 95, 101);
}

static void without_room_nothing_is_sent(void **state) {
  FeedRig *rig = *state;
  request(rig);
  uint32_t needed = (uint32_t)sizeof(LV2_Atom_Sequence) + display_frame_bytes(40);
  for (uint32_t room = sizeof(LV2_Atom_Sequence); room < needed; room += 8)
    assert_int_equal(run(rig, 3, 480, room), 0);
  assert_int_equal(run(rig, 3, 480, needed), 1);
}

static void a_frame_arrives_as_it_was(void **state) {
  FeedRig *rig = *state;
  request(rig);
  assert_int_equal(run(rig, 7, 480, 4096), 1);
  LV2_Atom_Event *event = lv2_atom_sequence_begin(&rig->buffer.sequence.body);
  DisplayFrame frame;
  QuellSnapshot snapshot = a_snapshot(7);
  assert_true(display_frame_read(&rig->feed.urids, &event->body, &frame));
  assert_int_equal(frame.bands, 40);
  assert_int_equal(frame.hop, 7);
  assert_memory_equal(frame.input_db, snapshot.input_db, 40 * sizeof(float));
  assert_memory_equal(frame.gain_db, snapshot.gain_db, 40 * sizeof(float));
  assert_true(frame.voice == 0.25f && fabsf(frame.hz[0] - 50) < 0.1f);
}

static void a_damaged_frame_is_refused(void **state) {
  FeedRig *rig = *state;
  request(rig);
  assert_int_equal(run(rig, 7, 480, 4096), 1);
  LV2_Atom *atom = &lv2_atom_sequence_begin(&rig->buffer.sequence.body)->body;
  DisplayFrame frame;
  uint32_t whole = atom->size;
  for (uint32_t size = 0; size < whole; size += 4) {
    atom->size = size;
    assert_false(display_frame_read(&rig->feed.urids, atom, &frame));
  }
  atom->size = whole;
  assert_true(display_frame_read(&rig->feed.urids, atom, &frame));
  float *first = (float *)((uint8_t *)(atom + 1) + 32); /* object 8, property 8 + 8, vector 8 */
  assert_true(*first == frame.hz[0]);
  *first = NAN;
  assert_false(display_frame_read(&rig->feed.urids, atom, &frame));
}

/* ---- The mixer strip --------------------------------------------------------------------------------------------- */

typedef struct {
  InlineDisplay display;
  InlineDisplayFeature host;
  int queued;
} StripRig;

static void count_draw(void *handle) {
  ((StripRig *)handle)->queued++;
}

static int strip_setup(void **state) {
  StripRig *rig = calloc(1, sizeof *rig);
  assert_non_null(rig);
  rig->host = (InlineDisplayFeature){rig, count_draw};
  inline_display_init(&rig->display, &rig->host);
  *state = rig;
  return 0;
}

static int strip_teardown(void **state) {
  StripRig *rig = *state;
  inline_display_free(&rig->display);
  free(rig);
  return 0;
}

static void every_size_is_painted_within_its_bounds(void **state) {
  StripRig *rig = *state;
  QuellSnapshot snapshot = a_snapshot(10);
  inline_display_run(&rig->display, &snapshot);
  for (uint32_t width = 1; width <= 512; width += width < 20 ? 1 : 37)
    for (uint32_t height = 1; height <= 300; height += height < 8 ? 1 : 53) {
      InlineDisplayImage *image = inline_display_render(&rig->display, width, height);
      assert_non_null(image);
      assert_int_equal(image->width, width);
      assert_in_range(image->height, 1, height);
      assert_true(image->stride >= 4 * image->width);
      for (int y = 0; y < image->height; y++)
        assert_int_equal(image->data[y * image->stride + 3], 255);
    }
}

static void sizes_without_sense_are_refused(void **state) {
  StripRig *rig = *state;
  assert_null(inline_display_render(&rig->display, 0, 100));
  assert_null(inline_display_render(&rig->display, 100, 0));
  assert_null(inline_display_render(&rig->display, 4000000000u, 100));
}

static uint32_t checksum(const InlineDisplayImage *image) {
  uint32_t sum = 0;
  for (int i = 0; i < image->height * image->stride; i++)
    sum = 31 * sum + image->data[i];
  return sum;
}

static void a_new_hop_changes_the_picture(void **state) {
  StripRig *rig = *state;
  uint32_t before = checksum(inline_display_render(&rig->display, 100, 60));
  QuellSnapshot snapshot = a_snapshot(10);
  inline_display_run(&rig->display, &snapshot);
  assert_int_not_equal(checksum(inline_display_render(&rig->display, 100, 60)), before);
}

static void drawing_is_asked_for_when_something_changes(void **state) {
  StripRig *rig = *state;
  QuellSnapshot snapshot = a_snapshot(10);
  for (snapshot.hop = 10; snapshot.hop < 110; snapshot.hop++)
    inline_display_run(&rig->display, &snapshot);
  assert_int_equal(rig->queued, 1);
  for (; snapshot.hop < 210; snapshot.hop++) {
    snapshot.gain_db[3] = snapshot.hop % 2 ? -5 : -25;
    inline_display_run(&rig->display, &snapshot);
  }
  assert_in_range(rig->queued, 10, 21);
}

static void *run_for_a_while(void *argument) {
  StripRig *rig = argument;
  for (uint32_t hop = 5; hop < 20000; hop++) {
    QuellSnapshot snapshot = a_snapshot(hop);
    snapshot.gain_db[hop % 40] = -(float)(hop % 37);
    inline_display_run(&rig->display, &snapshot);
  }
  return NULL;
}

static void painting_beside_the_audio_thread_is_safe(void **state) {
  StripRig *rig = *state;
  pthread_t audio;
  assert_int_equal(pthread_create(&audio, NULL, run_for_a_while, rig), 0);
  for (uint32_t i = 0; i < 200; i++)
    assert_non_null(inline_display_render(&rig->display, 82 + 18 * (i % 2), 112));
  pthread_join(audio, NULL);
}

#define on_a_feed(test) cmocka_unit_test_setup_teardown(test, feed_setup, feed_teardown)
#define on_a_strip(test) cmocka_unit_test_setup_teardown(test, strip_setup, strip_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      on_a_feed(nothing_is_sent_unasked),
      on_a_feed(every_third_hop_is_sent),
      on_a_feed(it_ends_when_nobody_asks_again),
      on_a_feed(without_room_nothing_is_sent),
      on_a_feed(a_frame_arrives_as_it_was),
      on_a_feed(a_damaged_frame_is_refused),
      on_a_strip(every_size_is_painted_within_its_bounds),
      on_a_strip(sizes_without_sense_are_refused),
      on_a_strip(a_new_hop_changes_the_picture),
      on_a_strip(drawing_is_asked_for_when_something_changes),
      on_a_strip(painting_beside_the_audio_thread_is_safe),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
