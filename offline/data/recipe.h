/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every number of the augmentation. Shares are probabilities from 0 to 1; levels are decibels, relative to full scale
 * (a sine of full scale has -3) where they are levels of a signal. mixture_recipe_defaults() argues each.
 */
#ifndef QUELL_RECIPE_H
#define QUELL_RECIPE_H

typedef struct MixtureRecipe {
  /* What is mixed */
  double snr_mean, snr_deviation, snr_least, snr_most;
  double clean_share, noise_only_share;
  double second_noise_share, third_noise_share;
  double transient_share, babble_share, synthetic_share;
  /* Speech */
  double wide_share;
  double late_start_share, long_pause_share, second_talker_share;
  double pause_least, pause_most, long_pause_most;
  double floor_reduction_db;
  /* Levels in time */
  double level_mean, level_deviation, level_least, level_most;
  double ride_share, ride_most_db;
  double noise_change_share;
  double silence_share;
  /* Colour and speed */
  double speech_filter_share, noise_filter_share, tilt_most, equaliser_most_db;
  double speech_speed_share, speech_speed_least, speech_speed_most;
  double noise_speed_share, noise_speed_least, noise_speed_most;
  double reverse_share;
  /* Rooms */
  double room_share, noise_room_share, measured_room_share;
  double reverberation_least, reverberation_most, early_seconds, early_fade_seconds;
  /* Bands */
  double low_pass_share, low_pass_least_hz, low_pass_most_hz;
  double high_pass_share, high_pass_least_hz, high_pass_most_hz;
  double rate_share, telephone_share;
  double bandwidth_margin;
  /* Damage to the input */
  double clipping_share, clipping_least_db, clipping_most_db;
  double sixteen_bit_share, eight_bit_share, dropout_share, dropout_most_seconds;
} MixtureRecipe;

void mixture_recipe_defaults(MixtureRecipe *recipe);

#endif
