// SPDX-License-Identifier: GPL-2.0
/* The description of a record; see record_fields.h. */
#include "record_fields.h"

static const struct field detail_fields[] = {
	FIELD("what", FIELD_COUNT),
	FIELD("write", FIELD_BOOL),
	FIELD("count", FIELD_COUNT),
	FIELD("cycles", FIELD_COUNT),
	FIELD_END
};

const struct field reason_fields[] = {
	FIELD("reason", FIELD_COUNT, .meaning =
	  "basic exit reason (SDM vol. 3, appendix C) or exit code (APM vol. 2, appendix C); 4294967295 collects VMfail, VMEXIT_INVALID and whatever has no row of its own, 4294967294 is what KVM emulated because VMX cannot enter the guest in its state, 4294967293 is VM entries that KVM makes only to have a nested one checked"),
	FIELD("name", FIELD_STRING, .meaning =
	  "as in the kernel's `asm/vmx.h` and `asm/svm.h`"),
	FIELD("count", FIELD_COUNT),
	FIELD("kernel_cycles", FIELD_COUNT, .meaning =
	  "host TSC cycles from VM exit to VM entry that KVM and the rest of the kernel took"),
	FIELD("user_cycles", FIELD_COUNT, .meaning =
	  "the same, in the VMM: outside `KVM_RUN`, on a processor"),
	FIELD("blocked_cycles", FIELD_COUNT, .meaning =
	  "the same, halted (halt polling included) or scheduled out"),
	FIELD("preempted_cycles", FIELD_COUNT, .when = MAYBE, .meaning =
	  "the part of `blocked_cycles` in which the vCPU's thread could run and another task had the processor; missing when there were none, or with a KVM that does not tell"),
	FIELD("asleep_cycles", FIELD_COUNT, .when = MAYBE, .meaning =
	  "the part of `blocked_cycles` in which a handler of KVM slept; for the rest of it the vCPU was halted; missing like `preempted_cycles`"),
	FIELD("away_cycles", FIELD_COUNT, .when = MAYBE, .meaning =
	  "the same, outside `KVM_RUN` and on no processor: the VM was paused, or the VMM slept or was scheduled out; missing when there were none, and with a KVM of ABI version 2, which has them in `user_cycles`"),
	FIELD("switch_cycles", FIELD_COUNT, .when = MAYBE, .meaning =
	  "with `exit_acct_switch=1` (`make bench PARAMS=exit_acct_switch=1`) only: host TSC cycles of the world switch, on the way out of the guest and back into it, mitigations of processor faults included; not contained in any other number"),
	FIELD("l2_count", FIELD_COUNT, .when = MAYBE, .meaning =
	  "when the guest is a hypervisor: how many of `count` came from its own guests, that is from L2; missing when none did, or with a KVM that does not tell"),
	FIELD("l2_kernel_cycles", FIELD_COUNT, .when = MAYBE, .meaning =
	  "their part of `kernel_cycles`"),
	FIELD("l2_user_cycles", FIELD_COUNT, .when = MAYBE, .meaning =
	  "their part of `user_cycles`"),
	FIELD("min_cycles", FIELD_COUNT, .when = MAYBE, .meaning =
	  "kernel + user time of the shortest exit between the two snapshots; missing when not known"),
	FIELD("max_cycles", FIELD_COUNT, .when = MAYBE, .meaning =
	  "the same for the longest exit"),
	FIELD("hist", FIELD_COUNTS, .when = MAYBE, .meaning =
	  "element *i* is the number of exits that took 2^i to 2^(i+1) − 1 kernel + user cycles (0 counts in the first); it has no zeros at its end, and its sum is `count`; missing when not known"),
	FIELD("quarters", FIELD_COUNTS, .when = MAYBE, .meaning =
	  "for each element *i* of `hist` that is not 0, one after the other, four counts that add up to it: exits of the first to the fourth quarter of the way from 2^i to 2^(i+1) cycles (0 is with 1; the last quarter of *i* = 39 has all above); missing with a KVM that does not tell"),
	FIELD("depth", FIELD_COUNTS, .when = MAYBE, .meaning =
	  "how many exits went how deep, without zeros at its end; its sum is `count`: done by a fastpath handler, in the kernel, with the instruction emulator, and to the VMM by why `KVM_RUN` returned (`KVM_EXIT_IO`, `MMIO`, `INTR`, `HLT`, `IRQ_WINDOW_OPEN`, `IOAPIC_EOI`, `X86_RDMSR` or `WRMSR`, another); missing with a KVM that does not tell"),
	FIELD("detail", FIELD_OBJECTS, .when = MAYBE, .of = detail_fields, .meaning =
	  "with `exit_acct_detail=N` (`make bench DETAIL=N`) only: `{what, write, count, cycles}` for each port, MSR or control register, MMIO page (address >> 12) or vector of this reason; cycles are kernel + user"),
	FIELD_END
};

