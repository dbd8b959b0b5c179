# SPDX-License-Identifier: GPL-2.0
#
# One figure of a study by the values of one axis: medians with their range, and a
# line for each value of another axis. By hand:
#	gnuplot -e "run='results/study-quick'; plot='study-1'" plots/study.gp
here = ARG0[1:strlen(ARG0) - strlen("study.gp")]
load here."common.gp"

if (!exists("plot")) { plot = "study-1" }
file = data."plot-".plot.".tsv"
load data."plot-".plot.".gp"
stats file using (0) nooutput
values = int(STATS_records)

array colour[8] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#505050", "#8C6D1F"]
array shape[8] = [7, 5, 9, 11, 13, 6, 4, 8]

left = 78
right = 72
top = 18 + lines * 18
# Names of values lie flat if there is room for all of them.
longest = 0
stats file using (longest = strlen(strcol(1)) > longest ? strlen(strcol(1)) : longest, 0) nooutput
flat = values * (longest + 2) * 7 < width - left - right
bottom = flat ? 50 : 40 + 6 * (longest < 12 ? longest : 12)
height = top + 220 + bottom
@terminal
set lmargin at screen X(left)
set rmargin at screen X(width - right)
set tmargin at screen Y(top)
set bmargin at screen Y(height - bottom)
set xrange [0.5:values + 0.5]
set yrange [0:*]
set offsets 0, 0, graph 0.08, 0
set grid noxtics ytics lt 1 lc rgb "#B0B0B0" lw 0.4
set ytics scale 0.6
if (flat) {
	set xtics center scale 0.4 noenhanced font ",11"
} else {
	set xtics rotate by -35 left scale 0.4 noenhanced font ",11"
}
set label 99 x_axis center at screen X((left + width - right) / 2), screen Y(height - 10) noenhanced

do for [l = 1:lines] {
	set label 100 + l fit(line_name[l]) left at screen X(left + 14), screen Y(l * 18) font ",12" noenhanced
	set label 200 + l "" at screen X(left + 4), screen Y(l * 18) point pt shape[l] ps 0.8 lc rgb colour[l]
}
# What nothing is in is not drawn: gnuplot complains of such a file.
count(c) = sprintf("there = 0; stats file using (there = there + is_there(number(%d, NaN)), 0) nooutput", c)
draw = ""
highest = 0
do for [l = 1:lines] {
	c = 3 * (l - 1) + 2
	eval count(c)
	if (there) {
		stats file using (number(c + 2, 0)) nooutput
		highest = STATS_max > highest ? STATS_max : highest
		draw = draw.sprintf(", file using ($0 + 1):%d:%d:%d:xtic(1) with yerrorlines title '' pt %d ps 0.7 lw 1.4 lc rgb '%s'", \
			c, c + 1, c + 2, shape[l], colour[l])
	}
}
if (highest >= 100000) { eval y_numbers }
eval "plot ".draw[3:*]
