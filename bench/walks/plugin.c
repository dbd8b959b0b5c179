// SPDX-License-Identifier: GPL-2.0
/*
 * walks.so: a TCG plugin of the QEMU that emulates the machine with the KVM host.
 * Feeds the model (model.h) with the accesses of KVM host and guest and with what
 * flushes, and writes the counts of each bracket (walk_marks.h) as a line of JSON.
 *
 * Until a guest announces a bracket, it only looks for announcements: the KVM host
 * and the guest boot at nearly full speed, and the model has the time from there to
 * the bracket, a warm-up at least, to fill its TLBs.
 *
 * A plugin of QEMU 7.2 sees instructions and addresses, and neither registers nor
 * what memory holds. So what KVM does to the guest's TLB is taken from its stores
 * to the VMCB (APM vol. 2, appendix B).
 *
 * It is also a witness of the exits that KVM counts: VM entries between the two
 * CPUIDs that latch, the last before a bracket's mark and the first behind it.
 *
 * arguments: out=FILE geometry=G dimensions=1|2 vmruns=on, geometry or vmruns or
 * both; or probe=on
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model.h"
#include "plugin_args.h"
#include "qemu_plugin.h"
#include "walk_marks.h"

#define PAGE_MASK 0xfffULL

/* Offsets in a VMCB. KVM stores RIP, RSP, RAX and CR2 before every entry. */
#define VMCB_ASID	0x058
#define VMCB_TLB_CONTROL 0x05c
#define VMCB_RIP	0x578
#define VMCB_RSP	0x5d8
#define VMCB_RAX	0x5f8
#define VMCB_CR2	0x640

PLUGIN_EXPORT int qemu_plugin_version = 1;

static uint64_t plugin_id;
static struct model model;
static FILE *out;
static bool modelling;		/* else it only looks for announcements */
static bool changing;		/* QEMU has been asked to change that */
static enum who now = HOST;
static bool entering;		/* VMRUN is being executed */
static bool copies_insns;	/* how qemu_plugin_insn_data() gives them */

/* VMRUN as QEMU has it in memory; the instruction behind it runs at every exit. */
#define SITES_MAX 16
#define VMRUN_BYTES 3
static const char *site[SITES_MAX];
static unsigned int sites;

/*
 * The page of the VMCB, and what was stored since the last entry. The next VMCB is
 * the last page that got all four; other memory gets one or two of them by chance.
 */
static struct {
	uint64_t page, next;
	uint64_t stored_page;
	unsigned int stored;
	bool asid;
	unsigned int controls;
} vmcb;

/*
 * Pages by physical address that VMRUN and #VMEXIT use themselves, which go
 * through no TLB: the VMCB and the host's state. QEMU reports these accesses, and
 * those of #VMEXIT before anything tells that the guest was left. A page of a guest
 * at such a virtual address is not modelled.
 */
#define SWITCHED_MAX 8
#define MEMORY_MAX (4ULL << 30)	/* of the emulated machine; it has 1 GiB */
static uint64_t switched[SWITCHED_MAX];
static unsigned int n_switched;

static struct {
	uint32_t number;
	bool open;
	struct walk_counts from[WHOS], to[WHOS];
} bracket;

static bool has_model;

/* VM entries, if they are counted. */
static struct {
	bool on;
	bool inside;		/* the guest executes */
	bool ending;		/* the bracket's end was marked; its latch is due */
	uint64_t entries, at_cpuid, from;
} runs;

static void look_on(uint64_t id);
static void model_on(uint64_t id);

/* Has everything translated anew. */
static void change(void (*begin)(uint64_t id))
{
	if (changing)
		return;
	changing = true;
	qemu_plugin_reset(plugin_id, begin);
}

/*
 * Between two entries KVM clears the TLB control once, after the exit. A second
 * store sets it, which it does when ASIDs have run out: that flushes all of them.
 */
static void on_vmrun(unsigned int vcpu, void *arg)
{
	bool same = vmcb.next && vmcb.next == vmcb.page;

	(void)vcpu;
	(void)arg;
	/* Another VM, which boots. */
	if (vmcb.next && vmcb.page && !same)
		change(look_on);
	if (!same || vmcb.asid)
		model_flush_asid(&model);
	if (same && vmcb.controls > 1)
		model_flush(&model, HOST, true);
	vmcb.page = vmcb.next;
	vmcb.next = 0;
	vmcb.stored = 0;
	vmcb.asid = false;
	vmcb.controls = 0;
	n_switched = 0;
	entering = true;
}

