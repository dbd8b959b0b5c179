// SPDX-License-Identifier: GPL-2.0
/* Counting exits by BPF; see bpf.h. Instructions: Documentation/bpf/instruction-set.rst */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf.h"
#include "paths.h"

#define EVENTS TRACING "/events/kvm/"

/* The most that Linux can be built for on x86 (CONFIG_NR_CPUS). */
#define CPUS_MAX 8192

#define REASONS_MAX 1024
#define PROGRAM_MAX 64

/* Of a reason on one processor, or when the last exit was there and what for. */
struct cell {
	uint64_t count_or_start, ns_or_reason;
};

struct program {
	struct bpf_insn insn[PROGRAM_MAX];
	unsigned int n;
};

static struct {
	int by_reason, last;	/* maps */
	int program[2], event[2];
} bpf = { -1, -1, { -1, -1 }, { -1, -1 } };

/* On the program's stack, below register 10. */
enum { KEY = -4, CELL = -24 };

static void put(struct program *p, uint8_t code, uint8_t dst, uint8_t src,
		int16_t off, int32_t imm)
{
	p->insn[p->n++] = (struct bpf_insn){
		.code = code, .dst_reg = dst, .src_reg = src, .off = off,
		.imm = imm,
	};
}

static void put_move(struct program *p, uint8_t dst, uint8_t src)
{
	put(p, BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0);
}

static void put_load(struct program *p, uint8_t size, uint8_t dst, uint8_t src,
		     int16_t off)
{
	put(p, BPF_LDX | BPF_MEM | size, dst, src, off, 0);
}

static void put_store(struct program *p, uint8_t size, uint8_t dst,
		      int16_t off, uint8_t src)
{
	put(p, BPF_STX | BPF_MEM | size, dst, src, off, 0);
}

static void put_call(struct program *p, enum bpf_func_id function)
{
	put(p, BPF_JMP | BPF_CALL, 0, 0, 0, function);
}

