/* SPDX-License-Identifier: GPL-2.0 */
/* Guests that are scripts: what each says, and what becomes of it. */
#ifndef FAKE_GUESTS_H
#define FAKE_GUESTS_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"
#include "reasons.h"

static inline void say(enum line_type type, json_t *obj)
{
	char *line = line_seal(type, obj);

	dprintf(STDOUT_FILENO, "%s\n", line);
}

/* Five exits of one reason. */
static inline json_t *row(int reason)
{
	return json_pack("{s:i, s:s, s:i, s:i, s:i, s:i}", "reason", reason,
			 "name", "x", "count", 5, "kernel_cycles", 1,
			 "user_cycles", 1, "blocked_cycles", 1);
}

static inline void hello(const char *paging, int reason)
{
	say(LINE_HELLO, json_pack("{s:s, s:s, s:i, s:[o]}", "vendor", "vmx",
				  "paging", paging, "vcpus", 1, "reasons",
				  row(reason)));
}

static inline json_t *record_of(const char *workload, int rep, json_t *reasons,
			 const char *status)
{
	return json_pack("{s:s, s:{}, s:i, s:s, s:i, s:i, s:i, s:o, s:s}",
			 "workload", workload, "params", "rep", rep,
			 "op", "x", "ops", 1, "elapsed_cycles", 9,
			 "exits", 5, "reasons", reasons, "status", status);
}

static inline void record(const char *workload, int rep, int reason)
{
	say(LINE_RECORD, record_of(workload, rep, json_pack("[o]", row(reason)),
				   "ok"));
}

static inline void bye(void)
{
	say(LINE_BYE, json_object());
}

static inline void reps(const char *workload, int from)
{
	record(workload, from, 10);
	if (from == 0)
		record(workload, 1, 10);
}

static inline void good(const char *args)
{
	const char *rep = strstr(args, "--boot-rep=");

	/* No name is empty: the guest refuses such a list. */
	assert_null(strstr(args, " ,"));
	assert_null(strstr(args, ",,"));
	hello("tdp", 48);
	if (rep)
		record("boot", atoi(rep + strlen("--boot-rep=")), 48);
	if (strstr(args, "null"))
		reps("null", 0);
	if (strstr(args, "idle"))
		reps("idle", 0);
	bye();
}

static inline void dies_in_null(const char *args)
{
	(void)args;
	hello("tdp", 48);
	record("null", 0, 10);
}

static inline void hangs_in_null(const char *args)
{
	(void)args;
	hello("tdp", 48);
	sleep(60);
}

static inline void is_silent_at_the_end(const char *args)
{
	hello("tdp", 48);
	if (strstr(args, "ipi")) {
		reps("ipi", 0);
		bye();
		return;
	}
	reps("null", 0);
	sleep(60);
}

static inline void forgets_goodbye(const char *args)
{
	(void)args;
	hello("tdp", 48);
	reps("null", 0);
}

static inline void no_boot(const char *args)
{
	(void)args;
}

static inline void mumbles(const char *args)
{
	hello("tdp", 48);
	dprintf(STDOUT_FILENO, "kernel: oops\n");
	reps("null", 0);
	if (strstr(args, "idle"))
		reps("idle", 0);
	bye();
}

/* Its disk has no ring so long. */
static inline void points_nowhere(const char *args)
{
	(void)args;
	hello("tdp", 48);
	dprintf(STDOUT_FILENO, "mail 1000000000 5\n");
	reps("null", 0);
	bye();
}

/* The discovery leaf is right, the exits are not. */
static inline void shadow_in_disguise(const char *args)
{
	(void)args;
	hello("tdp", 14);
	reps("null", 0);
	bye();
}

static inline void other_leaf(const char *args)
{
	(void)args;
	hello("shadow", 48);
	reps("null", 0);
	bye();
}

static inline void invlpg_in_null(const char *args)
{
	(void)args;
	hello("tdp", 48);
	record("null", 0, 14);
	reps("idle", 0);
	bye();
}

static inline void says_only_bye(const char *args)
{
	(void)args;
	hello("tdp", 48);
	bye();
}

/* All its details, each as long as it can be. */
static inline void is_verbose(const char *args)
{
	json_t *details = json_array(), *obj;
	int i, rep;

	(void)args;
	for (i = 0; i < DETAILS_MAX; i++)
		json_array_append_new(details, json_pack(
			"{s:I, s:b, s:I, s:I}", "what", INT64_MAX, "write", 0,
			"count", INT64_MAX, "cycles", INT64_MAX));
	hello("tdp", 48);
	for (rep = 0; rep < 2; rep++) {
		obj = row(10);
		json_object_set(obj, "detail", details);
		say(LINE_RECORD, record_of("null", rep, json_pack("[o]", obj),
					   "ok"));
	}
	json_decref(details);
	bye();
}

static inline void says_more(const char *args)
{
	json_t *obj = record_of("null", 0, json_array(), "ok");

	(void)args;
	hello("tdp", 48);
	json_object_set_new(obj, "colour", json_string("green"));
	say(LINE_RECORD, obj);
	say(LINE_RECORD, json_object());
	say(LINE_END, json_pack("{s:s}", "text", "not its word"));
	bye();
}

static inline void boot_fails(const char *args)
{
	json_t *obj = record_of("boot", strstr(args, "--boot-rep=1") ? 1 : 0,
				json_array(), "failed");

	hello("tdp", 48);
	json_object_set_new(obj, "error", json_string("no latch"));
	say(LINE_RECORD, obj);
	if (strstr(args, "null"))
		reps("null", 0);
	bye();
}

static inline void qemu_says(const char *text)
{
	FILE *out = fopen("run/qemu-messages", "w");

	fprintf(out, "%s", text);
	fclose(out);
}

/* QEMU stops the guest, and goes on itself. */
static inline void entry_fails(const char *args)
{
	(void)args;
	qemu_says("qemu: warning: this is an old machine\n"
		  "KVM: entry failed, hardware error 0x7\n"
		  "EAX=00000000 EBX=00000000\n");
	sleep(60);
}

static inline void qemu_ends(const char *args)
{
	(void)args;
	qemu_says("qemu: warning: this is an old machine\n"
		  "qemu: could not open '\xff'\n");
}

static inline void qemu_finds_no_memory(const char *args)
{
	(void)args;
	qemu_says("qemu: cannot set up guest memory 'pc.ram': Cannot allocate memory\n");
}

#endif
