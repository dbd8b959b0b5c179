# SPDX-License-Identifier: GPL-2.0
# What single exits cost, by reason: where its exits lie, darker where more are,
# from the least to the most; marks at p50, p90 and p99.
here = ARG0[1:strlen(ARG0) - strlen("costs.gp")]
load here."common.gp"

plot = "costs"
file = data."plot-costs.tsv"
value = 3
@read_rows
array median[rows]
rows_read = 0
stats file using (rows_read = rows_read + 1, median[rows_read] = column(4), 0) nooutput
top = 34
height = top + groups * 3 * line + 50
@terminal

# A log axis has no 0: what took none stands at 1.
above_0(x) = x < 1 ? 1 : x
stats file using ($3 > 0 ? above_0($7) : NaN) nooutput
low_end = STATS_min
stats file using ($3 > 0 ? above_0($8) : NaN) nooutput
high_end = STATS_max
set logscale x
set xrange [low_end / 1.5:high_end * 1.5]
set yrange [3 * groups:0]
set lmargin at screen X(left)
set rmargin at screen X(width - right)
set tmargin at screen Y(top)
set bmargin at screen Y(height - 50)
set format x "%.0s %c"
axis = cycles_unit." of one exit, kernel and VMM (logarithmic axis)"
@axis_label
unset ytics

do for [i = 1:rows] {
	if (i % 2) { set label i name[i] at graph 0, first heading(i - 1) left noenhanced }
	set label 1000 + i mode_name(i - 1) at graph -0.015, first bar(i - 1) right noenhanced
	value_text = total[i] > 0 ? "≤ ".si(median[i]) : "none"
	set label 2000 + i value_text at graph 1.01, first bar(i - 1) left noenhanced
}
set label 3000 "p50" at graph 1.01, screen Y(15) left noenhanced
array mark_name[3] = ["p50", "p90", "p99"]
array mark_point[3] = [7, 5, 9]
do for [i = 1:3] {
	set label 3000 + 10 * i mark_name[i] left at screen X(24 + (i - 1) * 70), screen Y(15) font ",12" noenhanced
	set label 3001 + 10 * i "" at screen X(12 + (i - 1) * 70), screen Y(15) point pt mark_point[i] ps 0.6 lc rgb "black"
}
set label 3100 "line: min to max; darker: more" left at screen X(222), screen Y(15) font ",12" noenhanced

# The colour of a mode, more transparent where fewer exits are.
shade(row, part) = int(220 * (1 - sqrt(part))) * 16777216 + (int(row) % 2 ? 0xD55E00 : 0x0072B2)
plot data."plot-buckets.tsv" using 2:(bar($1)):2:3:(bar($1) - 0.42):(bar($1) + 0.42):(shade($1, $4)) with boxxyerror title "" lc rgb variable fs solid noborder, \
     file using ($3 > 0 ? above_0($4) : NaN):(bar($0)):(above_0($7)):(above_0($8)) with xerrorbars title "" pt 0 lw 1.2 lc rgb "black", \
     for [i = 1:3] file using ($3 > 0 ? above_0(column(3 + i)) : NaN):(bar($0)) with points title "" pt mark_point[i] ps 0.6 lc rgb "black"