static void on_vmexit(unsigned int vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	now = HOST;
	entering = false;	/* refused */
}

enum { STORED_RIP = 1, STORED_RSP = 2, STORED_RAX = 4, STORED_CR2 = 8, STORED_ALL = 15 };

static void state_stored(uint64_t page, unsigned int what)
{
	if (page != vmcb.stored_page)
		vmcb.stored = 0;
	vmcb.stored_page = page;
	vmcb.stored |= what;
	if (vmcb.stored == STORED_ALL)
		vmcb.next = page;
}

static void host_store(uint64_t va)
{
	uint64_t page = va & ~PAGE_MASK;

	switch (va & PAGE_MASK) {
	case VMCB_ASID:
		vmcb.asid |= page == vmcb.page;
		break;
	case VMCB_TLB_CONTROL:
		vmcb.controls += page == vmcb.page;
		break;
	case VMCB_RIP:
		state_stored(page, STORED_RIP);
		break;
	case VMCB_RSP:
		state_stored(page, STORED_RSP);
		break;
	case VMCB_RAX:
		state_stored(page, STORED_RAX);
		break;
	case VMCB_CR2:
		state_stored(page, STORED_CR2);
		break;
	}
}

/* A page that is not memory is none of 2 MiB. */
static uint64_t where_is_data(void *arg, uint64_t va)
{
	struct qemu_plugin_hwaddr *hwaddr =
		qemu_plugin_get_hwaddr(*(uint32_t *)arg, va);

	return hwaddr ? qemu_plugin_hwaddr_phys_addr(hwaddr) : ~va;
}

static bool of_switch(uint64_t va)
{
	uint64_t page = va & ~PAGE_MASK;
	unsigned int i = 0;

	while (i < n_switched && switched[i] != page)
		i++;
	if (entering && i == n_switched && i < SWITCHED_MAX)
		switched[n_switched++] = page;
	return i < n_switched;
}

static void on_memory(unsigned int vcpu, uint32_t info, uint64_t va, void *arg)
{
	(void)vcpu;
	(void)arg;
	if (now == HOST && !entering && qemu_plugin_mem_is_store(info))
		host_store(va);
	if (va < MEMORY_MAX && (entering || now == GUEST) && of_switch(va))
		return;
	model_access(&model, now, DATA, va, where_is_data, &info);
}

/*
 * A page of code as the argument of a callback: 36 bits of page number of the
 * virtual address, 28 of where QEMU has it. Its memory is aligned to 2 MiB.
 */
#define HELD_BITS 28
#define HELD_MASK ((1ULL << HELD_BITS) - 1)

static void *code_page(uint64_t va, const void *held)
{
	return (void *)((va >> 12) << HELD_BITS |
			((uintptr_t)held >> 12 & HELD_MASK));
}

/* Apart from memory as data has it, for neither tells where the other is. */
static uint64_t where_is_code(void *arg, uint64_t va)
{
	(void)va;
	return 1ULL << 46 | ((uintptr_t)arg & HELD_MASK) << 12;
}

static void on_block(unsigned int vcpu, void *arg)
{
	int64_t va = (int64_t)(uintptr_t)arg >> HELD_BITS;

	(void)vcpu;
	if (entering)
		now = GUEST;
	entering = false;
	model_access(&model, now, FETCH, (uint64_t)va << 12, where_is_code,
		     arg);
}

/* Under nested paging the guest's own; under shadow paging KVM's ASID says it. */
static void on_load_cr3(unsigned int vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	if (now == HOST || model.two_dimensional)
		model_flush(&model, now, false);
}

/* Toggles global pages, or changes how paging works. KVM intercepts a guest's. */
static void on_load_cr4(unsigned int vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	if (now == HOST)
		model_flush(&model, HOST, true);
}

/* Of which type is not known: as if of all contexts. */
static void on_invpcid(unsigned int vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	model_flush(&model, now, true);
}

/* Under shadow paging KVM does it again, by INVLPGA. */
static void on_invlpg(unsigned int vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	if (now == HOST || model.two_dimensional)
		model_invlpg(&model, now);
}

static void on_invlpga(unsigned int vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	model_invlpg(&model, GUEST);
}

