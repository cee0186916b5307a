# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
set terminal @svg size 480,340
set logscale y
set format y "%g %%"
set xrange [0:rank_useful * 1.02]
set yrange [0.01:110]
set xlabel "rank"
plot for [i = 0:matrices - 1] $errors index i using 1:2 with lines lw 1.6 lc rgb word(colours, i + 1) \
       dt int(word(dashes, i + 1)), \
     for [i = 0:matrices - 1] $marks index i using 1:3 with points pt 6 ps 0.9 lw 1.6 lc rgb word(colours, i + 1)
