// SPDX-License-Identifier: GPL-2.0
/*
 * Holds the records of a run against what each workload says of its exits: every
 * reason of its table within its range an operation, and in the nano group no
 * other reason at all. Timers are allowed for: interrupts come whenever they
 * come, and set the guest's timer anew.
 *
 * usage: check_expected RUN...     (results directories)
 * Prints a line `ok` or `not ok` for each record that has something to check;
 * exits 0, or 1 when one is not ok or there was nothing to check.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jobs.h"
#include "reasons.h"
#include "record.h"

/* What a tick of the guest's timer can bring, in exits of one reason. */
#define SLACK_EXITS 4
/* Guest cycles from one tick to the next: 4 ms at 100 MHz, the slowest rig. */
#define TICK_CYCLES 400000

/* Exits by which interrupts come and timers are set. */
static const uint32_t vmx_timer[] = {
	EXIT_REASON_EXTERNAL_INTERRUPT, EXIT_REASON_INTERRUPT_WINDOW,
	EXIT_REASON_PREEMPTION_TIMER, EXIT_REASON_MSR_WRITE,
	EXIT_REASON_APIC_WRITE, EXIT_REASON_EOI_INDUCED,
};

static const uint32_t svm_timer[] = {
	SVM_EXIT_INTR, SVM_EXIT_VINTR, SVM_EXIT_MSR, SVM_EXIT_IRET,
};

static unsigned int checked, failed;

static bool of_timer(bool vmx, uint32_t reason)
{
	size_t i, n = vmx ? sizeof(vmx_timer) / sizeof(*vmx_timer) :
			    sizeof(svm_timer) / sizeof(*svm_timer);

	for (i = 0; i < n; i++)
		if ((vmx ? vmx_timer : svm_timer)[i] == reason)
			return true;
	return false;
}

