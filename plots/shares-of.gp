# SPDX-License-Identifier: GPL-2.0
#
# Draws pairs of stacked bars in percent of each bar's own whole. The caller has
# read its table and gives the same as for panels.gp. A bar that is empty says
# so.

top = 12 + ceil(1.0 * |legend_name| / legend_columns) * legend_line
height = top + groups * 3 * line + 50
@terminal
up_to(i) = i < 1 ? 0 : sum [j = 1:i] column(first - 1 + j)
percent(i) = up_to(|legend_name|) > 0 ? 100.0 * up_to(i) / up_to(|legend_name|) : NaN

load here."legend.gp"
set lmargin at screen X(left)
set rmargin at screen X(width - right)
set tmargin at screen Y(top)
set bmargin at screen Y(height - 50)
set xrange [0:100]
set yrange [3 * groups:0]
set xtics 0, 20
set format x "%.0f %%"
@axis_label
unset ytics
do for [r = 1:rows] {
	if (r % 2) {
		set label name[r] at graph 0, first heading(r - 1) left noenhanced
	}
	set label mode_name(r - 1) at graph -0.015, first bar(r - 1) right noenhanced
	bar_text = is_there(total[r]) ? value_text(total[r]) : "not measured"
	bar_end = is_there(total[r]) && total[r] > 0 ? 100 : 0
	set label bar_text at bar_end, bar(r - 1) left offset 0.7, 0 noenhanced
}
plot for [i = 1:|legend_name|] file using \
	(percent(i)):(bar($0)):(percent(i - 1)):(percent(i)):(bar($0) - 0.42):(bar($0) + 0.42) \
	with boxxyerror title "" fc rgb fill(legend_colour[i], legend_pale[i]) \
	fs solid border lc rgb rim(legend_colour[i], legend_pale[i]) lw 0.4
