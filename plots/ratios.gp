# SPDX-License-Identifier: GPL-2.0
# Shadow paging by two-dimensional paging: exits, cost of exits and elapsed time
# of every workload, with their intervals.
here = ARG0[1:strlen(ARG0) - strlen("ratios.gp")]
load here."common.gp"

plot = "ratios"
file = data."plot-ratios.tsv"
value = 2
@read_rows
array legend_name[3] = ["VM exits", "cost of exits", "elapsed"]
array legend_colour[3] = ["#0072B2", "#D55E00", "#009E73"]
array legend_point[3] = [7, 5, 9]
left = 150
right = 16
row = 30			# of one workload
top = 34
height = top + rows * row + 50
@terminal

# The axis reaches around all there is, and always around 1.
low_end = 0.8
high_end = 1.25
do for [f = 0:2] {
	stats file using (number(3 * f + 3, 1)) nooutput
	if (STATS_min < low_end) { low_end = STATS_min }
	stats file using (number(3 * f + 4, 1)) nooutput
	if (STATS_max > high_end) { high_end = STATS_max }
}
set logscale x
set xrange [low_end / 1.15:high_end * 1.15]
set yrange [rows:0]
set lmargin at screen X(left)
set rmargin at screen X(width - right)
set tmargin at screen Y(top)
set bmargin at screen Y(height - 50)
# Numbers between the powers of ten only where those are few.
if (high_end / low_end < 100) {
	set xtics (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
	set format x "%g×"
} else {
	set format x "%g×"
}
axis = "shadow by ".tdp." (logarithmic axis)"
@axis_label
unset ytics

do for [i = 1:3] {
	set label 100 + i legend_name[i] left at screen X(24 + (i - 1) * 130), screen Y(15) font ",12" noenhanced
	set label 200 + i "" at screen X(12 + (i - 1) * 130), screen Y(15) point pt legend_point[i] ps 0.7 lc rgb legend_colour[i]
}
do for [i = 1:rows] {
	set label i name[i] at graph -0.02, first i - 0.5 right noenhanced
}
set arrow 1 from 1, graph 0 to 1, graph 1 nohead lw 1.2 lc rgb "black" back
plot for [f = 0:2] file using (column(3 * f + 2)):($0 + 0.25 + 0.25 * f):(column(3 * f + 3)):(column(3 * f + 4)) \
	with xerrorbars title "" pt legend_point[f + 1] ps 0.7 lw 1.4 lc rgb legend_colour[f + 1]
