# SPDX-License-Identifier: GPL-2.0
# What the exits of every workload were about: ports, registers, pages, vectors.
here = ARG0[1:strlen(ARG0) - strlen("detail.gp")]
load here."common.gp"

plot = "detail"
file = data."plot-detail.tsv"
axis = "VM exits (logarithmic axis)"
load here."pairs.gp"
