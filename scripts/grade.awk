# SPDX-License-Identifier: GPL-2.0
# What grade found, as grades.csv, grades.json, a page for each submission and one
# of the class. Reads names of submissions; out is the directory.

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

function rule(name, source, asked) { from[name] = source; what[name] = asked }

function head(file, title) {
	print "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>" html(title) "</title>" \
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">" \
		"<style>body{font:16px sans-serif;max-width:70em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}" \
		"td,th{border:1px solid #999;padding:.3em .6em;text-align:left;vertical-align:top}" \
		".FAIL{background:#fcc}.WARNING{background:#fec}.PASS{background:#dfd}</style>" \
		"<h1>" html(title) "</h1>" >file
}

BEGIN {
	for (i = 1; i < 256; i++) ord[sprintf("%c", i)] = i
	rule("layout", "assignment", "Which leaves answer what, found by asking them.")
	rule("undefined-reasons", "assignment", "Reasons that the manual does not define: eax, ebx and ecx are 0, edx is 0xFFFFFFFF.")
	rule("not-enabled-reasons", "assignment", "Reasons that KVM does not enable: all four registers are 0.")
	rule("unused-registers", "project", "Registers that the answer does not use are 0.")
	rule("register-halves", "assignment", "Cycles: ebx holds the high 32 bits, ecx the low ones.")
	rule("plausible-reasons", "project", "No reason has more exits than the VM can have had.")
	rule("total-is-sum", "assignment", "The exits of all reasons add up to the total.")
	rule("n-instructions-n-exits", "manual", "Every CPUID instruction exits (SDM vol. 3, \"Instructions That Cause VM Exits Unconditionally\"): N of them are N exits.")
	rule("total-grows", "assignment", "The total grows by as many exits as there were.")
	rule("total-cycles", "assignment", "Cycles of exits: more than nothing, and no more than the time that passed.")
	rule("cycles-of-a-reason", "assignment", "Cycles of the reason CPUID grow with its exits, within the time that passed.")
	rule("time-goes-forward", "assignment", "Total cycles grow with each question.")
	rule("other-leaves", "manual", "Leaves that the assignment does not name answer as they did.")
	rule("random-inputs", "project", "Leaves and reasons at random do no harm to KVM.")
	rule("isolation", "project", "The exits of another VM are not counted.")
	print "name,built,layout,passed,failed,warnings,failed_rules,reason" >(out "/grades.csv")
	printf "[" >(out "/grades.json")
}

{
	name = $0
	dir = out "/" name
	reason = layout = bad = rows = ""
	passed = failed = warnings = 0
	while ((getline line <(dir "/rules")) > 0) {
		split(line, w, / +/)
		verdict = w[1]; r = w[2]
		evidence = line
		sub(/^[A-Z]+ +[^ ]+ +/, "", evidence)
		if (r == "layout") layout = substr(evidence, 1, index(evidence ":", ":") - 1)
		# Of this project's own making: told, and no failure of the assignment.
		if (verdict == "FAIL" && from[r] == "project" && r != "random-inputs") verdict = "WARNING"
		passed += verdict == "PASS"; failed += verdict == "FAIL"; warnings += verdict == "WARNING"
		if (verdict == "FAIL" || verdict == "WARNING") { count[r]++; if (!(r in first)) { first[r]; order[++rules] = r } }
		if (verdict == "FAIL") bad = bad (bad ? " " : "") r
		if (r ~ /^own-/ && verdict == "SKIP") continue
		rows = rows "<tr class=\"" verdict "\"><td>" verdict "<td>" html(r) "<td>" html(what[r]) "<td>" \
			html(evidence) "<td>" (r in from ? from[r] : "project") "\n"
	}
	close(dir "/rules")
	while ((getline line <(dir "/reason")) > 0) reason = reason (reason ? " " : "") line
	close(dir "/reason")
	how = "no"
	if ((getline line <(dir "/check")) > 0) how = "yes"
	close(dir "/check")
	if (layout !~ /^[ABC]$/) layout = ""
	print csv(name) "," how "," layout "," passed "," failed "," warnings "," csv(bad) "," csv(reason) >(out "/grades.csv")
	printf "%s\n{\"name\":%s,\"built\":%s,\"layout\":%s,\"passed\":%d,\"failed\":%d,\"warnings\":%d,\"failed_rules\":%s,\"reason\":%s}", \
		n++ ? "," : "", json(name), how == "yes" ? "true" : "false", layout ? json(layout) : "null", \
		passed, failed, warnings, json(bad), json(reason) >(out "/grades.json")

	page = dir "/page.html"
	head(page, name)
	if (reason) print "<p><b>" html(reason) "</b>" >page
	print "<p>" passed " rules passed, " failed " failed, " warnings " warnings. A warning is about a rule of exitbench, not of the assignment." >page
	if (rows) print "<table><tr><th>verdict<th>rule<th>what was asked<th>what came<th>whose rule\n" rows "</table>" >page
	close(page)
	class = class "<tr><td><a href=\"" address(name) "/page.html\">" html(name) "</a><td>" how "<td>" layout "<td>" passed \
		"<td>" failed "<td>" warnings "<td>" html(bad) "<td>" html(reason) "\n"
}

END {
	print "\n]" >(out "/grades.json")
	page = out "/index.html"
	head(page, "Submissions")
	print "<table><tr><th>submission<th>built<th>layout<th>passed<th>failed<th>warnings<th>failed rules<th>reason\n" class "</table>" >page
	print "<h2>Which rule fails how often</h2><table><tr><th>rule<th>submissions<th>what is asked\n" >page
	for (i = 1; i <= rules; i++)
		print "<tr><td>" html(order[i]) "<td>" count[order[i]] "<td>" html(what[order[i]]) >page
	print "</table>" >page
}