static void write_counts(const char *name, const struct walk_counts *c)
{
	fprintf(out, "\"%s\":{\"accesses\":%" PRIu64 ",\"fetches\":%" PRIu64
		",\"l1_misses\":%" PRIu64 ",\"walks\":%" PRIu64
		",\"walks_2m\":%" PRIu64 ",\"leaf\":%" PRIu64
		",\"upper\":%" PRIu64 ",\"nested_leaf\":%" PRIu64
		",\"nested_upper\":%" PRIu64 ",\"cycles\":%" PRIu64
		",\"flushes\":%" PRIu64 ",\"invlpg\":%" PRIu64 "}",
		name, c->accesses[DATA], c->accesses[FETCH], c->l1_misses,
		c->walks, c->walks_2m, c->leaf, c->upper, c->nested_leaf,
		c->nested_upper, walk_cycles(c, &model.geometry), c->flushes,
		c->invlpg);
}

static void write_walks(void)
{
	struct walk_counts host, guest;

	host = walk_counts_since(&bracket.to[HOST], &bracket.from[HOST]);
	guest = walk_counts_since(&bracket.to[GUEST], &bracket.from[GUEST]);
	fprintf(out, ",\"walks\":{\"geometry\":\"%s\","
		"\"dimensions\":%d,\"nested_page\":%d,", model.geometry.name,
		model.two_dimensional ? 2 : 1,
		!model.two_dimensional ? 0 :
		model.geometry.nested_4k ? 4096 : 2 << 20);
	write_counts("guest", &guest);
	fputc(',', out);
	write_counts("host", &host);
	fputc('}', out);
}

/* Of entries, one is that behind the first latch: no exit of the bracket's ended so. */
static void write_bracket(void)
{
	fprintf(out, "{\"number\":%" PRIu32, bracket.number);
	if (has_model)
		write_walks();
	if (runs.on)
		fprintf(out, ",\"vmruns\":%" PRIu64,
			runs.entries - runs.from - 1);
	fputs("}\n", out);
	fflush(out);
}

static void on_counted_vmrun(unsigned int vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	runs.entries++;
	runs.inside = true;
}

static void on_counted_exit(unsigned int vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	runs.inside = false;
}

/* Before it exits. */
static void on_cpuid(unsigned int vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	if (!runs.inside)
		return;
	runs.at_cpuid = runs.entries;
	if (runs.ending)
		write_bracket();
	runs.ending = false;
}

static void on_mark(unsigned int vcpu, void *arg)
{
	enum walk_mark mark = (uintptr_t)arg;

	(void)vcpu;
	if (modelling && now != GUEST)
		return;
	switch (mark) {
	case WALK_BIT_0:
	case WALK_BIT_1:
		if (!modelling && has_model)
			change(model_on);
		bracket.number = bracket.number << 1 | (mark == WALK_BIT_1);
		bracket.open = runs.ending = false;
		break;
	case WALK_BEGIN:
		memcpy(bracket.from, model.counts, sizeof(bracket.from));
		runs.from = runs.at_cpuid;
		bracket.open = modelling || !has_model;
		break;
	case WALK_END:
		memcpy(bracket.to, model.counts, sizeof(bracket.to));
		if (bracket.open && !runs.on)
			write_bracket();
		runs.ending = bracket.open;
		bracket.open = false;
		break;
	}
}

static void on_execution(struct qemu_plugin_insn *insn, plugin_execute cb,
			 uintptr_t arg)
{
	qemu_plugin_register_vcpu_insn_exec_cb(insn, cb, PLUGIN_CB_NO_REGS,
					       (void *)arg);
}

static void look_at_vmrun(struct qemu_plugin_insn *insn)
{
	const char *held = qemu_plugin_insn_haddr(insn);
	unsigned int i = 0;

	while (i < sites && site[i] != held)
		i++;
	if (i == sites && sites < SITES_MAX)
		site[sites++] = held;
	if (i < sites && modelling)
		on_execution(insn, on_vmrun, 0);
	if (runs.on)
		on_execution(insn, on_counted_vmrun, 0);
}

