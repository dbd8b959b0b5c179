# SPDX-License-Identifier: GPL-2.0
# A run by the base of its comparison. By hand, for the first run:
#	gnuplot -e "run='results/compare'" plots/compare.gp
here = ARG0[1:strlen(ARG0) - strlen("compare.gp")]
load here."common.gp"

if (!exists("plot")) { plot = "compare-1" }
file = data."plot-".plot.".tsv"
axis = "run by base (logarithmic axis)"
load here."ratio-points.gp"