static double integer(const json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

static const char *string(const json_t *obj, const char *key)
{
	const char *text = json_string_value(json_object_get(obj, key));

	return text ? text : "";
}

static double count_of(const json_t *record, uint32_t reason)
{
	const json_t *row;
	size_t i;

	json_array_foreach(json_object_get(record, "reasons"), i, row)
		if (integer(row, "reason") == reason)
			return integer(row, "count");
	return 0;
}

static bool listed(const struct workload *w, bool vmx, uint32_t reason)
{
	const struct workload_expect *e;

	for (e = w->expect; workload_expects(e); e++)
		if ((vmx ? e->vmx : e->svm) == reason)
			return true;
	return false;
}

/* Exits that timers may have added to those of any one reason. */
static double slack(const json_t *record)
{
	return SLACK_EXITS *
		(1 + integer(record, "elapsed_cycles") / TICK_CYCLES);
}

static void complain(char *why, size_t len, bool vmx, uint32_t reason,
		     double count, const struct workload_range *range,
		     double ops)
{
	const char *name = reason_name(vmx ? VENDOR_VMX : VENDOR_SVM, reason);

	snprintf(why, len,
		 "%.0f exits %s for %.0f operations, expected %g to %g each",
		 count, name ? name : "?", ops, range->min, range->max);
}

static void check(const json_t *record, const struct workload *w, char *why,
		  size_t len)
{
	static const struct workload_range none = { 0, 0 };
	bool vmx = !strcmp(string(record, "vendor"), "vmx");
	bool shadow = !strcmp(string(record, "paging"), "shadow");
	double ops = integer(record, "ops"), count, extra;
	const struct workload_expect *e;
	const struct workload_range *range;
	const json_t *row;
	uint32_t reason;
	size_t i;

	for (e = w->expect; workload_expects(e); e++) {
		reason = vmx ? e->vmx : e->svm;
		range = shadow ? &e->shadow : &e->tdp;
		count = count_of(record, reason);
		/* Only what timers do may come on top, and the kernel's CR3. */
		extra = of_timer(vmx, reason) ||
			(vmx && shadow && reason == EXIT_REASON_CR_ACCESS) ?
			slack(record) : 1;
		if (reason != WORKLOAD_NO_REASON &&
		    (count < range->min * ops ||
		     count > range->max * ops + extra))
			complain(why, len, vmx, reason, count, range, ops);
	}
	if (strcmp(w->group, "nano"))
		return;
	json_array_foreach(json_object_get(record, "reasons"), i, row) {
		reason = integer(row, "reason");
		count = integer(row, "count");
		extra = of_timer(vmx, reason) || shadow ? slack(record) : 1;
		if (!listed(w, vmx, reason) && count > extra)
			complain(why, len, vmx, reason, count, &none, ops);
	}
}

/* Of one entry of the kernel: one that isolates its page tables has four of CR3. */
static unsigned int of_entry(bool vmx, bool shadow, uint32_t reason)
{
	return vmx && shadow && reason == EXIT_REASON_CR_ACCESS ? 4 : 1;
}

/*
 * Of work on several vCPUs each has its share of what an operation causes; of
 * shootdown the first has all of it. Only of what is more than what timers do.
 */
static void check_vcpus(const json_t *record, const struct workload *w, char *why,
			size_t len)
{
	bool vmx = !strcmp(string(record, "vendor"), "vmx");
	bool shadow = !strcmp(string(record, "paging"), "shadow");
	size_t cpus = integer(json_object_get(record, "params"), WORKLOAD_CPUS);
	const json_t *vcpus = json_object_get(record, "vcpus");
	const struct workload_expect *e;
	const json_t *row;
	double ops = integer(record, "ops"), count;
	size_t workers = strcmp(w->name, "shootdown") ? cpus : 1, i;

	if (cpus < 2)
		return;
	if (json_array_size(vcpus) < cpus) {
		snprintf(why, len, "%zu vCPUs are told apart, and %zu worked",
			 json_array_size(vcpus), cpus);
		return;
	}
	for (e = w->expect; workload_expects(e); e++)
		for (i = 0; i < workers; i++) {
			uint32_t reason = vmx ? e->vmx : e->svm;
			double min = shadow ? e->shadow.min : e->tdp.min;

			count = count_of(json_array_get(vcpus, i), reason);
			if (!of_timer(vmx, reason) && count < min * ops / workers)
				snprintf(why, len, "vCPU %zu has %.0f exits of reason %u, expected %g for each of %.0f operations of its own",
					 i, count, reason, min, ops / workers);
		}
	/* What is between a vCPU's own latch and the bracket is not the work. */
	json_array_foreach(json_object_get(record, "outside"), i, row)
		if (listed(w, vmx, integer(row, "reason")) &&
		    !of_timer(vmx, integer(row, "reason")) &&
		    integer(row, "count") > SLACK_EXITS * cpus *
			    of_entry(vmx, shadow, integer(row, "reason")))
			snprintf(why, len, "%.0f exits of reason %.0f are outside the bracket",
				 integer(row, "count"), integer(row, "reason"));
}

static void check_line(const char *line)
{
	const char *damaged, *status;
	const struct workload *w;
	json_t *record = record_open(line, &damaged);
	char why[256] = "";

	if (!record) {
		printf("not ok - a damaged line: %s\n", damaged);
		failed++;
		return;
	}
	w = workload_find(string(record, "workload"));
	status = string(record, "status");
	if (!w || (strcmp(w->group, "nano") && !workload_expects(w->expect)))
		goto out;
	if (!strcmp(status, "skipped")) {
		printf("ok - %s %s # SKIP %s\n", string(record, "paging"),
		       w->name, string(record, "error"));
		goto out;
	}
	checked++;
	if (strcmp(status, "ok"))
		snprintf(why, sizeof(why), "%s", string(record, "error"));
	else
		check(record, w, why, sizeof(why));
	if (!why[0] && !strcmp(status, "ok") && !strcmp(w->group, "smp"))
		check_vcpus(record, w, why, sizeof(why));
	failed += !!why[0];
	printf("%s - %s %s rep %.0f%s%s\n", why[0] ? "not ok" : "ok",
	       string(record, "paging"), w->name, integer(record, "rep"),
	       why[0] ? ": " : "", why);
out:
	json_decref(record);
}

static void check_run(const char *dir)
{
	char path[4096], *line = NULL;
	size_t size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/records.jsonl", dir);
	file = fopen(path, "r");
	if (!file) {
		perror(path);
		failed++;
		return;
	}
	while (getline(&line, &size, file) > 0) {
		line[strcspn(line, "\n")] = 0;
		check_line(line);
	}
	free(line);
	fclose(file);
}

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		check_run(argv[i]);
	printf("# %u records checked, %u failed\n", checked, failed);
	return failed || !checked;
}
