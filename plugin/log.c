/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>

static void say(Instance *instance, LV2_URID type, const char *format, va_list values) {
  char text[PATH_MAX + BULLETIN_TEXT];
  vsnprintf(text, sizeof text, format, values);
  if (instance->logger.log)
    instance->logger.log->printf(instance->logger.log->handle, type, "Quell: %s.\n", text);
  else
    fprintf(stderr, "Quell: %s.\n", text);
}

void log_error(Instance *instance, const char *format, ...) {
  va_list values;
  va_start(values, format);
  say(instance, instance->logger.Error, format, values);
  va_end(values);
}

void log_note(Instance *instance, const char *format, ...) {
  va_list values;
  va_start(values, format);
  say(instance, instance->logger.Note, format, values);
  va_end(values);
}

static void report_range(Instance *instance, const Port *port) {
  log_note(instance, "%s was set outside its range of %g to %g%s%s; the nearest value is used", port->name,
           (double)port->minimum, (double)port->maximum, *port->unit ? " " : "", port->unit);
}

void log_reports(Instance *instance) {
  for (int i = 0; i < REPORT_COUNT; i++) {
    const unsigned report = atomic_exchange(&instance->reports[i], 0);
    if (!report) continue;
    if (i == REPORT_PROFILE)
      log_note(instance, "the load has made it change to profile %u of the model", report);
    else
      report_range(instance, port_info((PortId)i));
  }
}
