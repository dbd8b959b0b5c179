# SPDX-License-Identifier: GPL-2.0
# What VM exits cost, in the kernel and in the VMM. Time blocked and away is no
# cost, and is left out: see shares.gp.
here = ARG0[1:strlen(ARG0) - strlen("cycles.gp")]
load here."common.gp"

plot = "cycles"
file = data."plot-cycles.tsv"
value = 4
@read_rows
array legend_name[2]
array legend_colour[2]
array legend_pale[2]
do for [i = 1:2] {
	legend_name[i] = part_name[i]
	legend_colour[i] = part_colour[i]
	legend_pale[i] = part_pale[i]
}
first = 5
legend_columns = 4
value_text(x) = si(x)
axis = cycles_unit." from VM exit to VM entry"
load here."panels.gp"
