/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "snapshot.h"

#include <math.h>
#include <stdlib.h>

#define LOWEST_HZ 50.0f
#define HIGHEST_HZ 20000.0f
#define SILENT_POWER 1e-20f

/* Number of equivalent rectangular bandwidths below a frequency (Glasberg and Moore 1990), and back. */
static float erb_rate(float hz) {
  return 21.4f * log10f(1 + 0.00437f * hz);
}

static float erb_frequency(float rate) {
  return (powf(10, rate / 21.4f) - 1) / 0.00437f;
}

float quell_snapshot_hz(uint32_t band) {
  const float lowest = erb_rate(LOWEST_HZ), highest = erb_rate(HIGHEST_HZ);
  return erb_frequency(lowest + (highest - lowest) * (float)band / (QUELL_SNAPSHOT_BANDS - 1));
}

int snapshot_init(Snapshot *snapshot, const FrameLayout *layout) {
  float centres[QUELL_SNAPSHOT_BANDS];
  for (uint32_t band = 0; band < QUELL_SNAPSHOT_BANDS; band++)
    centres[band] = quell_snapshot_hz(band);
  snapshot->bands = bands_create(centres, QUELL_SNAPSHOT_BANDS, layout, (float)layout->sample_rate / 2);
  snapshot->input_power = calloc(layout->bins, sizeof(float));
  snapshot->output_power = calloc(layout->bins, sizeof(float));
  return snapshot->bands && snapshot->input_power && snapshot->output_power;
}

void snapshot_clear(Snapshot *snapshot) {
  bands_free(snapshot->bands);
  free(snapshot->input_power);
  free(snapshot->output_power);
}

static void clear_power(Snapshot *snapshot) {
  memset(snapshot->input_power, 0, snapshot->bands->bins * sizeof(float));
  memset(snapshot->output_power, 0, snapshot->bands->bins * sizeof(float));
  snapshot->channels = 0;
}

static void write_record(Snapshot *snapshot, const QuellSnapshot *record) {
  seqlock_write(&snapshot->sequence, snapshot->words, record, sizeof *record);
}

void snapshot_reset(Snapshot *snapshot) {
  QuellSnapshot silence = {.hop = ++snapshot->hop, .bands = snapshot->bands->present};
  for (uint32_t band = 0; band < QUELL_SNAPSHOT_BANDS; band++)
    silence.input_db[band] = silence.output_db[band] = QUELL_SILENCE_DB;
  clear_power(snapshot);
  write_record(snapshot, &silence);
}

void snapshot_add(Snapshot *snapshot, const Complex *dry, const Complex *wet, MixPoint mix) {
  const float dry_share = mix_dry_share(mix), wet_share = mix_wet_share(mix);
  for (uint32_t bin = 0; bin < snapshot->bands->bins; bin++) {
    const float re = dry_share * dry[bin].re + wet_share * wet[bin].re;
    const float im = dry_share * dry[bin].im + wet_share * wet[bin].im;
    snapshot->input_power[bin] += dry[bin].re * dry[bin].re + dry[bin].im * dry[bin].im;
    snapshot->output_power[bin] += re * re + im * im;
  }
  snapshot->channels++;
}

/* Level of a band: the mean power of its bins times their number, twice for the negative frequencies. */
static void measure(const Snapshot *snapshot, const float *power, float *levels) {
  const Bands *bands = snapshot->bands;
  bands_energy(bands, power, levels);
  for (uint32_t band = 0; band < bands->count; band++) {
    const float width = bands->scale[band] > 0 ? 1 / bands->scale[band] : 1;
    const float level = fminf(2 * width * levels[band] / (float)snapshot->channels, FLT_MAX);
    levels[band] = band < bands->present && level > SILENT_POWER ? 10 * log10f(level) : QUELL_SILENCE_DB;
  }
}

void snapshot_publish(Snapshot *snapshot, float voice, float gate) {
  QuellSnapshot record = {.hop = ++snapshot->hop, .bands = snapshot->bands->present};
  record.voice_probability = voice;
  record.gate = gate;
  measure(snapshot, snapshot->input_power, record.input_db);
  measure(snapshot, snapshot->output_power, record.output_db);
  for (uint32_t band = 0; band < record.bands; band++)
    record.gain_db[band] = record.output_db[band] - record.input_db[band];
  clear_power(snapshot);
  write_record(snapshot, &record);
}
