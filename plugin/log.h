/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the plugin says in the host's log, or on standard error when there is none.
 */
#ifndef QUELL_PLUGIN_LOG_H
#define QUELL_PLUGIN_LOG_H

#include "instance.h"

/* setup. One sentence without a full stop. */
void log_error(Instance *instance, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_note(Instance *instance, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* setup. Says what run() has left to be said. */
void log_reports(Instance *instance);

#endif
