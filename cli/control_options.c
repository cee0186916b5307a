/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "control_options.h"

static const char *option_name(QuellParameter parameter) {
  return parameter == QUELL_BYPASS ? NULL : quell_parameter_info(parameter)->symbol;
}

int control_options_read(const Arguments *arguments, float *values) {
  for (int i = 0; i < QUELL_PARAMETER_COUNT; i++) {
    const QuellParameterInfo *info = quell_parameter_info((QuellParameter)i);
    const char *name = option_name((QuellParameter)i);
    double value = (double)info->standard;
    if (name && info->scale == QUELL_SWITCH) {
      if (argument_given(arguments, name)) value = 1 - value;
    } else if (name && !argument_number(arguments, name, (double)info->minimum, (double)info->maximum, &value)) {
      return 0;
    }
    values[i] = (float)value;
  }
  return 1;
}
