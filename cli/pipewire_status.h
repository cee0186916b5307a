/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chain from the microphone to the programs that listen, link by link, as a running PipeWire shows it.
 */
#ifndef QUELL_PIPEWIRE_STATUS_H
#define QUELL_PIPEWIRE_STATUS_H

/* Prints a line for each link, and for a missing one what to do. Returns an exit code: EXIT_FAILED when a link is
 * missing. */
int pipewire_status_print(const char *config_path, int json);

#endif
