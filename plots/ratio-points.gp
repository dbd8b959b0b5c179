# SPDX-License-Identifier: GPL-2.0
#
# Draws ratios of exits, cost of exits and elapsed time, with their intervals. The
# caller gives file, whose columns are a name and three times ratio, low and high,
# and axis, what the axis measures.

value = 2
@read_rows
array legend_name[3] = ["VM exits", "cost of exits", "elapsed"]
array legend_colour[3] = ["#0072B2", "#D55E00", "#009E73"]
array legend_point[3] = [7, 5, 9]
# Names stand on the left, or above their points when they are long.
longest = 0
do for [i = 1:rows] {
	if (strlen(name[i]) > longest) { longest = strlen(name[i]) }
}
above = longest > 22
left = above ? 16 : 18 + 7 * longest
right = 16
row = above ? 48 : 30		# of one workload
down = above ? 0.45 : 0.25	# its first point, in rows
apart = above ? 0.18 : 0.25
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
# Numbers between the powers of ten only where those are few. (Left alone, gnuplot
# may write 10, 20, 30 up to 80 on top of each other.)
set xtics (1)
do for [e = -9:9] { set xtics add (10.0 ** e) }
if (high_end / low_end < 1000) { set xtics (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300) }
if (high_end / low_end < 100) { set xtics (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) }
if (high_end / low_end < 10) { set xtics (0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7) }
if (high_end / low_end < 2) { set xtics (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.6) }
set format x "%g×"
@axis_label
unset ytics

do for [i = 1:3] {
	set label 100 + i legend_name[i] left at screen X(24 + (i - 1) * 130), screen Y(15) font ",12" noenhanced
	set label 200 + i "" at screen X(12 + (i - 1) * 130), screen Y(15) point pt legend_point[i] ps 0.7 lc rgb legend_colour[i]
}
do for [i = 1:rows] {
	if (above) { set label i name[i] at graph 0, first i - 0.8 left noenhanced } \
	else { set label i name[i] at screen X(left - 10), first i - 0.5 right noenhanced }
}
set arrow 1 from 1, graph 0 to 1, graph 1 nohead lw 1.2 lc rgb "black" back
plot for [f = 0:2] file using (column(3 * f + 2)):($0 + down + apart * f):(column(3 * f + 3)):(column(3 * f + 4)) \
	with xerrorbars title "" pt legend_point[f + 1] ps 0.7 lw 1.4 lc rgb legend_colour[f + 1]
