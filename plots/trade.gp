# SPDX-License-Identifier: GPL-2.0
# What exits and page walks cost one operation, under either paging mode.
here = ARG0[1:strlen(ARG0) - strlen("trade.gp")]
load here."common.gp"

plot = "trade"
file = data."plot-trade.tsv"
value = 3
@read_rows
array legend_name[3] = ["VM exits", "guest's page walks", "KVM host's page walks"]
array legend_colour[3] = ["#0072B2", "#E69F00", "#CC79A7"]
array legend_pale[3] = [0, 0, 0]
first = 4
value_text(x) = x < 10 ? sprintf("%.3g", x) : si(x)
axis = cycles_unit." and modelled cycles of one operation"
load here."panels.gp"
