/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the window draws of one moment, and how it travels as an atom from the plugin to its window. The window may be
 * in another process, so everything goes through the notification port; nothing is sent unless a window asked for it
 * within the last DISPLAY_REQUEST_SECONDS.
 */
#ifndef QUELL_DISPLAY_FRAME_H
#define QUELL_DISPLAY_FRAME_H

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/urid/urid.h>
#include <stdbool.h>
#include <stdint.h>

#define DISPLAY_BANDS_MAX 64
/* One frame a so many hops of 10 ms. */
#define DISPLAY_HOPS 3
#define DISPLAY_REQUEST_SECONDS 3

typedef struct {
  uint32_t bands; /* 0: nothing is known */
  float hz[DISPLAY_BANDS_MAX];
  float input_db[DISPLAY_BANDS_MAX], output_db[DISPLAY_BANDS_MAX]; /* dBFS of the band's mean bin */
  float gain_db[DISPLAY_BANDS_MAX];                                /* output against input, as heard */
  float voice;                                                     /* 0..1 */
  uint32_t hop;                                                    /* counts on, and over */
} DisplayFrame;

typedef struct {
  LV2_URID object, floats, real, count;
  LV2_URID frame, request;
  LV2_URID hz, input, output, gain, voice, hop;
} DisplayUrids;

/* Bytes that a frame with this many bands takes in a sequence, its event header included. */
uint32_t display_frame_bytes(uint32_t bands);

void display_urids_map(DisplayUrids *urids, LV2_URID_Map *map);
/* audio. Appends an object; 0 when the forge has no room, and then nothing is left half written that a reader could
 * take for a frame. */
LV2_Atom_Forge_Ref display_frame_write(const DisplayUrids *urids, LV2_Atom_Forge *forge, const DisplayFrame *frame);
/* False, with *frame undefined, unless the atom is a complete frame whose numbers are all finite. */
bool display_frame_read(const DisplayUrids *urids, const LV2_Atom *atom, DisplayFrame *frame);

/* The window's wish to be sent frames. */
LV2_Atom_Forge_Ref display_request_write(const DisplayUrids *urids, LV2_Atom_Forge *forge);
bool display_request_read(const DisplayUrids *urids, const LV2_Atom *atom);

#endif
