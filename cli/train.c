/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command.h"
#include "train_run.h"

#include <stdio.h>
#include <string.h>

static const Option options[] = {
    {"output", 'o', "FILE", "model to write; FILE.checkpoint beside it holds the run"},
    {"manifest", 0, "FILE", "CSV: path, kind (speech, noise, rir), split; may be repeated"},
    {"speech", 0, "PATH", "folder, sound file or list of clean speech; may be repeated"},
    {"noise", 0, "PATH", "the same for noise; may be repeated"},
    {"rooms", 0, "PATH", "the same for room responses; may be repeated"},
    {"check", 0, NULL, "only look at the recordings and name the doubtful ones"},
    {"no-check", 0, NULL, "train without looking at the recordings first"},
    {"resume", 0, NULL, "go on from FILE.checkpoint when it exists"},
    {"overwrite", 0, NULL, "begin anew although FILE or its checkpoint exists"},
    {"updates", 0, "N", "length of the run (30000)"},
    {"hidden", 0, "N", "units of each recurrent layer (256)"},
    {"layers", 0, "N", "recurrent layers (2)"},
    {"threads", 0, "N", "threads (all cores)"},
    {"cache", 0, "GiB", "most memory for decoded sound (4)"},
    OPTIONS_SELDOM_NEEDED,
    {"from", 0, "MODEL", "start with the weights of a model; factor pairs are trained as they are"},
    {"teacher", 0, "MODEL", "imitate a model of the same bands and filter"},
    {"teacher-weight", 0, "X", "weight of the imitation beside the loss (0.5)"},
    {"teacher-updates", 0, "N", "updates of imitation alone, at the beginning (0)"},
    {"teacher-states", 0, "X", "weight of equal recurrent states within the imitation (0)"},
    {"nuclear-weight", 0, "X", "weight of the nuclear norm of recurrent layers' matrices, 0.0001 for a start (0)"},
    {"nuclear-ramp", 0, "A,B", "updates between which that weight grows (a tenth and a half of the run)"},
    {"nuclear-every", 0, "N", "updates from one decomposition for it to the next (10)"},
    {"hard-rank", 0, "R", "cut these matrices to rank R now and then; 0 for never (0)"},
    {"hard-rank-every", 0, "N", "updates from one cut to the next (a fifth of the run)"},
    {"hard-rank-last", 0, "N", "no cut after so many updates (nine tenths of the run)"},
    {"low-rank-all", 0, NULL, "nuclear norm and cuts act on the matrices of all layers"},
    {"nested", 0, NULL, "train the profiles of a model of nested ranks in turn; with --from"},
    {"factor-rank", 0, "R", "split all matrices into factor pairs of rank R, or less where R is not reached"},
    {"trace-norm", 0, "X", "weight of the trace norm of factor pairs (0)"},
    {"lstm", 0, NULL, "LSTM in place of GRU layers"},
    {"filter-bins", 0, "N", "lowest bins with a complex filter, 31.25 Hz each; 0 for none (64)"},
    {"shared-units", 0, "N", "units of a second stage that is shared over bands and bins; 0 for none (0)"},
    {"batch", 0, "N", "sequences side by side (32)"},
    {"frames", 0, "N", "frames of back-propagation, 10 ms each (100)"},
    {"passes", 0, "N", "times that each mixture is played before the next (1)"},
    {"optimiser", 0, "NAME", "muon, or adam (muon)"},
    {"rate", 0, "X", "highest learning rate (0.001)"},
    {"snr-mean", 0, "dB", "mean of the signal-to-noise ratios (as in docs/training.md)"},
    {"under-weight", 0, "X", "cost of lost speech against noise left (2)"},
    {"complex-weight", 0, "X", "weight of phases, 0 to 1 (0.4)"},
    {"distortion-weight", 0, "X", "weight of the signal-to-distortion ratio (0.03)"},
    {"seed", 0, "N", "another seed draws other mixtures (1)"},
    {"report-every", 0, "N", "updates from one line of progress to the next (100)"},
    {"validate-every", 0, "N", "updates from one validation to the next (1000)"},
    {"validation-size", 0, "N", "mixtures of a validation, 12 s each (24)"},
    {"save-every", 0, "S", "seconds from one checkpoint to the next (50)"},
    {"name", 0, "TEXT", "name that the model bears (the output file's)"},
    {"model-version", 0, "TEXT", "version that the model bears"},
    {"licence", 0, "TEXT", "licence that the model bears"},
    {"training-data", 0, "TEXT", "what the model says it was trained on"},
    {NULL, 0, NULL, NULL},
};

static int run(const Arguments *arguments) {
  TrainRun plan;
  if (!train_run_read(arguments, &plan)) return EXIT_USAGE;
  return train_run(&plan);
}

const Command command_train = {
    .name = "train",
    .summary = "train a network on speech and noise",
    .arguments = "",
    .description = "Mixes speech and noise on the fly and trains a recurrent network on them. Ctrl-C saves and stops; "
                   "--resume goes on exactly where the run was.",
    .example = "quell train --speech clean/ --noise noise/ -o mine.safetensors",
    .options = options,
    .run = run,
};
