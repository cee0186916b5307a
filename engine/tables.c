/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "quell.h"

static const char *const sentences[QUELL_STATUS_COUNT] = {
    [QUELL_OK] = "Everything is well",
    [QUELL_BAD_ARGUMENT] = "An argument is missing or outside its range",
    [QUELL_NO_MEMORY] = "There is not enough memory",
    [QUELL_CANNOT_READ] = "The file cannot be read",
    [QUELL_CANNOT_WRITE] = "The file cannot be written",
    [QUELL_NOT_A_MODEL] = "The file is no safetensors file, or it is cut off or damaged",
    [QUELL_OTHER_MODEL] = "The file holds no network that this version can run",
    [QUELL_BAD_MODEL_VALUE] = "The file holds a value that is not finite or beyond the limits of the format",
};

const char *quell_status_text(QuellStatus status) {
  return (unsigned)status < QUELL_STATUS_COUNT ? sentences[status] : "The status is not known";
}

const char *quell_version(void) {
  return QUELL_VERSION;
}

static const QuellParameterInfo parameters[QUELL_PARAMETER_COUNT] = {
#define QUELL_CONTROL(identifier, symbol, name, unit, scale, minimum, maximum, standard, smoothing_ms, help)           \
  {symbol, name, unit, scale, minimum, maximum, standard, smoothing_ms, help},
#include "controls.def"
#undef QUELL_CONTROL
};

const QuellParameterInfo *quell_parameter_info(QuellParameter parameter) {
  return (unsigned)parameter < QUELL_PARAMETER_COUNT ? &parameters[parameter] : 0;
}

void quell_config_defaults(QuellConfig *config) {
  *config = (QuellConfig){.sample_rate = 48000, .channels = 1, .kernels = 0};
}
