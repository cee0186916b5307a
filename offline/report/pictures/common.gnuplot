# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The look that all pictures share. Colours are those of palette.c, so that the page can change them for a dark screen.
svg = 'svg dynamic noenhanced font "sans-serif,14" linewidth 1.2'
set border 3 lc rgb "#000000"
set tics nomirror scale 0.6
set grid lc rgb "#cccccc" lw 0.7 dt 1
set key off
set style fill solid 1 noborder
set datafile missing "?"