/* The bytes behind prefixes that these instructions can have. */
static void look_at(struct qemu_plugin_insn *insn)
{
	uint8_t copy[16] = { 0 };
	size_t n = qemu_plugin_insn_size(insn), i = 0;
	uint32_t mark;

	if (n > sizeof(copy) - 4)
		return;
	if (copies_insns)
		qemu_plugin_insn_data(insn, copy, n);
	else
		memcpy(copy, (const void *)qemu_plugin_insn_data(insn, NULL, 0),
		       n);
	while (copy[i] == 0x66 || (copy[i] & 0xf0) == 0x40)
		i++;
	if (copy[i] != 0x0f)
		return;
	if (n == 7 && !memcmp(copy, WALK_MARK_OPCODE, 3)) {
		memcpy(&mark, copy + 3, sizeof(mark));
		if (mark >= WALK_BIT_0 && mark <= WALK_END)
			on_execution(insn, on_mark, mark);
	} else if (copy[i + 1] == 0x01 && copy[i + 2] == 0xd8) {
		look_at_vmrun(insn);
	} else if (runs.on && copy[i + 1] == 0xa2) {
		on_execution(insn, on_cpuid, 0);
	} else if (!modelling) {
		return;
	} else if (copy[i + 1] == 0x01 && copy[i + 2] == 0xdf) {
		on_execution(insn, on_invlpga, 0);
	} else if (copy[i + 1] == 0x01 && (copy[i + 2] & 0x38) == 0x38 &&
		   copy[i + 2] < 0xc0) {
		on_execution(insn, on_invlpg, 0);
	} else if (copy[i + 1] == 0x22 && (copy[i + 2] & 0x38) == 0x18) {
		on_execution(insn, on_load_cr3, 0);
	} else if (copy[i + 1] == 0x22 && (copy[i + 2] & 0x38) == 0x20) {
		on_execution(insn, on_load_cr4, 0);
	} else if (copy[i + 1] == 0x38 && copy[i + 2] == 0x82) {
		on_execution(insn, on_invpcid, 0);
	}
}

static bool is_behind_vmrun(const struct qemu_plugin_insn *insn)
{
	const char *held = qemu_plugin_insn_haddr(insn);

	for (unsigned int i = 0; i < sites; i++)
		if (held == site[i] + VMRUN_BYTES)
			return true;
	return false;
}

static void on_page(struct qemu_plugin_tb *tb, struct qemu_plugin_insn *insn)
{
	uint64_t va = qemu_plugin_insn_vaddr(insn);

	qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, PLUGIN_CB_NO_REGS,
		code_page(va, qemu_plugin_insn_haddr(insn)));
}

static void look_at_exit(struct qemu_plugin_tb *tb,
			 struct qemu_plugin_insn *first)
{
	if (!is_behind_vmrun(first))
		return;
	if (modelling)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, on_vmexit,
						     PLUGIN_CB_NO_REGS, NULL);
	if (runs.on)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, on_counted_exit,
						     PLUGIN_CB_NO_REGS, NULL);
}

/* An exit comes first, so that the block is the KVM host's. */
static void on_translation(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);
	struct qemu_plugin_insn *first = qemu_plugin_tb_get_insn(tb, 0);
	struct qemu_plugin_insn *last = qemu_plugin_tb_get_insn(tb, n - 1);

	(void)id;
	look_at_exit(tb, first);
	on_page(tb, first);
	if ((qemu_plugin_insn_vaddr(first) ^ qemu_plugin_insn_vaddr(last)) &
	    ~PAGE_MASK)
		on_page(tb, last);
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		look_at(insn);
		qemu_plugin_register_vcpu_mem_cb(insn, on_memory, PLUGIN_CB_NO_REGS,
						 PLUGIN_MEM_RW, NULL);
	}
}

static void on_translation_only_looking(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	(void)id;
	look_at_exit(tb, qemu_plugin_tb_get_insn(tb, 0));
	for (size_t i = 0; i < n; i++)
		look_at(qemu_plugin_tb_get_insn(tb, i));
}

static void look_on(uint64_t id)
{
	modelling = changing = false;
	vmcb.page = 0;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation_only_looking);
}

/* By an announcement, so a guest runs. */
static void model_on(uint64_t id)
{
	modelling = true;
	changing = false;
	now = GUEST;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
}

/* QEMU looks at the version when this has run. */
__attribute__((constructor)) static void state_version(void)
{
	qemu_plugin_version = qemu_plugin_n_vcpus ? 1 : 2;
}

PLUGIN_EXPORT int qemu_plugin_install(uint64_t id, const struct qemu_info *info,
				      int argc, char **argv)
{
	struct plugin_args args;

	copies_insns = info->version.cur >= 3;
	if (plugin_args_read(&args, argc, argv)) {
		fprintf(stderr, "walks: %s\n", args.why);
		return -1;
	}
	if (args.probe)
		_exit(WALKS_PROBED);
	out = fopen(args.out, "we");
	if (!out) {
		perror("walks: create the file of out=");
		return -1;
	}
	runs.on = args.vmruns;
	has_model = args.geometry.name[0];
	if (has_model &&
	    model_init(&model, &args.geometry, args.two_dimensional)) {
		fprintf(stderr, "walks: out of memory\n");
		return -1;
	}
	plugin_id = id;
	look_on(id);
	return 0;
}
