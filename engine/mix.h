/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* What becomes of the delayed input d and the denoised sound w, all on one timeline:
 *   kept = d + amount * (gate * w - d)       the gate acts on the denoised sound, so limit and mix hold for it too
 *   heard = gain * kept, or with residual gain * (d - kept): both together are gain * d
 *   out = heard, or with bypass d
 * Each share moves smoothly; at its ends it leaves d or w as they are to the bit. */
#ifndef QUELL_MIX_H
#define QUELL_MIX_H

#include <float.h>
#include <math.h>

typedef struct {
  float amount;   /* 0..1: mix times what the limit allows to take away */
  float gate;     /* 0..1 */
  float residual; /* 0: what is kept, 1: what is removed */
  float gain;     /* factor */
  float bypass;   /* 1: only the input */
} MixPoint;

static inline float mix_sample(float dry, float wet, MixPoint at) {
  if (at.bypass == 1) return dry;
  const float gated = at.gate * wet;
  float kept = at.amount == 1 ? gated : dry;
  if (at.amount != 0 && at.amount != 1) kept += at.amount * (gated - dry);
  if (at.residual != 0) kept += at.residual * (dry - kept - kept);
  if (at.gain != 1) kept = fminf(fmaxf(at.gain * kept, -FLT_MAX), FLT_MAX);
  return at.bypass == 0 ? kept : kept + at.bypass * (dry - kept);
}

/* The same as shares of the two, for spectra: out = dry_share * d + wet_share * w. */
static inline float mix_wet_share(MixPoint at) {
  return at.amount * at.gate * (1 - 2 * at.residual) * at.gain * (1 - at.bypass);
}

static inline float mix_dry_share(MixPoint at) {
  const float kept = (1 - at.amount) * (1 - 2 * at.residual) + at.residual;
  return kept * at.gain * (1 - at.bypass) + at.bypass;
}

#endif
