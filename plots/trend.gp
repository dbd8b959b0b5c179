# SPDX-License-Identifier: GPL-2.0
#
# One figure over runs in the order of their revisions: medians with their range,
# one line for either paging mode, and a ring around each step. By hand:
#	gnuplot -e "run='results/trend'" plots/trend.gp
here = ARG0[1:strlen(ARG0) - strlen("trend.gp")]
load here."common.gp"

if (!exists("plot")) { plot = "trend" }
file = data."plot-trend.tsv"
stats file using (0) nooutput
runs = int(STATS_records)

left = 78
right = 18
top = 34
bottom = 104
height = 340
@terminal
set lmargin at screen X(left)
set rmargin at screen X(width - right)
set tmargin at screen Y(top)
set bmargin at screen Y(height - bottom)
set xrange [0.5:runs + 0.5]
set yrange [0:*]
set offsets 0, 0, graph 0.08, 0
set grid noxtics ytics lt 1 lc rgb "#B0B0B0" lw 0.4
set ytics scale 0.6
set xtics rotate by -55 left scale 0.4 noenhanced font ",11"
set label 98 what at screen X(8), screen Y(15) left noenhanced font ",12"

do for [m = 1:2] {
	set label 100 + m mode_name(m - 1) left at screen X(width - 150 + (m - 1) * 72), screen Y(15) font ",12" noenhanced
	set label 200 + m "" at screen X(width - 158 + (m - 1) * 72), screen Y(15) point pt 7 ps 0.7 lc rgb mode_colour[m]
}
# What nothing is in is not drawn: gnuplot complains of such a file.
first(m) = 4 * (m - 1) + 2
count(c) = sprintf("there = 0; stats file using (there = there + is_there(number(%d, NaN)), 0) nooutput", c)
draw = ""
highest = 0
do for [m = 1:2] {
	eval count(first(m))
	if (there) {
		stats file using (number(first(m) + 2, 0)) nooutput
		highest = STATS_max > highest ? STATS_max : highest
		draw = draw.sprintf(", file using ($0 + 1):%d:%d:%d:xtic(1) with yerrorlines title '' pt 7 ps 0.6 lw 1.4 lc rgb '%s'", \
			first(m), first(m) + 1, first(m) + 2, mode_colour[m])
	}
	eval count(first(m) + 3)
	if (there) {
		draw = draw.sprintf(", file using ($0 + 1):(number(%d, NaN)) with points title '' pt 6 ps 1.8 lw 1.8 lc rgb 'black'", first(m) + 3)
	}
}
if (highest >= 100000) { eval y_numbers }
eval "plot ".draw[3:*]
