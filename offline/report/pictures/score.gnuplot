# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
set terminal @svg size 480,340
set xrange [0:rank_tried * 1.02]
set yrange [score_low:score_high]
set xlabel "rank"
set ylabel score_name
set arrow 1 from graph 0, first score_reference to graph 1, first score_reference nohead lc rgb "#6e6e6e"
plot for [i = 0:matrices - 1] $curves index i using 1:2 with linespoints lw 1.2 pt 7 ps 0.35 \
       lc rgb word(colours, i + 1) dt int(word(dashes, i + 1))