/* Of a phase: no extremes, no histogram, no details. */
static const struct field phase_reason_fields[] = {
	FIELD("reason", FIELD_COUNT),
	FIELD("name", FIELD_STRING),
	FIELD("count", FIELD_COUNT),
	FIELD("kernel_cycles", FIELD_COUNT),
	FIELD("user_cycles", FIELD_COUNT),
	FIELD("blocked_cycles", FIELD_COUNT),
	FIELD("away_cycles", FIELD_COUNT, .when = MAYBE),
	FIELD_END
};

static const struct field vcpu_fields[] = {
	FIELD("cpu", FIELD_COUNT, .meaning = "its number in the guest's Linux"),
	FIELD("exits", FIELD_COUNT, .meaning = "the sum of `count` of its reasons"),
	FIELD("reasons", FIELD_OBJECTS, .of = phase_reason_fields, .meaning =
	  "as above without the parts of blocked time, the world switch, extremes, histogram, depth, detail and what came from L2"),
	FIELD_END
};

static const struct field phase_fields[] = {
	FIELD("name", FIELD_STRING, .meaning = "see \"Phases of a boot\""),
	FIELD("cycles", FIELD_COUNT, .meaning =
	  "TSC cycles; the sum over the phases is `elapsed_cycles` and `before_cycles`"),
	FIELD("exits", FIELD_COUNT),
	FIELD("kernel_cycles", FIELD_COUNT),
	FIELD("user_cycles", FIELD_COUNT),
	FIELD("blocked_cycles", FIELD_COUNT),
	FIELD("away_cycles", FIELD_COUNT, .when = MAYBE),
	FIELD("reasons", FIELD_OBJECTS, .of = phase_reason_fields, .meaning =
	  "as above without the parts of blocked time, the world switch, extremes, histogram, depth, detail and what came from L2"),
	FIELD_END
};

static const struct field timeline_reason_fields[] = {
	FIELD("reason", FIELD_COUNT),
	FIELD("name", FIELD_STRING),
	FIELD("counts", FIELD_COUNTS),
	FIELD_END
};

static const struct field timeline_fields[] = {
	FIELD("interval_cycles", FIELD_COUNT, .meaning = "from sample to sample"),
	FIELD("cycles", FIELD_COUNTS, .meaning = "guest TSC of each sample"),
	FIELD("reasons", FIELD_OBJECTS, .of = timeline_reason_fields, .meaning =
	  "`{reason, name, counts}`, see \"Phases of a boot\""),
	FIELD_END
};

