# SPDX-License-Identifier: GPL-2.0
# What grade found, as grades.csv, grades.json, a page for each submission and one
# of the class. Reads the rules, as exitbench rules has them, then the names of the
# submissions; out is the directory.

function html(s) {
	gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s)
	gsub(/"/, "\\&quot;", s); gsub(/[\001-\037\177]/, " ", s)
	return s
}

function json(s) {
	gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); gsub(/[\001-\037\177]/, " ", s)
	return "\"" s "\""
}

# A cell that a spreadsheet takes for no formula.
function csv(s) {
	if (s ~ /^[-=+@\t\r]/) s = "'" s
	gsub(/"/, "\"\"", s)
	return "\"" s "\""
}

# Part of an address; bytes that may not stand in one are written as %XX.
function address(s,    i, c, to) {
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		to = to (c ~ /[A-Za-z0-9._-]/ ? c : sprintf("%%%02X", ord[c]))
	}
	return to
}

function head(file, title) {
	print "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>" html(title) "</title>" \
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">" \
		"<style>body{font:16px sans-serif;max-width:70em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}" \
		"td,th{border:1px solid #999;padding:.3em .6em;text-align:left;vertical-align:top}" \
		".FAIL{background:#fcc}.WARN{background:#fec}.PASS{background:#dfd}</style>" \
		"<h1>" html(title) "</h1>" >file
}

function above(a, b) {
	return failing[a] > failing[b] || failing[a] == failing[b] && warned[a] > warned[b]
}

BEGIN {
	for (i = 1; i < 256; i++) ord[sprintf("%c", i)] = i
	FS = "\t"
	print "name,built,layout,passed,failed,warnings,failed_rules,warned_rules,reason" >(out "/grades.csv")
	printf "[" >(out "/grades.json")
}

FNR == NR { source[$1] = $2; what[$1] = $4; next }

{
	name = $0
	dir = out "/" name
	reason = layout = bad = doubtful = rows = ""
	passed = failed = warnings = 0
	while ((getline line <(dir "/rules")) > 0) {
		split(line, w, / +/)
		verdict = w[1]; r = w[2]
		evidence = line
		sub(/^[A-Z]+ +[^ ]+ +[^ ]+ +/, "", evidence)
		if (r == "layout") layout = substr(evidence, 1, match(evidence ":", /[:,]/) - 1)
		passed += verdict == "PASS"; failed += verdict == "FAIL"; warnings += verdict == "WARN"
		if ((verdict == "FAIL" || verdict == "WARN") && !(r in failing)) { failing[r] = warned[r] = 0; order[++rules] = r }
		if (verdict == "FAIL") { failing[r]++; bad = bad (bad ? " " : "") r }
		if (verdict == "WARN") { warned[r]++; doubtful = doubtful (doubtful ? " " : "") r }
		if (r ~ /^own-/ && verdict == "SKIP") continue
		rows = rows "<tr class=\"" verdict "\"><td>" verdict "<td>" html(r) "<td>" html(what[r]) "<td>" \
			html(evidence) "<td>" source[r] "\n"
	}
	close(dir "/rules")
	while ((getline line <(dir "/reason")) > 0) reason = reason (reason ? " " : "") line
	close(dir "/reason")
	how = "no"
	if ((getline line <(dir "/check")) > 0) how = "yes"
	close(dir "/check")
	if (layout !~ /^[ABC]$/) layout = ""
	print csv(name) "," how "," layout "," passed "," failed "," warnings "," csv(bad) "," csv(doubtful) "," csv(reason) >(out "/grades.csv")
	printf "%s\n{\"name\":%s,\"built\":%s,\"layout\":%s,\"passed\":%d,\"failed\":%d,\"warnings\":%d,\"failed_rules\":%s,\"warned_rules\":%s,\"reason\":%s}", \
		n++ ? "," : "", json(name), how == "yes" ? "true" : "false", layout ? json(layout) : "null", \
		passed, failed, warnings, json(bad), json(doubtful), json(reason) >(out "/grades.json")

	page = dir "/page.html"
	head(page, name)
	if (reason) print "<p><b>" html(reason) "</b>" >page
	print "<p>" passed " rules passed, " failed " failed, " warnings " warnings. A warning is about a rule of exitbench, not of the assignment." >page
	if (rows) print "<table><tr><th>verdict<th>rule<th>what was asked<th>what came<th>whose rule\n" rows "</table>" >page
	close(page)
	class = class "<tr><td><a href=\"" address(name) "/page.html\">" html(name) "</a><td>" how "<td>" layout "<td>" passed \
		"<td>" failed "<td>" warnings "<td>" html(bad) "<td>" html(doubtful) "<td>" html(reason) "\n"
}

END {
	print "\n]" >(out "/grades.json")
	page = out "/index.html"
	head(page, "Submissions")
	print "<table><tr><th>submission<th>built<th>layout<th>passed<th>failed<th>warnings<th>failed rules<th>warned about<th>reason\n" class "</table>" >page
	print "<h2>Which rule fails how often</h2><table><tr><th>rule<th>failed<th>warned about<th>what is asked<th>whose rule\n" >page
	for (i = 2; i <= rules; i++)
		for (j = i; j > 1 && above(order[j], order[j - 1]); j--) {
			r = order[j]; order[j] = order[j - 1]; order[j - 1] = r
		}
	for (i = 1; i <= rules; i++)
		print "<tr><td>" html(order[i]) "<td>" failing[order[i]] "<td>" warned[order[i]] "<td>" html(what[order[i]]) "<td>" source[order[i]] >page
	print "</table>" >page
}
