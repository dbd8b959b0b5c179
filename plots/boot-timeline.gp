# SPDX-License-Identifier: GPL-2.0
#
# VM exits by reason over a boot, a panel for either paging mode, both on the
# same axes: bars as wide as the time between two samples, stacked. Lines are
# where phases begin, that of the VMM before the guest's TSC does.
here = ARG0[1:strlen(ARG0) - strlen("boot-timeline.gp")]
load here."common.gp"

plot = "boot-timeline"
file = data."plot-boot-timeline.tsv"
marks = data."plot-boot-phases.tsv"

parts = |boot_reason_name|
array legend_name[parts]
array legend_colour[parts]
array legend_pale[parts]
do for [i = 1:parts] {
	legend_name[i] = boot_reason_name[i]
	legend_colour[i] = boot_reason_colour[i]
	legend_pale[i] = boot_reason_pale[i]
}

# Exits per million cycles of the first i parts.
mega = 1e6
up_to(i) = i < 1 ? 0 : (sum [j = 1:i] column(3 + j)) * mega / (column(3) - column(2))
stats file using (column(3)) nooutput
longest = STATS_max
stats file using (up_to(parts)) nooutput
highest = STATS_max > 0 ? STATS_max : 1
array rows_of[2] = [0, 0]
stats file using (rows_of[strcol(1) eq "shadow" ? 2 : 1] = 1, 0) nooutput
panels = rows_of[1] + rows_of[2]

# None when a boundary of theirs could not be found.
phases = boot_phases
first = 0
array phase_mode[phases + 1]
array phase_name[phases + 1]
array phase_from[phases + 1]
rows_read = 0
if (phases > 0) {
	stats marks using (column(3)) nooutput
	first = STATS_min < 0 ? STATS_min : 0
	stats marks using (rows_read = rows_read + 1, phase_mode[rows_read] = strcol(1), phase_name[rows_read] = strcol(2), phase_from[rows_read] = column(3), 0) nooutput
}

left = 50
right = 14
flag = 14			# a line of names of phases
flags = 3
plot_height = 150
top = 12 + ceil(1.0 * parts / legend_columns) * legend_line
panel = 20 + flags * flag + plot_height + 30
height = top + panels * panel + 18
at(cycles) = left + 1.0 * (cycles - first) / (longest - first) * (width - left - right)
@terminal

set multiplot
load here."legend.gp"
axis = "million ".cycles_unit." since the guest's TSC began"
@axis_label
set lmargin at screen X(left)
set rmargin at screen X(width - right)
set xrange [first / mega:longest / mega]
set yrange [0:highest * 1.02]
set ytics scale 0.6
set grid ytics
set format x "%.0f"
set format y "%.0f"
# Where the names stand, so that no line goes through one. A name stands right of
# its line, above the names behind it whose lines it would meet; at the right edge
# it is turned to the left of its line, above those before it.
from(p) = at(phase_from[p])
needs(p) = 7 * strlen(phase_name[p]) + 8
turned(p) = from(p) + needs(p) > width
begins(p) = turned(p) ? from(p) - needs(p) : from(p)
same(p, q) = phase_mode[p] eq phase_mode[q]
array row_of[phases + 1]
do for [p = 1:phases] {
	row_of[p] = 1
	do for [q = 1:p - 1] {
		if (same(p, q) && turned(p) && turned(q) && from(q) > begins(p) && row_of[q] >= row_of[p]) { row_of[p] = row_of[q] + 1 }
	}
}
do for [k = 1:phases] {
	p = phases + 1 - k
	do for [q = p + 1:phases] {
		if (same(p, q) && !turned(p) && begins(q) < from(p) + needs(p) && row_of[q] >= row_of[p]) { row_of[p] = row_of[q] + 1 }
	}
}
panel_top = top
do for [m = 0:1] {
	if (rows_of[m + 1]) {
		set label 50 mode_name(m).": VM exits per million ".cycles_unit \
			at screen X(6), screen Y(panel_top + 10) left noenhanced
		box_top = panel_top + 20 + flags * flag
		set tmargin at screen Y(box_top)
		set bmargin at screen Y(box_top + plot_height)
		do for [p = 1:phases] {
			if (phase_mode[p] eq mode_name(m)) {
				row = row_of[p] > flags ? flags : row_of[p]
				name_y = box_top - (row - 0.5) * flag
				set label 1000 + p phase_name[p] font ",12" noenhanced \
					at screen X(from(p)), screen Y(name_y) offset (turned(p) ? -0.5 : 0.5), 0
				if (turned(p)) { set label 1000 + p right } else { set label 1000 + p left }
				set arrow 1000 + p nohead front lc rgb "black" lw 0.8 dt 3 \
					from screen X(from(p)), screen Y(box_top + plot_height) \
					to screen X(from(p)), screen Y(name_y - 5)
			}
		}
		plot for [i = 1:parts] file using \
			(strcol(1) eq mode_name(m) && column(3 + i) > 0 ? $2 / mega : NaN):(up_to(i)):($2 / mega):($3 / mega):(up_to(i - 1)):(up_to(i)) \
			with boxxyerror title "" fc rgb fill(legend_colour[i], legend_pale[i]) fs solid noborder
		do for [i = 1:parts] {
			unset label 100 + i
			unset object 100 + i
		}
		do for [p = 1:phases] {
			unset label 1000 + p
			unset arrow 1000 + p
		}
		unset label 50
		unset label 99
		panel_top = panel_top + panel
	}
}
unset multiplot