static const struct field slowest_fields[] = {
	FIELD("reason", FIELD_COUNT),
	FIELD("name", FIELD_STRING),
	FIELD("cycles", FIELD_COUNT, .meaning = "kernel + user"),
	FIELD("at_cycles", FIELD_COUNT, .meaning =
	  "cycles of the guest's TSC from the first snapshot to the exit"),
	FIELD("vcpu", FIELD_COUNT, .meaning = "number that KVM has for it, its APIC ID"),
	FIELD("rip", FIELD_STRING, .when = MAYBE, .meaning =
	  "hexadecimal: where the guest went on, often the next instruction; missing when KVM may not know it"),
	FIELD("what", FIELD_COUNT, .when = MAYBE, .meaning =
	  "as in `detail`, with `exit_acct_detail=N` only"),
	FIELD("write", FIELD_BOOL, .when = MAYBE, .meaning = "beside `what`"),
	FIELD("l2", FIELD_BOOL, .when = MAYBE, .meaning =
	  "true for an exit of L2; else missing"),
	FIELD_END
};

/* What the KVM host needs to find phases in its samples. */
static const struct field init_fields[] = {
	FIELD("tsc", FIELD_COUNT),
	FIELD("reasons", FIELD_OBJECTS, .of = reason_fields),
	FIELD_END
};

static const struct field marks_fields[] = {
	FIELD("initcalls", FIELD_COUNT),
	FIELD("initcalls_end", FIELD_COUNT),
	FIELD_END
};

static const struct field output_fields[] = {
	FIELD("text", FIELD_STRING, .meaning =
	  "stdout and stderr in the order in which they were written, the last 20,480 bytes; U+FFFD stands for a NUL and for every byte that is not UTF-8"),
	FIELD("cut", FIELD_COUNT, .meaning = "how many bytes before these were left out"),
	FIELD("status", FIELD_COUNT, .meaning =
	  "exit status of the command, or 128 plus the number of the signal that killed it"),
	FIELD_END
};

static const struct field walk_fields[] = {
	FIELD("accesses", FIELD_COUNT),
	FIELD("fetches", FIELD_COUNT),
	FIELD("l1_misses", FIELD_COUNT),
	FIELD("walks", FIELD_COUNT),
	FIELD("walks_2m", FIELD_COUNT),
	FIELD("leaf", FIELD_COUNT),
	FIELD("upper", FIELD_COUNT),
	FIELD("nested_leaf", FIELD_COUNT),
	FIELD("nested_upper", FIELD_COUNT),
	FIELD("cycles", FIELD_COUNT),
	FIELD("flushes", FIELD_COUNT),
	FIELD("invlpg", FIELD_COUNT),
	FIELD_END
};

const struct field walks_fields[] = {
	FIELD("geometry", FIELD_STRING, .meaning =
	  "whose TLBs, as in `WALKS=`"),
	FIELD("dimensions", FIELD_COUNT, .meaning =
	  "of the guest's walks: 2 under NPT, 1 under shadow paging"),
	FIELD("nested_page", FIELD_COUNT, .meaning =
	  "bytes of a page of the nested page table; 0 where there is none"),
	FIELD("guest", FIELD_OBJECT, .of = walk_fields, .meaning =
	  "of the measured guest, see \"Page walks\""),
	FIELD("host", FIELD_OBJECT, .of = walk_fields, .meaning =
	  "of the KVM host: its kernel, VMM and all else"),
	FIELD_END
};

static const struct field traced_fields[] = {
	FIELD("reason", FIELD_COUNT),
	FIELD("name", FIELD_STRING),
	FIELD("count", FIELD_COUNT),
	FIELD("cycles", FIELD_COUNT),
	FIELD("at_begin", FIELD_COUNT, .when = MAYBE),
	FIELD("at_end", FIELD_COUNT, .when = MAYBE),
	FIELD_END
};

static const struct field difference_fields[] = {
	FIELD("witness", FIELD_STRING),
	FIELD("reason", FIELD_COUNT, .when = MAYBE),
	FIELD("name", FIELD_STRING, .when = MAYBE),
	FIELD("counted", FIELD_COUNT),
	FIELD("seen", FIELD_COUNT),
	FIELD("cause", FIELD_STRING, .when = MAYBE),
	FIELD_END
};

