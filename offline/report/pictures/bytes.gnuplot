# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
set terminal @svg size 480,340
set logscale x 2
set xrange [0.95:bytes_high]
set yrange [performance_low:performance_high]
set format x "%gx"
set format y "%g %%"
set xlabel "times fewer bytes"
set ylabel "performance"
set for [t = 1:words(targets)] arrow t from graph 0, first 100 - real(word(targets, t)) \
  to graph 1, first 100 - real(word(targets, t)) nohead dt 2 lc rgb "#6e6e6e"
plot for [i = 0:series - 1] $networks index i using 4:2 with points lw 1.2 ps 0.6 pt int(word(series_points, i + 1)) \
       lc rgb word(series_colours, i + 1), \
     $chosen using 4:2 with points pt 6 ps 1.5 lw 1.8 lc rgb "#000000"
