/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colours (0xRRGGBB) and text sizes of the window. Curves differ in lightness as well as in hue, so that they can be
 * told apart without colour vision; text stands at least 4.5 : 1 above its ground (WCAG 2.1, level AA).
 */
#ifndef QUELL_GUI_THEME_H
#define QUELL_GUI_THEME_H

#define COLOUR_WINDOW 0x1b1e23
#define COLOUR_SECTION 0x23272e
#define COLOUR_GRAPH 0x14171b
#define COLOUR_LINE 0x343a44
#define COLOUR_GRID 0x262b33
#define COLOUR_FIELD 0x2e343d
#define COLOUR_FIELD_HOVER 0x39414c
#define COLOUR_TEXT 0xe2e6ec
#define COLOUR_TEXT_SOFT 0xa3acb9
#define COLOUR_FOCUS 0x6aa9ff
#define COLOUR_INPUT 0x8a95a5
#define COLOUR_OUTPUT 0x4fd1c5
#define COLOUR_REDUCTION 0xf2a541
#define COLOUR_VOICE 0xbfa8ff
#define COLOUR_ALERT 0xff7b6b
#define COLOUR_HOT 0xffd34e

#define TEXT_SMALL 10.0
#define TEXT_NORMAL 11.5
#define TEXT_TITLE 15.0

#endif
