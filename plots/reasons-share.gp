# SPDX-License-Identifier: GPL-2.0
# VM exits by exit reason, in percent of all exits of the workload and mode.
here = ARG0[1:strlen(ARG0) - strlen("reasons-share.gp")]
load here."common.gp"

plot = "reasons-share"
file = data."plot-reasons.tsv"
value = 3
@read_rows
array legend_name[|reason_name|]
array legend_colour[|reason_name|]
array legend_pale[|reason_name|]
do for [i = 1:|reason_name|] {
	legend_name[i] = reason_name[i]
	legend_colour[i] = reason_colour[i]
	legend_pale[i] = reason_pale[i]
}
first = 4
value_text(x) = count(x)
axis = "percent of VM exits; beside the bar their number"
load here."shares-of.gp"
