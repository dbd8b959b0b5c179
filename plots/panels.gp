# SPDX-License-Identifier: GPL-2.0
#
# Draws pairs of stacked bars, every workload on an axis of its own from 0. The
# caller has read its table and gives, besides the legend's arrays:
#	first	the first column of the parts; one part for each legend entry
#	axis	what the axes measure
# Workloads whose bars are both empty are left out.

array shown[groups]
panels = 0
do for [g = 1:groups] {
	pair_total = (is_there(total[2 * g - 1]) ? total[2 * g - 1] : 0) \
		   + (is_there(total[2 * g]) ? total[2 * g] : 0)
	if (pair_total > 0) {
		panels = panels + 1
		shown[panels] = g
	}
}

top = 12 + ceil(1.0 * |legend_name| / legend_columns) * legend_line
panel = 3 * line + 28		# with the numbers of its axis
height = top + panels * panel + 26
@terminal
up_to(i) = i < 1 ? 0 : sum [j = 1:i] column(first - 1 + j)

set multiplot
load here."legend.gp"
@axis_label
set lmargin at screen X(left)
set rmargin at screen X(width - right)
set yrange [3:0]
unset ytics
do for [p = 1:panels] {
	g = shown[p]
	panel_top = top + (p - 1) * panel
	set tmargin at screen Y(panel_top)
	set bmargin at screen Y(panel_top + 3 * line)
	most = 0
	set label 1 name[2 * g] at graph 0, first 0.55 left noenhanced
	do for [m = 0:1] {
		bar_total = total[2 * g - 1 + m]
		set label 2 + m mode_name(m) at graph -0.015, first bar(m) right noenhanced
		bar_text = is_there(bar_total) ? value_text(bar_total) : "not measured"
		bar_end = is_there(bar_total) ? bar_total : 0
		set label 4 + m bar_text at first bar_end, bar(m) left offset 0.7, 0 noenhanced
		if (is_there(bar_total) && bar_total > most) { most = bar_total }
	}
	set xrange [0:most]
	# Few enough numbers not to run into each other.
	step = 10 ** floor(log10(most / 2.0))
	step = most / step > 10 ? 5 * step : most / step > 5 ? 2 * step : step
	step = step < 1 ? 1 : step
	set xtics ("0" 0)
	do for [t = 1:int(most / step)] {
		set xtics add (most < 10000 ? commas(t * int(step)) : gprintf("%.0s %c", t * step) t * step)
	}
	# Row 0 and 1 of what `every` leaves are those of this workload.
	plot for [i = 1:|legend_name|] file every ::(2 * g - 2)::(2 * g - 1) using \
		(up_to(i)):(bar($0)):(up_to(i - 1)):(up_to(i)):(bar($0) - 0.42):(bar($0) + 0.42) \
		with boxxyerror title "" fc rgb fill(legend_colour[i], legend_pale[i]) \
		fs solid border lc rgb rim(legend_colour[i], legend_pale[i]) lw 0.4
	do for [i = 1:|legend_name|] {
		unset label 100 + i
		unset object 100 + i
	}
	unset label 99
}
unset multiplot
