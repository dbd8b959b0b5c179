# SPDX-License-Identifier: GPL-2.0
#
# Draws a legend at the top of the canvas, in legend_columns columns, from the
# arrays legend_name, legend_colour and legend_pale: objects and labels 100
# and up. Needs height to be set, like all that draws.

do for [i = 1:|legend_name|] {
	legend_x = 6 + ((i - 1) % legend_columns) * (width - 6) / legend_columns
	legend_y = 6 + ((i - 1) / legend_columns) * legend_line
	set object 100 + i rect \
		from screen X(legend_x), screen Y(legend_y + 13) \
		to screen X(legend_x + 16), screen Y(legend_y) \
		fc rgb fill(legend_colour[i], legend_pale[i]) \
		fs solid border lc rgb rim(legend_colour[i], legend_pale[i])
	set label 100 + i legend_name[i] left \
		at screen X(legend_x + 22), screen Y(legend_y + 7) \
		font ",12" noenhanced
}
