# SPDX-License-Identifier: GPL-2.0
# Where the time of a workload went: blocked, away, in the guest, in the kernel and
# the VMM. In percent, because an idle guest is blocked for a long time.
here = ARG0[1:strlen(ARG0) - strlen("shares.gp")]
load here."common.gp"

plot = "shares"
file = data."plot-cycles.tsv"
value = 3
@read_rows
array legend_name[5]
array legend_colour[5]
array legend_pale[5]
do for [i = 1:5] {
	legend_name[i] = part_name[i]
	legend_colour[i] = part_colour[i]
	legend_pale[i] = part_pale[i]
}
first = 5
legend_columns = 5
value_text(x) = si(x)
axis = "percent of elapsed ".cycles_unit."; beside the bar their number"
load here."shares-of.gp"
