# SPDX-License-Identifier: GPL-2.0
# TLB misses of one operation against those with which shadow paging breaks even:
# it pays right of the line.
here = ARG0[1:strlen(ARG0) - strlen("trade-crossing.gp")]
load here."common.gp"

plot = "trade-crossing"
file = data."plot-crossing.tsv"
value = 2
@read_rows
height = 400
@terminal

stats file using 2 nooutput
least = STATS_min
most = STATS_max
stats file using 3 nooutput
if (STATS_min < least) { least = STATS_min }
if (STATS_max > most) { most = STATS_max }
stats file using ($3 > $2 ? 1 : 0) nooutput
above = STATS_sum
low = 10 ** (floor(log10(least)) - 1)
high = 10 ** (ceil(log10(most)) + 1)

set logscale xy
set xrange [low:high]
set yrange [low:high]
set lmargin at screen X(80)
set rmargin at screen X(width - 20)
set tmargin at screen Y(14)
set bmargin at screen Y(height - 54)
set ytics out scale 0.6
set grid ytics
set format xy "%.0s %c"
left = 80
right = 20
axis = "TLB misses of one operation under ".tdp
@axis_label
set label 98 "misses to break even" at screen X(12), graph 0.5 center rotate by 90 noenhanced
set label 1 tdp." pays" at graph 0.04, graph 0.93 left font ",13" tc rgb mode_colour[1] noenhanced
set label 2 "shadow paging pays" at graph 0.97, graph 0.05 right font ",13" tc rgb mode_colour[2] noenhanced
# Names stand on the outer side of their points, at the height of column 4, so that
# none touches another. A side without points is an error to gnuplot.
names = ""
if (above > 0) {
	names = names.', file using 2:($3 > $2 ? $4 : NaN):1 title "" with labels right offset -0.8, 0 font ",11" noenhanced'
}
if (above < rows) {
	names = names.', file using 2:($3 > $2 ? NaN : $4):1 title "" with labels left offset 0.8, 0 font ",11" noenhanced'
}
plot x with lines title "" lw 1.2 lc rgb "black", \
     file using 2:3:($3 > $2 ? 0x0072B2 : 0xD55E00) with points title "" pt 7 ps 0.7 lc rgb variable @names
