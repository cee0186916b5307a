/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PortAudio 19.6 ends the whole program by an assertion when it is stopped after a JACK server has died, since JACK
 * then refuses to let go of its client. So two functions of libjack are stood in front of: they pass the call on and
 * always report success.
 */
#ifndef QUELL_JACK_SURVIVAL_H
#define QUELL_JACK_SURVIVAL_H

/* setup. Whether libjack is there to be stood in front of. */
int jack_survival_needed(void);

#endif
