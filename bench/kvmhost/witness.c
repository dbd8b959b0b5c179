// SPDX-License-Identifier: GPL-2.0
/* What the kernel saw of a guest's exits; see witness.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit_count.h"
#include "paths.h"
#include "reasons.h"
#include "trace.h"
#include "vm_stats.h"
#include "witness.h"
#include "witness_judge.h"

static const char *const statistics[] = {
	"exits", "io_exits", "mmio_exits", "halt_exits", "irq_exits",
	"irq_window_exits", "request_irq_exits", "signal_exits",
	"insn_emulation", "pf_taken", "pf_fixed", "pf_mmio_spte_created",
	"tlb_flush", "invlpg", NULL
};

/* At one moment, since the VM was created. */
struct moment {
	json_t *stats;		/* NULL: all were 0 */
	uint64_t traced;
};

static enum vendor vendor;

/* Above them are flags, as of an entry that failed (SDM vol. 3, 25.9.1). */
#define VMX_REASON_BITS 0xffff

/* How often statistics are read anew because the VM went on meanwhile. */
#define TRIES 5

static struct {
	pid_t vm;
	unsigned int vcpus;
	struct exit_count count;
	struct vm_stats stats;
	struct moment start;
	uint64_t lost;		/* before the repetition began */
	struct sentence failed;
} now;

/* Beside it, another VM may run. */
static bool is_of_vm(int tid)
{
	char *path = format_text("/proc/%d/task/%d", now.vm, tid);
	bool there = !access(path, F_OK);

	free(path);
	return there;
}

static void take(void *arg, const struct trace_event *event)
{
	struct trace_event mine = *event;

	(void)arg;
	if (!exit_count_knows(&now.count, event->tid) &&
	    !is_of_vm(event->tid))
		return;
	if (vendor == VENDOR_VMX && event->kind == TRACE_EXIT)
		mine.what &= VMX_REASON_BITS;
	exit_count_take(&now.count, &mine);
}

static void drain(void)
{
	if (now.vm && !now.failed.text[0])
		trace_drain(take, NULL, &now.failed);
}

/* The VM is there some time after its QEMU. */
static struct moment read_moment(void)
{
	struct moment m = { .stats = json_object() };
	int tries = 0;

	if (!now.stats.names)
		vm_stats_open(&now.stats, DEBUGFS "/kvm", now.vm, statistics);
	do {
		drain();
		m.traced = now.count.exits;
		if (now.stats.names)
			vm_stats_read(&now.stats, m.stats);
		drain();
	} while (m.traced != now.count.exits && ++tries < TRIES);
	return m;
}

/* Until the next. */
static void set_start(struct moment moment)
{
	json_decref(now.start.stats);
	now.start = moment;
	now.lost = trace_lost();
}

int witness_begin(enum vendor vendor_here, struct sentence *why)
{
	vendor = vendor_here;
	return trace_begin(why);
}

void witness_end(void)
{
	trace_end();
}

void witness_guest(pid_t vm, unsigned int vcpus)
{
	vm_stats_close(&now.stats);
	json_decref(now.start.stats);
	memset(&now, 0, sizeof(now));
	now.vm = vm;
	now.vcpus = vcpus;
	now.lost = trace_lost();
}

void witness_start(void)
{
	set_start(read_moment());
}

void witness_look(void)
{
	drain();
}

static void set_unless_0(json_t *obj, const char *key, uint64_t value)
{
	if (value)
		json_object_set_new(obj, key, json_integer(value));
}

static json_t *traced(const struct exit_count_bracket *b)
{
	json_t *rows = json_array();

	for (unsigned int i = 0; i < b->n; i++) {
		const struct exit_count_reason *r = &b->reason[i];
		const char *name = reason_name(vendor, r->reason);
		json_t *row = json_pack("{s:I, s:s, s:I, s:I}",
			"reason", (json_int_t)r->reason,
			"name", name ? name : "unknown",
			"count", (json_int_t)r->count,
			"cycles", (json_int_t)r->cycles);

		set_unless_0(row, "at_begin", r->at_begin);
		set_unless_0(row, "at_end", r->at_end);
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *grown(const struct moment *from, const struct moment *to)
{
	json_t *stats = json_object(), *value;
	const char *name;

	json_object_foreach(to->stats, name, value)
		json_object_set_new(stats, name, json_integer(
			json_integer_value(value) - json_integer_value(
				json_object_get(from->stats, name))));
	return stats;
}

static const struct exit_count_bracket *find(const json_t *record)
{
	const json_t *latches = json_object_get(record, "latches");

	if (json_array_size(latches) != 2)
		return NULL;
	return exit_count_find(&now.count,
		json_integer_value(json_array_get(latches, 0)),
		json_integer_value(json_array_get(latches, 1)));
}

/* Why @b is no witness; 0, or -EBADMSG with @why. */
static int complain(const struct exit_count_bracket *b,
		    const struct moment *end, uint64_t lost,
		    struct sentence *why)
{
	if (now.failed.text[0])
		return sentence_set(why, -EBADMSG, "no witness: %s",
				    now.failed.text);
	if (lost && !b)
		return sentence_set(why, -EBADMSG,
				    "no witness: the kernel's trace lost %llu events, this bracket's latches among them",
				    (unsigned long long)lost);
	if (!b)
		return sentence_set(why, -EBADMSG,
				    "no witness: the kernel's trace has no such bracket; a KVM without the leaf that latches has none");
	if (!json_object_get(end->stats, "exits"))
		return sentence_set(why, -EBADMSG,
				    "no witness: KVM's statistics cannot be read below '" DEBUGFS "/kvm'");
	if (b->overflow)
		return sentence_set(why, -EBADMSG,
				    "no witness: too many exit reasons or vCPUs");
	return 0;
}

int witness_add(json_t *record, struct sentence *why)
{
	struct moment end = read_moment();
	const struct exit_count_bracket *b = find(record);
	uint64_t lost = trace_lost() - now.lost;
	int err = complain(b, &end, lost, why);
	json_t *witness;

	if (!err) {
		witness = json_pack("{s:o, s:I, s:I, s:I, s:o, s:I, s:[]}",
			"traced", traced(b),
			"untraced", (json_int_t)b->untraced,
			"lost", (json_int_t)lost,
			"vcpus", (json_int_t)now.vcpus,
			"stats", grown(&now.start, &end),
			"stats_traced", (json_int_t)(end.traced - now.start.traced),
			"differs");
		set_unless_0(witness, "untraced_at_begin", b->untraced_at_begin);
		set_unless_0(witness, "untraced_at_end", b->untraced_at_end);
		json_object_set_new(record, "witness", witness);
		err = witness_judge(vendor, record, why);
	}
	set_start(end);
	return err;
}
