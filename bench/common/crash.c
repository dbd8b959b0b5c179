// SPDX-License-Identifier: GPL-2.0
/* Finds a crash in a kernel's log; see crash.h. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "crash.h"

/*
 * With what a crash begins (arch/x86/mm/fault.c, arch/x86/kernel/dumpstack.c,
 * kernel/watchdog.c, kernel/panic.c). "[#1]" numbers an oops; the same words
 * without it are about a process.
 */
static bool begins(const char *line)
{
	static const char *const words[] = {
		"BUG: kernel NULL pointer dereference", "BUG: unable to handle",
		"BUG: soft lockup", "kernel BUG at ", "Kernel panic - ",
	};
	const char *number = strstr(line, "[#");
	size_t i;

	if (number && isdigit((unsigned char)number[2]))
		return true;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(line, words[i]))
			return true;
	return false;
}

/*
 * kernel/panic.c, lib/bug.c, kernel/locking/lockdep.c, kernel/rcu/tree_stall.h,
 * kernel/watchdog.c, kernel/hung_task.c, lib/ubsan.c, arch/x86/mm/extable.c,
 * fs/debugfs/inode.c. The first line that fits counts.
 */
const char *crash_complaint(const char *line)
{
	static const struct { const char *words, *what; } known[] = {
		{ "soft lockup", "a soft lockup" },
		{ "hard LOCKUP", "a hard lockup" },
		{ "self-detected stall", "an RCU stall" },
		{ "rcu_preempt detected stalls", "an RCU stall" },
		{ "rcu_sched detected stalls", "an RCU stall" },
		{ "detected expedited stalls", "an RCU stall" },
		{ "blocked for more than", "a hung task" },
		{ "possible circular locking", "a lockdep report" },
		{ "possible recursive locking", "a lockdep report" },
		{ "inconsistent lock state", "a lockdep report" },
		{ "suspicious RCU usage", "a lockdep report" },
		{ "bad unlock balance", "a lockdep report" },
		{ "lockdep", "a lockdep report" },
		{ "KASAN", "a bug" }, { "KCSAN", "a bug" },
		{ "BUG:", "a bug" }, { "kernel BUG at", "a bug" },
		{ "Oops", "an oops" },
		{ "general protection", "an oops" },
		{ "UBSAN", "undefined behaviour" },
		{ "WARNING:", "a warning" }, { "Call Trace", "a warning" },
		{ "unchecked MSR", "an unchecked MSR" },
		{ "already present", "a name that is there twice" },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strstr(line, known[i].words))
			return known[i].what;
	return NULL;
}

/* mm/oom_kill.c, of a cgroup's memory, too. */
bool crash_oom(bool *among, const char *line, struct sentence *why)
{
	const char *killed = strstr(line, "ut of memory: Killed process ");
	bool is = *among || killed || strstr(line, "invoked oom-killer");

	*among = is && !killed;
	if (killed) {
		killed = strstr(killed, "process ");
		sentence_set(why, 0, "the KVM host ran out of memory, and its kernel killed %.*s; " CRASH_NO_MEMORY,
			     (int)strcspn(killed, ")") + 1, killed);
	}
	return is;
}

/* Without "[    5.123456] ". */
static const char *skip_time(const char *line)
{
	const char *end = *line == '[' ? strstr(line, "] ") : NULL;

	return end && strspn(line + 1, " .0123456789") == (size_t)(end - line) - 1 ?
	       end + 2 : line;
}

static void keep(struct crash *c, const char *line)
{
	if (c->n < CRASH_LINES)
		snprintf(c->line[c->n++], sizeof(*c->line), "%.159s", line);
}

void crash_line(struct crash *c, const char *text)
{
	char line[256];
	const char *at;

	snprintf(line, sizeof(line), "%s", skip_time(text));
	line[strcspn(line, "\r\n")] = 0;
	if (!c->n) {
		if (begins(line))
			keep(c, line);
		return;
	}
	at = strstr(line, "RIP: 0010:");
	if (at && c->n == 1) {
		c->has_rip = true;
		keep(c, at);
	}
	if (strstr(line, "Call Trace:"))
		c->in_trace = true;
	else if (strstr(line, "</TASK>"))
		c->in_trace = false;
	else if (c->in_trace && line[0] == ' ' && line[1] != '?' &&
		 line[1] != '<')
		keep(c, line + 1);
}

void crash_file(struct crash *crash, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[512];

	while (file && fgets(line, sizeof(line), file))
		crash_line(crash, line);
	if (file)
		fclose(file);
}

void crash_say(const struct crash *c, struct sentence *why)
{
	unsigned int i, calls = 1 + c->has_rip;

	sentence_set(why, 0, "the KVM host crashed: %s", c->line[0]);
	if (c->has_rip)
		sentence_add(why, "; at %s", c->line[1] + strlen("RIP: 0010:"));
	for (i = calls; i < c->n; i++)
		sentence_add(why, "%s%s", i == calls ? "; called by " : ", ",
			     c->line[i]);
	if (strstr(c->line[0], "deadlocked on memory"))
		sentence_add(why, "; it has none left: " CRASH_NO_MEMORY);
}

json_t *crash_lines(const struct crash *c)
{
	json_t *lines = json_array();
	unsigned int i;

	for (i = 0; i < c->n; i++)
		json_array_append_new(lines, json_string(c->line[i]));
	return lines;
}
