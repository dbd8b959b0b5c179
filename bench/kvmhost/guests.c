// SPDX-License-Identifier: GPL-2.0
/*
 * The loop over guests. One guest runs all workloads with all their repetitions,
 * up to one that wants another guest; further guests give `boot` its repetitions.
 * A guest that hangs or dies costs the cell that it was in; a fresh one goes on
 * behind it.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel.h"
#include "facts.h"
#include "guests.h"
#include "hostview.h"
#include "listen.h"
#include "modules.h"
#include "paths.h"
#include "plug.h"
#include "rules.h"
#include "timeline.h"
#include "variants.h"
#include "witness.h"

/* How long QEMU may take to exit after its guest has said goodbye. */
#define END_TIMEOUT_S 20

static void append_job(char **args, const struct job *job)
{
	char *text = job_text(job);

	append_text(args, "%s", text);
	free(text);
}

/*
 * The words for the guest's /init: what is left to do. All workloads are one
 * word, because a kernel takes at most 32 (CONFIG_INIT_ENV_ARG_LIMIT).
 */
static char *guest_args(const struct cells *cells, const struct guest_needs *has)
{
	const struct kvmhost *host = cells->host;
	unsigned int vcpus = guest_vcpus(host, has);
	const char *between = " ";
	char *args = plug_is_needed(vcpus) ? format_text("--vcpus=%u ", vcpus) :
					     format_text("%s", "");

	if (host->check || host->overhead) {
		append_text(&args, "%s%s", host->check ? "--check-abi" :
			    "--overhead", host->isolation ? " --isolation" : "");
		return args;
	}
	append_text(&args, "--reps=%u --first-rep=%u", host->reps, cells->rep);
	if (host->warmup != 1)
		append_text(&args, " --warmup=%u", host->warmup);
	if (host->calibrate)
		append_text(&args, " --calibrate");
	if (host->verify)
		append_text(&args, " --verify");
	if (host->pmu)
		append_text(&args, " --pmu");
	if (host->command)
		append_text(&args, " --command=%s", host->command);
	if (cells_boots_left(cells)) {
		append_text(&args, " --boot-rep=%u ", cells->boot_rep);
		append_job(&args, &host->job[cells->boot]);
		between = ",";
	}
	for (unsigned int j = cells->job; j < host->nr_jobs; j++) {
		if (cells_is_boot(host, j))
			continue;
		struct guest_needs needs = cells_needs(cells, j);

		if (!cells_same_needs(&needs, has))
			break;
		append_text(&args, "%s", between);
		append_job(&args, &host->job[j]);
		between = ",";
	}
	return args;
}

/* Runs one guest for what is next. A negative errno with @why if none can run. */
static int run_one(struct cells *cells, const struct guest_needs *has,
		   const char *variant, bool *said_bye, struct sentence *why)
{
	const struct cells before = *cells;
	struct host_memory memory = HOST_MEMORY(cells->host->is_init);
	struct talk talk = {
		.cells = cells, .has = *has, .variant = variant, .timer = -1,
		.memory = &memory,
	};
	char *args = guest_args(cells, has);
	struct guest guest = { 0 };
	int64_t interval;
	int err;

	interval = cells_boots_left(cells) ?
		   cells->host->job[cells->boot].param[0] : 0;
	talk.has.trace = interval;
	host_memory_before(&memory);
	err = guest_start(cells->host, &talk.has, args, &guest, why);
	free(args);
	if (err)
		goto out;
	host_memory_started(&memory, guest.vm);
	if (cells->host->verify)
		witness_guest(guest.vm, guest_vcpus(cells->host, has));
	if (interval)
		talk.timer = timeline_begin(guest.vm, guest.started_tsc,
					    interval);
	err = listen_to(&talk, &guest, why);
	*said_bye = talk.said_bye;
	/* Its records were damaged, so those of the next one would be, too. */
	if (!err && talk.said_bye && !cells_progressed(&before, cells))
		cells_fail_current(cells, talk_in_boot(&talk),
				   "the guest ended without a record of it");
	timeline_end(NULL);
	/* To wait for a QEMU that the kernel has lost would take for ever. */
	if (hostview_crash()->n)
		kill(guest.pid, SIGKILL);
	else
		guest_stop(&guest, talk.said_bye && !talk.silent && !err ?
			   END_TIMEOUT_S : 0);
	if (talk.boot_record)
		cells_hand_on(cells, talk.boot_record);
	if (!err && hostview_crash()->n) {
		crash_say(hostview_crash(), why);
		err = -EIO;
	}
out:
	host_memory_free(&memory);
	return err;
}