const struct field witness_fields[] = {
	FIELD("traced", FIELD_OBJECTS, .of = traced_fields, .meaning =
	  "by the kernel's tracepoint kvm_exit: `{reason, name, count, cycles}`; cycles are those from kvm_exit to kvm_entry; `at_begin` and `at_end`: how many of other vCPUs ended while the first latch of the bracket, and the last, was under way; missing when there were none"),
	FIELD("untraced", FIELD_COUNT, .meaning =
	  "VM entries (kvm_entry) without a kvm_exit before them: exits that KVM handles before it traces"),
	FIELD("untraced_at_begin", FIELD_COUNT, .when = MAYBE, .meaning =
	  "such entries of other vCPUs while the first latch was under way; missing when there were none"),
	FIELD("untraced_at_end", FIELD_COUNT, .when = MAYBE, .meaning =
	  "the same of the last latch"),
	FIELD("lost", FIELD_COUNT, .meaning =
	  "events for which the kernel's trace had no room; 0 in a record that is ok"),
	FIELD("vcpus", FIELD_COUNT, .meaning = "of the guest"),
	FIELD("stats", FIELD_MAP_INTEGERS, .meaning =
	  "KVM's own statistics (`exits`, `halt_exits`, `pf_taken`…) of the VM: what they grew by from a moment before the bracket to one after it"),
	FIELD("stats_traced", FIELD_COUNT, .meaning =
	  "VM exits between the same two moments, by the trace"),
	FIELD("vmruns", FIELD_COUNT, .when = MAYBE, .by = STAGE_FRONT, .meaning =
	  "in `svm-emu`: VM entries between the two snapshots as the emulator executed them, which are the exits; missing in other rigs"),
	FIELD("differs", FIELD_OBJECTS, .of = difference_fields, .meaning =
	  "what is not equal, see \"Witnesses\""),
	FIELD_END
};

/* bench/guest/pmu.c. Which of them there are depends on the processor. */
static const struct field pmu_walks_fields[] = {
	FIELD("source", FIELD_STRING, .values = FIELD_VALUES("pmu"), .meaning =
	  "the guest's performance counters"),
	FIELD("lost", FIELD_STRING, .when = MAYBE, .meaning =
	  "why nothing was counted; then nothing else is here"),
	FIELD("processor", FIELD_STRING, .when = MAYBE, .meaning =
	  "whose events were counted, by the table of `bench/guest/pmu.c`"),
	FIELD("load_walks", FIELD_COUNT, .when = MAYBE, .meaning =
	  "page walks that loads caused and that were completed; on AMD processors those of stores, too"),
	FIELD("store_walks", FIELD_COUNT, .when = MAYBE, .meaning = "the same of stores"),
	FIELD("fetch_walks", FIELD_COUNT, .when = MAYBE, .meaning = "the same of instructions"),
	FIELD("load_cycles", FIELD_COUNT, .when = MAYBE, .meaning =
	  "cycles in which a walk for a load was under way; two at once count twice"),
	FIELD("store_cycles", FIELD_COUNT, .when = MAYBE, .meaning = "the same of stores"),
	FIELD("fetch_cycles", FIELD_COUNT, .when = MAYBE, .meaning = "the same of instructions"),
	FIELD("nested_cycles", FIELD_COUNT, .when = MAYBE, .meaning =
	  "cycles in the nested page table, where the processor counts them apart"),
	FIELD_END
};

/* bench/kvmhost/host_memory.c. Which of them there are depends on the kernel. */
const struct field pages_fields[] = {
	FIELD("page_table_pages", FIELD_COUNT, .when = MAYBE),
	FIELD("secondary_page_table_pages", FIELD_COUNT, .when = MAYBE),
	FIELD("pages_4k", FIELD_COUNT, .when = MAYBE),
	FIELD("pages_2m", FIELD_COUNT, .when = MAYBE),
	FIELD("pages_1g", FIELD_COUNT, .when = MAYBE),
	FIELD("nx_lpage_splits", FIELD_COUNT, .when = MAYBE),
	FIELD("mmu_cache_miss", FIELD_COUNT, .when = MAYBE),
	FIELD("mmu_shadow_zapped", FIELD_COUNT, .when = MAYBE),
	FIELD("mmu_recycled", FIELD_COUNT, .when = MAYBE),
	FIELD("mmu_pte_write", FIELD_COUNT, .when = MAYBE),
	FIELD("mmu_flooded", FIELD_COUNT, .when = MAYBE),
	FIELD("mmu_pde_zapped", FIELD_COUNT, .when = MAYBE),
	FIELD("mmu_unsync", FIELD_COUNT, .when = MAYBE),
	FIELD_END
};

