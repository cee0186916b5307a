/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tune_claims.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fills one claim and returns 1, or 0 when there is nothing to claim. */
typedef int (*Claimant)(const TuneResult *result, const NetworkResult *chosen, Claim *claim);

__attribute__((format(printf, 2, 3))) static void promise(Claim *claim, const char *format, ...) {
  va_list values;
  va_start(values, format);
  vsnprintf(claim->promise, sizeof claim->promise, format, values);
  va_end(values);
}

__attribute__((format(printf, 2, 3))) static void find(Claim *claim, const char *format, ...) {
  va_list values;
  va_start(values, format);
  vsnprintf(claim->finding, sizeof claim->finding, format, values);
  va_end(values);
}

static double times_fewer(const TuneResult *result, size_t parameters) {
  return (double)result->dense_parameters / (double)parameters;
}

/* What a network costs in the currency of the budget. */
static double cost_of(const TuneResult *result, const NetworkResult *network) {
  if (strcmp(result->currency, currency_name(CURRENCY_BYTES)) == 0) return (double)network->bytes;
  if (strcmp(result->currency, currency_name(CURRENCY_NANOSECONDS)) == 0) return network->nanoseconds;
  return (double)network->parameters;
}

static int claim_budget(const TuneResult *result, const NetworkResult *chosen, Claim *claim) {
  const double cost = cost_of(result, chosen);
  if (!(result->budget > 0)) return 0;
  promise(claim, "The network costs at most %.0f %s.", result->budget, result->currency);
  find(claim, "It costs %.0f %s.", cost, result->currency);
  claim->holds = cost <= result->budget;
  return isfinite(cost);
}

static int claim_size(const TuneResult *result, const NetworkResult *chosen, Claim *claim) {
  promise(claim, "Fewer parameters than the %zu with all matrices dense.", result->dense_parameters);
  find(claim, "%zu parameters, %.2f times fewer.", chosen->parameters, times_fewer(result, chosen->parameters));
  claim->holds = chosen->parameters < result->dense_parameters;
  return 1;
}

/* On the recordings that ranks were chosen by, or on those that nothing was chosen by. */
static void judge(const TuneResult *result, RelativeLoss loss, size_t count, Claim *claim) {
  const int by_bound = result->confidence > 0;
  claim->confidence = by_bound ? result->confidence : NAN;
  claim->holds = (by_bound ? loss.bound : loss.loss) <= result->targets[0];
  if (by_bound)
    find(claim, "%.2f %% is lost on %zu recordings; with this confidence at most %.2f %%.", 100 * loss.loss, count,
         100 * loss.bound);
  else
    find(claim, "%.2f %% is lost on %zu recordings.", 100 * loss.loss, count);
}

static int claim_search(const TuneResult *result, const NetworkResult *chosen, Claim *claim) {
  if (!result->target_count) return 0;
  promise(claim, "At most %.2f %% of %s is lost on the recordings that ranks were chosen by.", 100 * result->targets[0],
          result->score);
  judge(result, chosen->search, result->search_count, claim);
  return 1;
}

static int claim_confirmation(const TuneResult *result, const NetworkResult *chosen, Claim *claim) {
  if (!result->target_count || !chosen->is_confirmed) return 0;
  promise(claim, "At most %.2f %% of %s is lost on recordings that nothing was chosen by.", 100 * result->targets[0],
          result->score);
  judge(result, chosen->confirmation, result->confirmation_count, claim);
  return 1;
}

static int claim_cache(const TuneResult *result, const NetworkResult *chosen, Claim *claim) {
  if (!result->cache_bytes) return 0;
  promise(claim, "The whole model fits this processor's second-level cache of %zu bytes.", result->cache_bytes);
  /* However they are stored, the engine holds them in single precision. */
  const size_t bytes = chosen->parameters * sizeof(float), before = result->networks[0].parameters * sizeof(float);
  find(claim, "Its weights take %zu bytes in memory; before, %zu.", bytes, before);
  claim->holds = bytes <= result->cache_bytes;
  return 1;
}

/* What rounding alone reaches, which hardly hurts and needs no search. */
static int claim_int8(const TuneResult *result, const NetworkResult *chosen, Claim *claim) {
  const NetworkResult *rounded = NULL;
  for (size_t i = 0; i < result->network_count; i++)
    if (strcmp(result->networks[i].strategy, "dense int8") == 0) rounded = &result->networks[i];
  if (!rounded) return 0;
  promise(claim, "It is smaller than the dense model in whole numbers of 8 bits.");
  find(claim, "%zu bytes, where that has %zu and loses %.2f %%.", chosen->bytes, rounded->bytes,
       100 * rounded->search.loss);
  claim->holds = chosen->bytes < rounded->bytes;
  return 1;
}

static int claim_speed(const TuneResult *result, const NetworkResult *chosen, Claim *claim) {
  const NetworkResult *reference = &result->networks[0];
  if (!isfinite(chosen->nanoseconds) || !isfinite(reference->nanoseconds)) return 0;
  promise(claim, "The matrix products of a frame are faster, weights in the caches.");
  const double ratio = reference->nanoseconds / chosen->nanoseconds;
  find(claim, "%.0f ns instead of %.0f ns, %.2f times %s.", chosen->nanoseconds, reference->nanoseconds,
       ratio >= 1 ? ratio : 1 / ratio, ratio >= 1 ? "faster" : "slower");
  claim->holds = chosen->nanoseconds < reference->nanoseconds;
  return 1;
}

static void claim_profile(const TuneResult *result, const ProfileResult *profile, Claim *claim) {
  if (isnan(profile->target)) {
    promise(claim, "Profile %s costs %.2f times less than with all matrices dense, in %s.", profile->name,
            profile->compression, result->currency);
    find(claim, "%zu parameters, %zu bytes, %.0f ns a frame.", profile->parameters, profile->bytes,
         profile->nanoseconds);
  } else {
    promise(claim, "Profile %s: at most %.2f %% of %s is lost on recordings that nothing was chosen by.", profile->name,
            100 * profile->target, result->score);
    judge(result, profile->confirmation, result->confirmation_count, claim);
  }
  claim->holds = profile->kept;
}

static int claim_nothing(const TuneResult *result, Claim *claim) {
  if (result->budget > 0)
    promise(claim, "The network costs at most %.0f %s.", result->budget, result->currency);
  else
    promise(claim, "At most %.2f %% of %s is lost.", 100 * result->targets[0], result->score);
  find(claim, "No smaller network that was scored does it.");
  return 1;
}

static const Claimant claimants[] = {claim_budget, claim_size,  claim_search, claim_confirmation,
                                     claim_int8,   claim_cache, claim_speed};
#define CLAIMANTS (sizeof claimants / sizeof *claimants)

int tune_claims_make(TuneResult *result) {
  const size_t most = CLAIMANTS + result->profile_count;
  result->claims = calloc(most, sizeof *result->claims);
  if (!result->claims) return 0;
  for (size_t i = 0; i < most; i++)
    result->claims[i].confidence = NAN;
  if (result->chosen >= result->network_count) {
    result->claim_count = (size_t)claim_nothing(result, &result->claims[0]);
    return 1;
  }
  for (size_t i = 0; i < result->profile_count; i++)
    claim_profile(result, &result->profiles[i], &result->claims[result->claim_count++]);
  for (size_t i = 0; i < CLAIMANTS; i++)
    result->claim_count +=
        (size_t)claimants[i](result, &result->networks[result->chosen], &result->claims[result->claim_count]);
  return 1;
}
