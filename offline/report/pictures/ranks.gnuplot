# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
set terminal @svg size 480,70 + 26 * matrices
set xrange [0:rank_useful * 1.15]
set yrange [matrices - 0.5:-0.5]
set border 1
set grid noytics
set ytics scale 0
set xlabel "rank"
plot $ranks using (0):1:(0):4:($1 - 0.36):($1 + 0.36):ytic(2) with boxxyerror lc rgb "#cccccc", \
     for [i = 0:matrices - 1] $ranks every ::i::i using (0):1:(0):3:($1 - 0.36):($1 + 0.36) with boxxyerror \
       lc rgb word(colours, i + 1), \
     $ranks using (rank_useful * 1.01):1:5 with labels left offset 0.5,0 tc rgb "#000000"
