/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs the layers of a model, one frame at a time. Weights are packed once for each set of kernels and shared by all
 * denoisers of a model; the state belongs to one channel group.
 */
#ifndef QUELL_NETWORK_H
#define QUELL_NETWORK_H

#include "kernels/kernels.h"
#include "network_description.h"
#include "profiles.h"

typedef struct Network Network;           /* packed weights: read only */
typedef struct NetworkState NetworkState; /* recurrent state and activations */

/* setup. The file has passed network_description_check(). NULL without memory. */
Network *network_create(const NetworkDescription *description, const ModelFile *file, const Kernels *kernels);
/* setup. The same with the ranks of a profile. The networks of all profiles of a file run on a state of any of them. */
Network *network_create_profile(const NetworkDescription *description, const ModelFile *file, const Profile *profile,
                                const Kernels *kernels);
/* setup. Bytes of packed weights that the network of a profile reads in every frame. */
size_t network_packed_bytes(const NetworkDescription *description, const ModelFile *file, const Profile *profile);
void network_free(Network *network);
NetworkState *network_state_create(const Network *network);
void network_state_free(NetworkState *state);

/* audio. */
void network_state_reset(NetworkState *state) QUELL_REALTIME;
/* audio. What is remembered from frame to frame; both of one network. */
void network_state_copy(NetworkState *to, const NetworkState *from) QUELL_REALTIME;
/* audio. Runs all layers on features[feature_count]. */
void network_run(const Network *network, NetworkState *state, const float *features) QUELL_REALTIME;
/* audio. One layer alone, for benchmarks; the layers before it must have run. */
void network_run_layer(const Network *network, NetworkState *state, uint32_t layer,
                       const float *features) QUELL_REALTIME;
/* audio. The outputs of a layer after network_run(). */
const float *network_output(const NetworkState *state, int layer) QUELL_REALTIME;

#endif
