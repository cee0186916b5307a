/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "recipe.h"

void mixture_recipe_defaults(MixtureRecipe *recipe) {
  *recipe = (MixtureRecipe){
      /* Where denoisers are used and judged: most of the weight at -5..15 dB, tails so that neither loud noise nor
       * nearly clean speech is new to the network. Below -8 dB the target can hardly be told from the noise. */
      .snr_mean = 5,
      .snr_deviation = 9,
      .snr_least = -8,
      .snr_most = 35,
      /* A good microphone must not be made worse, and noise alone must become silence. */
      .clean_share = 0.12,
      .noise_only_share = 0.05,
      /* One noise 60 %, two 30 %, three 10 %: real places have several, but each must also be learnt alone. */
      .second_noise_share = 0.4,
      .third_noise_share = 0.25,
      .transient_share = 0.15,
      /* More babble makes the network suppress speech. */
      .babble_share = 0.06,
      /* The recordings are few; what can be synthesised costs nothing and never repeats. */
      .synthetic_share = 0.25,
      /* A quarter of the speech hours, but far fewer of the speakers, reach above 10 kHz: without this the upper bands
       * would hardly be trained. */
      .wide_share = 0.3,
      /* Words after silence are where gates swallow beginnings. */
      .late_start_share = 0.2,
      .long_pause_share = 0.1,
      .second_talker_share = 0.1,
      .pause_least = 0.1,
      .pause_most = 1.5,
      .long_pause_most = 4,
      /* The room and microphone noise of the recordings must not become a thing to keep. */
      .floor_reduction_db = 12,
      /* 50 dB of range: quiet voices are treated like loud ones. */
      .level_mean = -28,
      .level_deviation = 9,
      .level_least = -55,
      .level_most = -6,
      .ride_share = 0.15,
      .ride_most_db = 12,
      .noise_change_share = 0.2,
      .silence_share = 0.1,
      /* Microphones differ by this much; more would sound like damage. */
      .speech_filter_share = 0.5,
      .noise_filter_share = 0.6,
      .tilt_most = 6,
      .equaliser_most_db = 10,
      /* Further speakers out of the same recordings; beyond 15 % voices sound unnatural. */
      .speech_speed_share = 0.3,
      .speech_speed_least = 0.88,
      .speech_speed_most = 1.14,
      .noise_speed_share = 0.5,
      .noise_speed_least = 0.7,
      .noise_speed_most = 1.4,
      .reverse_share = 0.2,
      /* Rooms for less than half: most speech recordings hold a little room of their own. Early reflections up to 50 ms
       * help understanding and are kept in the target. */
      .room_share = 0.4,
      .noise_room_share = 0.5,
      .measured_room_share = 0.3,
      .reverberation_least = 0.1,
      .reverberation_most = 1.0,
      .early_seconds = 0.05,
      .early_fade_seconds = 0.005,
      /* What a codec cut is missing in the target too, so that nothing asks for its invention. */
      .low_pass_share = 0.25,
      .low_pass_least_hz = 3400,
      .low_pass_most_hz = 20000,
      .high_pass_share = 0.2,
      .high_pass_least_hz = 60,
      .high_pass_most_hz = 300,
      /* Streams of 8 to 44.1 kHz, which have no bands above. */
      .rate_share = 0.35,
      .telephone_share = 0.08,
      .bandwidth_margin = 0.07,
      .clipping_share = 0.06,
      .clipping_least_db = 1,
      .clipping_most_db = 12,
      .sixteen_bit_share = 0.3,
      .eight_bit_share = 0.02,
      .dropout_share = 0.02,
      .dropout_most_seconds = 0.02,
  };
}
