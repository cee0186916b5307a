/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plugin and its window, joined as a host joins them: everything between them goes through ports.
 */
#ifndef QUELL_TEST_TOGETHER_H
#define QUELL_TEST_TOGETHER_H

#include "tests/plugin/host.h"
#include "ui_host.h"

typedef struct {
  UiHost window;
  Host *plugin;
  PortId ports[PORT_COUNT];
  uint32_t port_count;
} Together;

/* `library` is the window's; the plugin's is named by QUELL_PLUGIN. Ends the test when either does not open. */
Together *together_open(const char *library, uint32_t channels, double sample_rate, float scale);
void together_close(Together *together);
/* Blocks of `frames` samples, then the window's idle call. NULL: silence. */
void together_run(Together *together, const float *const *input, uint32_t frames);

#endif
