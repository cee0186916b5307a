# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
set terminal @svg size 480,340
set logscale y
set ytics ()
set for [e = -9:9] ytics add (10.0**e)
if (value_high / value_low < 500) set for [e = -9:9] ytics add (2 * 10.0**e, 5 * 10.0**e)
set format y "%g"
set xrange [0:rank_last * 1.02]
set yrange [value_low:value_high]
set xlabel "index of the singular value"
plot for [i = 0:matrices - 1] $values index i using 1:2 with lines lw 1.6 lc rgb word(colours, i + 1) \
       dt int(word(dashes, i + 1)), \
     for [i = 0:matrices - 1] $marks index i using 1:2 with points pt 6 ps 0.9 lw 1.6 lc rgb word(colours, i + 1)
