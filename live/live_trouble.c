/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "live_trouble.h"

#include <stdarg.h>
#include <stdio.h>

int live_trouble(LiveTrouble *trouble, const char *format, ...) {
  va_list values;
  va_start(values, format);
  vsnprintf(trouble->text, sizeof trouble->text, format, values);
  va_end(values);
  return 0;
}
