# SPDX-License-Identifier: GPL-2.0
#
# What all plots have in common: where the data is, size, layout, colours. A
# plot is a column of pairs of bars: the name of a workload, and under it one
# bar for either paging mode. Loaded by each of them; draws nothing itself.
#
# By hand, after `make report` has written the data:
#	gnuplot -e "run='results/latest'" plots/exits.gp
# leaves results/latest/derived/exits.svg.

if (!exists("run")) {
	print "which run? gnuplot -e \"run='results/latest'\" plots/NAME.gp"
	exit status 2
}
data = run."/derived/"
load data."plot-run.gp"

set encoding utf8
set micro
set datafile separator "\t"
set datafile columnheaders
set datafile commentschars ""

# Okabe and Ito's colours. Exit reasons have theirs from plot-run.gp.
array mode_colour[2] = ["#0072B2", "#D55E00"]
# Parts of time, in the order of the columns of plot-cycles.tsv.
array part_name[5] = ["kernel", "VMM", "guest", "blocked", "away"]
array part_colour[5] = ["#0072B2", "#E69F00", "#009E73", "#C8C8C8", "#707070"]
array part_pale[5] = [0, 0, 1, 0, 0]
mode_name(row) = row % 2 ? "shadow" : tdp

# Pixels. The plots are narrow so that they can be read on a phone.
width = 500
left = 62			# names of the modes
right = 66			# the value of a bar
line = 21			# a bar, or the name of a workload
legend_line = 20
legend_columns = 3

# Pixels from the left and from the top, as parts of the whole.
X(px) = px / (1.0 * width)
Y(px) = 1 - px / (1.0 * height)

# A name that fits above its bars.
fit(text) = strlen(text) > 66 ? text[1:65]."…" : text

# Column `c` of a table, or another value where it is NaN: gnuplot calls a file
# that has nothing else invalid.
number(c, missing) = strcol(c) eq "NaN" ? missing : real(strcol(c))

# Reads the first column of table `file` and its column `value` into arrays.
# A value that is not there is NaN.
read_rows = 'stats file using (0) nooutput; rows = int(STATS_records); array name[rows]; array total[rows]; rows_read = 0; stats file using (rows_read = rows_read + 1, name[rows_read] = fit(strcol(1)), total[rows_read] = number(value, NaN), 0) nooutput; groups = rows / 2'

# Where bar `row`, from 0, stands, counted in lines from the top.
bar(row) = 3 * (int(row) / 2) + 1 + int(row) % 2 + 0.5
# The name of the pair above it.
heading(row) = 3 * (int(row) / 2) + 0.55

# Numbers as people write them.
commas(x) = x < 1000 ? sprintf("%d", x) : commas(x / 1000).sprintf(",%03d", x % 1000)
si_places(m) = m < 9.995 ? "%.2f" : m < 99.95 ? "%.1f" : "%.0f"
si_of(x, unit) = sprintf(si_places(x / unit), x / unit)
si(x) = x < 10000 ? commas(int(x + 0.5)) : x < 999.5e3 ? si_of(x, 1e3)." k" : \
	x < 999.5e6 ? si_of(x, 1e6)." M" : x < 999.5e9 ? si_of(x, 1e9)." G" : si_of(x, 1e12)." T"
count(x) = x < 10000000 ? commas(int(x + 0.5)) : si(x)
is_there(x) = x == x

# Numbers on an upright axis up to `highest`: 350k, and 1.5M. gnuplot's own format writes
# 350.0k where it writes 1.5M.
tenths(text) = text[strlen(text) - 1:*] eq ".0" ? text[1:strlen(text) - 2] : text
short(x) = tenths(gprintf("%.1s", x)).gprintf("%c", x)
y_step(x, ten) = x / ten > 5 ? ten : x / ten > 2 ? ten / 2 : ten / 5
y_numbers = 'step = y_step(highest, 10.0 ** floor(log10(highest))); set ytics ("0" 0); do for [t = 1:int(1.2 * highest / step)] { set ytics add (short(t * step) t * step) }'

# What the axis measures, under it. (An xlabel is lost where the margins are
# given in pixels.)
axis_label = 'set label 99 axis center at screen X((left + width - right) / 2), screen Y(height - 10) noenhanced'

set key off
set border 1 lc rgb "black" lw 0.6
set tics nomirror
set xtics out scale 0.6 offset 0, 0.3
set ytics scale 0
set grid xtics lt 1 lc rgb "#B0B0B0" lw 0.4
set grid back
edge = "#505050"		# around a bar
# The second reason of a colour is pale, with a border of that colour. (A hatched
# fill would be a picture of its own on every bar of a printed report.)
fill(colour, pale) = pale ? "#A8".colour[2:7] : colour
rim(colour, pale) = pale ? colour : edge

terminal = 'set term svg size width, height dynamic noenhanced font "Helvetica, Arial, sans-serif,13" background "#ffffff"; set output data.plot.".svg"'
