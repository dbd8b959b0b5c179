// SPDX-License-Identifier: GPL-2.0
/*
 * What others do on one vCPU, on several at once: each has a process of its own,
 * pinned to it. An operation is that of the workload without -smp: a page touched,
 * a fork, a round trip between two processes of one vCPU. Where vCPUs share a
 * processor, as in the emulated rigs, they take turns.
 *
 * Exits: those of the same work on one vCPU, and what it takes to wake the others
 * at the beginning and to wait for them at the end: an MSR write (x2APIC ICR) and a
 * HLT each. Under shadow paging each process has a shadow page table of its own,
 * and the vCPUs of the VM share KVM's lock of them. If the guest's kernel isolates
 * its page tables, as on vmx-emu's processor, each entry of the kernel, a page fault
 * or a system call, is four reads and writes of CR3 (SWITCH_TO_KERNEL_CR3 and back,
 * arch/x86/entry/calling.h), which VMX has under one reason.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "smp.h"

enum { CPUS, AMOUNT };

#define PAGE 4096

static int64_t touch(struct workload_run *run)
{
	int64_t size = run->param[AMOUNT], i;
	char *mem = workload_map(run, size);

	if (!mem)
		return -1;
	for (i = 0; i < size; i += PAGE)
		mem[i] = 1;
	munmap(mem, size);
	return i / PAGE;
}

static int64_t forks(struct workload_run *run)
{
	return workload_forks(run, run->param[AMOUNT]);
}

static int pair_out = -1, pair_in = -1;	/* a worker is a process: its own */
static pid_t partner;

/* The partner ends with the worker, whose end of the pipe then closes. */
static int pair(struct workload_run *run)
{
	int there[2], back[2];
	char byte;

	if (pipe(there) || pipe(back))
		return workload_fail(run, "make two pipes");
	partner = fork();
	if (!partner) {
		close(there[1]);
		close(back[0]);
		while (read(there[0], &byte, 1) == 1)
			if (write(back[1], &byte, 1) != 1)
				break;
		_exit(0);
	}
	close(there[0]);
	close(back[1]);
	pair_out = there[1];
	pair_in = back[0];
	return partner < 0 ? workload_fail(run, "fork") : 0;
}

static int64_t round_trips(struct workload_run *run)
{
	char byte = 0;
	int64_t i;

	for (i = 0; i < run->param[AMOUNT]; i++)
		if (write(pair_out, &byte, 1) != 1 ||
		    read(pair_in, &byte, 1) != 1)
			return workload_fail(run, "pass a byte");
	return i;
}

static void pair_teardown(struct workload_run *run)
{
	smp_stop(run);
	close(pair_out);
	close(pair_in);
	pair_out = pair_in = -1;
	if (partner > 0)
		waitpid(partner, NULL, 0);
	partner = 0;
}

/* Of an operation: exceptions (page faults) and CR3 writes under shadow paging. */
#define FAULTS_CR3(faults_min, faults_max, cr3_min, cr3_max) {		\
	{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF, { 0, 2 }, { 0, 0 } },\
	{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,		\
	  { 0, 0 }, { faults_min, faults_max } },			\
	{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3,			\
	  { 0, 0 }, { cr3_min, cr3_max } },				\
}

#define SMP(id, title, text, op_text, work_run, begin, end, faults, ...)\
static const struct smp_work id##_work = {				\
	.processes = true, .setup = begin, .run = work_run,		\
};									\
									\
static int id##_setup(struct workload_run *run)				\
{									\
	return smp_start(run, &id##_work, run->param[CPUS]);		\
}									\
									\
const struct workload workload_##id = {					\
	.name = title,							\
	.group = "smp",							\
	.summary = text,						\
	.op = op_text,							\
	.params = { [CPUS] = { SMP_CPUS }, [AMOUNT] = { __VA_ARGS__ } },\
	.expect = faults,						\
	.setup = id##_setup,						\
	.run = smp_run,							\
	.teardown = end,						\
}

SMP(pagefault_smp, "pagefault-smp",
    "a process on each vCPU: memory mapped, touched, unmapped", "page",
    touch, NULL, smp_stop, FAULTS_CR3(1.9, 2.2, 0, 4.2),
    "size", 2 << 20, PAGE, 1 << 30, "bytes, of each vCPU");
SMP(fork_smp, "fork-smp", "a process on each vCPU forks", "fork",
    forks, NULL, smp_stop, FAULTS_CR3(10, WORKLOAD_ANY, 2, WORKLOAD_ANY),
    "count", 20, 1, 1000000, "forks, of each vCPU");
SMP(ctxsw_smp, "ctxsw-smp",
    "two processes on each vCPU pass a byte back and forth", "round trip",
    round_trips, pair, pair_teardown, FAULTS_CR3(0, 1, 1.9, WORKLOAD_ANY),
    "count", 200, 1, 100000000, "round trips, of each vCPU");