static int run_overhead(const struct kvmhost *host, struct sentence *why)
{
	static const struct guest_needs plain = { .vcpus = 1 };
	struct cells none = { .host = host, .boot = -1 };
	unsigned int v;
	int err = 0;

	for (v = 0; !err && variant_name(v); v++) {
		bool said_bye = false;

		err = variant_begin(host, v, why);
		if (!err)
			err = run_one(&none, &plain, variant_name(v), &said_bye,
				      why);
		if (!err)
			err = variant_end(v, why);
		if (!err && !said_bye)
			err = sentence_set(why, -EPROTO,
					   "the guest ended without an answer");
		if (!err && hostview_complaint())
			err = sentence_set(why, -EIO, "%s",
					   hostview_complaint());
	}
	return err;
}

static int run_cells(struct cells *cells, struct sentence *why)
{
	static const struct guest_needs plain = { .vcpus = 1 };
	bool check = cells->host->check, said_bye;
	int err = 0;

	while (!err && (cells_jobs_left(cells) || cells_boots_left(cells) ||
			check)) {
		if (cells_jobs_left(cells) && cells_skip_for_needs(cells))
			continue;
		check = false;
		struct guest_needs has =
			cells_boots_left(cells) || !cells_jobs_left(cells) ?
			plain : cells_needs(cells, cells->job);

		err = run_one(cells, &has, NULL, &said_bye, why);
		if (!err && cells->host->check && !said_bye)
			err = sentence_set(why, -EPROTO,
					   "the guest ended, or hung, before it came to the last rule");
	}
	return err;
}

/*
 * A KVM that loops for ever ends this machine, so that nobody waits for it. What is
 * handed in is given less time: the shorter threshold costs timer interrupts, and
 * check-abi measures nothing that they change.
 */
static void watch_for_hangs(const struct kvmhost *host)
{
	int err = write_text(SOFTLOCKUP_PANIC, "1");

	if (!err && host->check)
		err = write_text(WATCHDOG_THRESH, "2");
	if (err)
		fprintf(stderr, "exitbench: watch for hangs of the kernel: %s\n",
			strerror(-err));
}

/*
 * A guest does not wait until its record is read: it goes on to its next cell. Where there
 * is one processor, the reader would take turns with the vCPU for some milliseconds, in
 * that cell's bracket too. So it is done with a record before the vCPU runs again.
 */
static void read_at_once(void)
{
	struct sched_param first = { .sched_priority = 1 };

	/* QEMU, which this starts, is an ordinary process. */
	if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &first))
		fprintf(stderr, "exitbench: run in front of the guest: %s\n",
			strerror(errno));
}

/*
 * khugepaged looks through the memory of QEMU every ten seconds, for some milliseconds
 * in which no vCPU runs where there is one processor. Huge pages come at the first touch.
 */
static void keep_quiet(void)
{
	int err = write_text(KHUGEPAGED_SLEEP, "4294967295");

	if (err && err != -ENOENT)
		fprintf(stderr, "exitbench: let khugepaged sleep: %s\n",
			strerror(-err));
}

/* The last rule of check-abi, about what the guest cannot see. */
static void judge_kernel(void)
{
	const char *complaint = hostview_complaint();
	struct sentence evidence;

	if (hostview_crash()->n)
		crash_say(hostview_crash(), &evidence);
	else
		sentence_set(&evidence, 0, "%s", complaint ? complaint :
			     "the KVM host's kernel has logged no crash and no warning");
	channel_emit(LINE_CHECK, json_pack("{s:s, s:s, s:s}",
		"verdict", hostview_lost() ? "WARN" :
		complaint || hostview_crash()->n ? "FAIL" : "PASS",
		"rule", RULE_KVM_HOST, "evidence", evidence.text));
}

static int run(const struct kvmhost *host, struct sentence *why)
{
	struct cells cells = cells_of(host);
	int err;

	hostview_begin();
	if (host->is_init) {
		watch_for_hangs(host);
		read_at_once();
		keep_quiet();
	}
	if (host->overhead)
		return run_overhead(host, why);
	err = modules_load(host, MODULES_PATCHED, host->kvm, why);
	if (err)
		return err;
	facts_emit(host);
	err = host->verify ? witness_begin(host->vendor, why) : 0;
	if (err)
		return err;
	err = run_cells(&cells, why);
	if (host->verify)
		witness_end();
	if (host->check)
		judge_kernel();
	else if (!err && hostview_complaint())	/* behind the last record */
		err = sentence_set(why, -EIO, "%s", hostview_complaint());
	else if (!err && cells.late.text[0])
		err = sentence_set(why, -EIO, "%s", cells.late.text);
	return host->check && hostview_crash()->n ? 0 : err;
}

void guests_run(const struct kvmhost *host)
{
	struct sentence why;

	if (run(host, &why))
		channel_emit(LINE_FATAL, json_pack("{s:s, s:o}",
						   "text", why.text, "console",
						   hostview_crash()->n ?
						   crash_lines(hostview_crash()) :
						   guest_last_lines()));
}