static void put_end(struct program *p)
{
	put(p, BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0);
	put(p, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* Register 1 is @map, register 2 points to the key. */
static void put_map_and_key(struct program *p, int map)
{
	put(p, BPF_LD | BPF_DW | BPF_IMM, 1, BPF_PSEUDO_MAP_FD, 0, map);
	put(p, 0, 0, 0, 0, 0);		/* its upper half */
	put_move(p, 2, 10);
	put(p, BPF_ALU64 | BPF_ADD | BPF_K, 2, 0, 0, KEY);
}

/* Adds one exit, and register 6 in ns, to the reason of KEY; ends. */
static void put_add(struct program *p)
{
	unsigned int jump;

	put_map_and_key(p, bpf.by_reason);
	put_call(p, BPF_FUNC_map_lookup_elem);
	jump = p->n;
	put(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 0, 0);
	put_load(p, BPF_DW, 1, 0, 0);
	put(p, BPF_ALU64 | BPF_ADD | BPF_K, 1, 0, 0, 1);
	put_store(p, BPF_DW, 0, 0, 1);
	put_load(p, BPF_DW, 1, 0, 8);
	put(p, BPF_ALU64 | BPF_ADD | BPF_X, 1, 6, 0, 0);
	put_store(p, BPF_DW, 0, 8, 1);
	put_end(p);
	p->insn[jump].off = p->n - jump - 1;
	put(p, BPF_ST | BPF_MEM | BPF_DW, 10, 0, CELL, 1);
	put_store(p, BPF_DW, 10, CELL + 8, 6);
	put_map_and_key(p, bpf.by_reason);
	put_move(p, 3, 10);
	put(p, BPF_ALU64 | BPF_ADD | BPF_K, 3, 0, 0, CELL);
	put(p, BPF_ALU64 | BPF_MOV | BPF_K, 4, 0, 0, BPF_ANY);
	put_call(p, BPF_FUNC_map_update_elem);
	put_end(p);
}

/* Register 0 points to this processor's cell of `last`; it is there. */
static void put_last(struct program *p)
{
	put(p, BPF_ST | BPF_MEM | BPF_W, 10, 0, KEY, 0);
	put_map_and_key(p, bpf.last);
	put_call(p, BPF_FUNC_map_lookup_elem);
	put(p, BPF_JMP | BPF_JNE | BPF_K, 0, 0, 2, 0);
	put_end(p);
}

static void count_at_exit(struct program *p, unsigned int reason)
{
	put_load(p, BPF_W, 1, 1, reason);
	put_store(p, BPF_W, 10, KEY, 1);
	put(p, BPF_ALU64 | BPF_MOV | BPF_K, 6, 0, 0, 0);
	put_add(p);
}

static void remember_at_exit(struct program *p, unsigned int reason)
{
	put_load(p, BPF_W, 7, 1, reason);
	put_last(p);
	put_move(p, 8, 0);
	put_store(p, BPF_DW, 8, 8, 7);
	put_call(p, BPF_FUNC_ktime_get_ns);
	put_store(p, BPF_DW, 8, 0, 0);
	put_end(p);
}

static void count_at_entry(struct program *p)
{
	put_last(p);
	put_load(p, BPF_DW, 7, 0, 0);
	put_load(p, BPF_DW, 8, 0, 8);
	put(p, BPF_JMP | BPF_JNE | BPF_K, 7, 0, 2, 0);
	put_end(p);			/* no exit since the programs began */
	put(p, BPF_ST | BPF_MEM | BPF_DW, 0, 0, 0, 0);
	put_store(p, BPF_W, 10, KEY, 8);
	put_call(p, BPF_FUNC_ktime_get_ns);
	put_move(p, 6, 0);
	put(p, BPF_ALU64 | BPF_SUB | BPF_X, 6, 7, 0, 0);
	put_add(p);
}

static int call(enum bpf_cmd command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int make_map(enum bpf_map_type type, unsigned int entries)
{
	union bpf_attr attr = {
		.map_type = type, .key_size = sizeof(uint32_t),
		.value_size = sizeof(struct cell), .max_entries = entries,
	};

	return call(BPF_MAP_CREATE, &attr);
}

/* Where exit_reason is in an event; a negative errno when its format does not say. */
static int reason_offset(void)
{
	FILE *format = fopen(EVENTS "kvm_exit/format", "re");
	char line[256];
	int offset = -ENOENT;

	if (!format)
		return -errno;
	while (offset < 0 && fgets(line, sizeof(line), format)) {
		const char *field = strstr(line, " exit_reason;\toffset:");

		if (field)
			offset = atoi(strchr(field, ':') + 1);
	}
	fclose(format);
	return offset;
}

/* Runs @p at each event; of all processors, for the perf event is only its name. */
static int attach(unsigned int i, const struct program *p, const char *event,
		  struct sentence *why)
{
	static char log[16384];
	union bpf_attr load = {
		.prog_type = BPF_PROG_TYPE_TRACEPOINT, .insn_cnt = p->n,
		.insns = (uintptr_t)p->insn, .license = (uintptr_t)"GPL",
		.log_buf = (uintptr_t)log, .log_size = sizeof(log),
		.log_level = 1,
	};
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr),
		.sample_period = 1,
	};
	char *path = format_text(EVENTS "%s/id", event);
	char *id = read_first_line(path);

	free(path);
	if (!id)
		return sentence_errno(why, "read the number of event kvm:%s",
				      event);
	attr.config = strtoull(id, NULL, 10);
	free(id);
	bpf.program[i] = call(BPF_PROG_LOAD, &load);
	if (bpf.program[i] < 0)
		return sentence_errno(why, "load the BPF program of kvm:%s (%s)",
				      event, log);
	bpf.event[i] = syscall(SYS_perf_event_open, &attr, -1, 0, -1,
			       PERF_FLAG_FD_CLOEXEC);
	if (bpf.event[i] < 0 ||
	    ioctl(bpf.event[i], PERF_EVENT_IOC_SET_BPF, bpf.program[i]) ||
	    ioctl(bpf.event[i], PERF_EVENT_IOC_ENABLE, 0))
		return sentence_errno(why, "attach a BPF program to kvm:%s",
				      event);
	return 0;
}

int bpf_begin(bool times, struct sentence *why)
{
	struct program at_exit = { .n = 0 }, at_entry = { .n = 0 };
	int reason = reason_offset(), err;

	if (reason < 0)
		return sentence_set(why, reason,
				    "find exit_reason in the format of kvm:kvm_exit: %s",
				    strerror(-reason));
	bpf.by_reason = make_map(BPF_MAP_TYPE_PERCPU_HASH, REASONS_MAX);
	bpf.last = make_map(BPF_MAP_TYPE_PERCPU_ARRAY, 1);
	if (bpf.by_reason < 0 || bpf.last < 0)
		return sentence_errno(why, "make a map for BPF");
	if (!times) {
		count_at_exit(&at_exit, reason);
		return attach(0, &at_exit, "kvm_exit", why);
	}
	remember_at_exit(&at_exit, reason);
	count_at_entry(&at_entry);
	err = attach(0, &at_exit, "kvm_exit", why);
	return err ? err : attach(1, &at_entry, "kvm_entry", why);
}

static uint64_t counted(void)
{
	static struct cell cells[CPUS_MAX];
	uint32_t reason, next;
	union bpf_attr step = {
		.map_fd = bpf.by_reason, .next_key = (uintptr_t)&next,
	};
	union bpf_attr look = {
		.map_fd = bpf.by_reason, .key = (uintptr_t)&reason,
		.value = (uintptr_t)cells,
	};
	uint64_t sum = 0;
	unsigned int i;

	while (!call(BPF_MAP_GET_NEXT_KEY, &step)) {
		reason = next;
		step.key = (uintptr_t)&reason;
		memset(cells, 0, sizeof(cells));
		if (!call(BPF_MAP_LOOKUP_ELEM, &look))
			for (i = 0; i < CPUS_MAX; i++)
				sum += cells[i].count_or_start;
	}
	return sum;
}

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int bpf_end(struct sentence *why)
{
	uint64_t n = bpf.by_reason >= 0 ? counted() : 0;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		shut(&bpf.event[i]);
		shut(&bpf.program[i]);
	}
	shut(&bpf.last);
	shut(&bpf.by_reason);
	return n ? 0 : sentence_set(why, -ENODATA,
				    "BPF programs have counted no exit");
}
