# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
set terminal @svg size 480,340
set logscale y
set format y "%g %%"
set xrange [0:rank_tried * 1.02]
set yrange [0.01:lost_high]
set xlabel "rank"
set for [t = 1:words(targets)] arrow t from graph 0, first real(word(targets, t)) \
  to graph 1, first real(word(targets, t)) nohead dt 2 lc rgb "#6e6e6e"
plot for [i = 0:matrices - 1] $curves index i using 1:($3 > 0.01 ? $3 : 0.01) with linespoints lw 1.2 pt 7 ps 0.35 \
       lc rgb word(colours, i + 1) dt int(word(dashes, i + 1))
