# SPDX-License-Identifier: GPL-2.0
# VM exits of every workload under either paging mode.
here = ARG0[1:strlen(ARG0) - strlen("exits.gp")]
load here."common.gp"

plot = "exits"
file = data."plot-exits.tsv"
axis = "VM exits (logarithmic axis)"
load here."pairs.gp"