static const struct field host_memory_fields[] = {
	FIELD("before_vm", FIELD_OBJECT, .of = pages_fields, .meaning =
	  "before the VMM was started, see \"Memory of page tables\""),
	FIELD("begin", FIELD_OBJECT, .when = MAYBE, .of = pages_fields, .meaning =
	  "when the repetition began; missing for `boot`, which begins with the VMM"),
	FIELD("end", FIELD_OBJECT, .of = pages_fields, .meaning =
	  "when its record came"),
	FIELD_END
};

const struct field record_fields[] = {
	FIELD("schema", FIELD_COUNT, .by = STAGE_FRONT, .meaning =
	  "1: version of this table; a reader refuses others"),
	FIELD("rig", FIELD_STRING, .by = STAGE_FRONT, .meaning =
	  "`vmx-emu`, `svm-emu`, `nested`, `host`; or `domain`, a VM of the user"),
	FIELD("vendor", FIELD_STRING, .by = STAGE_KVMHOST,
	  .values = FIELD_VALUES("vmx", "svm"), .meaning =
	  "whose exit reasons these are"),
	FIELD("paging", FIELD_STRING, .by = STAGE_KVMHOST,
	  .values = FIELD_VALUES("ept", "npt", "shadow"), .meaning =
	  "the paging mode, verified (below)"),
	FIELD("machine", FIELD_STRING, .by = STAGE_KVMHOST, .meaning =
	  "QEMU machine type of the guest"),
	FIELD("kernel", FIELD_STRING, .by = STAGE_FRONT, .meaning =
	  "release of the kernel that KVM host and guest run; for a `domain`, the guest's; for rig `host`, the machine's, while the guest runs the one in `hashes`"),
	FIELD("workload", FIELD_STRING, .meaning = "its name in `make list`"),
	FIELD("params", FIELD_MAP_INTEGERS, .meaning =
	  "every parameter with the value it had, in its base unit"),
	FIELD("rep", FIELD_COUNT, .meaning = "which repetition, from 0"),
	FIELD("op", FIELD_STRING, .meaning = "the unit operation"),
	FIELD("ops", FIELD_COUNT, .meaning = "how many of them were done"),
	FIELD("elapsed_cycles", FIELD_COUNT, .meaning =
	  "guest TSC cycles between the two snapshots; for `boot`, since the guest's TSC was zero, until user space is up"),
	FIELD("exits", FIELD_COUNT, .meaning =
	  "VM exits between the two snapshots, all vCPUs; the sum of `count` below"),
	FIELD("reasons", FIELD_OBJECTS, .of = reason_fields, .meaning =
	  "those exit reasons that occurred, in ascending order:"),
	FIELD("vcpus", FIELD_OBJECTS, .when = MAYBE, .of = vcpu_fields, .meaning =
	  "of a workload on several vCPUs, the same exits for each vCPU of the guest, see \"Exits of each vCPU\"; missing on a KVM that does not tell them apart, and in a guest that may not run on all vCPUs of its VM:"),
	FIELD("outside", FIELD_OBJECTS, .when = MAYBE, .of = phase_reason_fields, .meaning =
	  "by reason, by how much the sum over `vcpus` is more than `reasons`; missing when it is nowhere more"),
	FIELD("detail_lost", FIELD_COUNT, .when = MAYBE, .meaning =
	  "exits of those reasons for which the table had no room; missing when there were none"),
	FIELD("slowest", FIELD_OBJECTS, .when = MAYBE, .of = slowest_fields, .meaning =
	  "up to 16 exits between the two snapshots, those that took longest, the longest first; missing when there were none, when minima and maxima are not known, and with a KVM that does not tell:"),
	FIELD("lost", FIELD_STRING, .when = MAYBE, .meaning =
	  "what could not be measured: on a KVM that has only the coursework leaves, their layout and what it does not tell; for a `boot`, why it has no phases or no timeline"),
	FIELD("tool", FIELD_MAP_INTEGERS, .when = MAYBE, .show = "tool", .meaning =
	  "what the workload's tool itself reports, in guest time: for fio `total_ios`, `bytes_per_second`, `latency_mean_ns`, `latency_max_ns`; missing for other workloads"),
	FIELD("before_cycles", FIELD_COUNT, .when = MAYBE, .by = STAGE_KVMHOST, .meaning =
	  "for `boot` with phases: host TSC cycles from the start of the VMM until the guest's TSC was zero, which are not in `elapsed_cycles`"),
	FIELD("output", FIELD_OBJECT, .when = MAYBE, .of = output_fields, .meaning =
	  "for `cmd`: what the command printed in this repetition, also if it failed; missing for other workloads:"),
	FIELD("walks", FIELD_OBJECT, .when = MAYBE, .by = STAGE_FRONT, .of = walks_fields, .meaning =
	  "TLB misses and page walks between the two snapshots, modelled (docs/walks.md), which are in no other figure of the record; missing where they were not modelled, and for `boot`:"),
	FIELD("witness", FIELD_OBJECT, .when = MAYBE, .by = STAGE_KVMHOST, .of = witness_fields, .meaning =
	  "with `make bench VERIFY=1` only: the same exits, counted independently"),
	FIELD("pmu_walks", FIELD_OBJECT, .when = MAYBE, .of = pmu_walks_fields, .meaning =
	  "with `WALKS=` on a real processor: page walks between the two snapshots and during them, counted by the guest's PMU (docs/walks.md); a count that the processor lacks, or had no counter left for, is missing:"),
	FIELD("host_memory", FIELD_OBJECT, .when = MAYBE, .by = STAGE_KVMHOST, .of = host_memory_fields, .meaning =
	  "what page tables took of the KVM host's memory, in pages of 4 KiB, and what KVM did with its own; missing where the KVM host could not read it, and for a `domain`:"),
	FIELD("phases", FIELD_OBJECTS, .when = MAYBE, .by = STAGE_KVMHOST, .of = phase_fields,
	  .meaning = "for `boot`, in order; missing for other workloads and with `interval=0`:"),
	FIELD("timeline", FIELD_OBJECT, .when = MAYBE, .by = STAGE_KVMHOST, .of = timeline_fields,
	  .meaning = "for `boot`; missing whenever `phases` is:"),
	FIELD("status", FIELD_STRING, .values = FIELD_VALUES("ok", "failed", "skipped")),
	FIELD("error", FIELD_STRING, .when = WHEN_NOT_OK, .meaning = "why, when not ok"),
	FIELD("console", FIELD_STRINGS, .when = MAYBE, .by = STAGE_KVMHOST, .meaning =
	  "the last lines of the guest's console, or of the KVM host's, when it failed"),
	FIELD("init", FIELD_OBJECT, .when = MAYBE, .passing = true, .of = init_fields),
	FIELD("marks", FIELD_OBJECT, .when = MAYBE, .passing = true, .of = marks_fields),
	FIELD("latches", FIELD_COUNTS, .when = MAYBE, .passing = true),
	FIELD_END
};

int record_check(enum field_stage stage, const json_t *record,
		 struct sentence *why)
{
	return fields_check(record_fields, stage, record, why);
}

void record_drop_passing(json_t *record)
{
	for (const struct field *f = record_fields; f->name; f++)
		if (f->passing)
			json_object_del(record, f->name);
}
