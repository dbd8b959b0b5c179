# SPDX-License-Identifier: GPL-2.0
# Shadow paging by two-dimensional paging: exits, cost of exits and elapsed time
# of every workload, with their intervals.
here = ARG0[1:strlen(ARG0) - strlen("ratios.gp")]
load here."common.gp"

plot = "ratios"
file = data."plot-ratios.tsv"
axis = "shadow by ".tdp." (logarithmic axis)"
load here."ratio-points.gp"
