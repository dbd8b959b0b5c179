# SPDX-License-Identifier: GPL-2.0
#
# Draws pairs of bars on a logarithmic axis, with the range of the repetitions.
# The caller gives file, whose columns are name, mode, median, min and max, and
# axis, what the axis measures.

value = 3
@read_rows
array highest[rows]
rows_read = 0
stats file using (rows_read = rows_read + 1, highest[rows_read] = column(5), 0) nooutput
height = 8 + groups * 3 * line + 50
@terminal

# A bar on a logarithmic axis begins somewhere: half an exit is "none".
least = 0.5
most = 10
do for [i = 1:rows] {
	if (is_there(highest[i]) && highest[i] > most) { most = highest[i] }
}
set logscale x
set xrange [least:most * 1.5]
set yrange [3 * groups:0]
set lmargin at screen X(left)
set rmargin at screen X(width - right)
set tmargin at screen Y(8)
set bmargin at screen Y(height - 50)
set format x "%.0s %c"
@axis_label
unset ytics

do for [i = 1:rows] {
	if (i % 2) { set label name[i] at least, heading(i - 1) left noenhanced }
	set label mode_name(i - 1) at graph -0.015, first bar(i - 1) right noenhanced
	value_text = is_there(total[i]) ? count(total[i]) : "not measured"
	value_at = is_there(highest[i]) && highest[i] > least ? highest[i] : least
	set label value_text at value_at, bar(i - 1) left offset 0.7, 0 noenhanced
}
plot file using 3:(bar($0)):(least):($3 > least ? $3 : least):(bar($0) - 0.42):(bar($0) + 0.42):(int($0) % 2 ? 0xD55E00 : 0x0072B2) with boxxyerror title "" lc rgb variable fs solid noborder, \
     file using ($5 > $4 ? $3 : NaN):(bar($0)):4:5 with xerrorbars title "" pt 0 lw 1.5 lc rgb "black"
