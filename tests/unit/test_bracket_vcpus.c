// SPDX-License-Identifier: GPL-2.0
/* Which vCPU had a bracket's exits, in a VM made up here whose exits are known. */
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "bracket_vcpus.h"
#include "record_fields.h"

/*
 * Exits are CPUIDs, of this program; a HLT that ends and an MSR write for each arrival
 * on a vCPU and each departure; and what the workload does.
 */
#define CPUS 3
enum { HLT = 12, CPUID = 10, WRMSR = 32, FAULT = 48, REASONS = 49 };
#define CYCLES 100	/* of any exit, in the kernel; of a HLT as many blocked */
#define READ_CPUIDS 300	/* of one snapshot */

uint64_t counters_times[KVM_EXIT_ACCT_SLOTS];

struct exits {
	uint64_t of[REASONS];
};

static struct fake_vm {
	struct exits cpu[CPUS], slot[KVM_EXIT_ACCT_SLOTS];
	int here, gone;		/* this thread; a vCPU that nothing can run on */
	unsigned int mask;
	bool no_own_latch;
	int read_error;
} vm;

static struct counters_info info;

int __wrap_sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set);
int __wrap_sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set);

int __wrap_sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	assert_int_equal(pid, 0);
	memset(set, 0, size);
	for (int cpu = 0; cpu < CPUS; cpu++)
		if (vm.mask & 1U << cpu)
			CPU_SET(cpu, set);
	return 0;
}

int __wrap_sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
	int to = vm.here;

	assert_int_equal(pid, 0);
	assert_true(CPU_COUNT_S(size, set) > 0);
	for (int cpu = 0; cpu < CPUS; cpu++)
		if (CPU_ISSET(cpu, set) && cpu == vm.gone)
			return -1;
	vm.mask = 0;
	for (int cpu = CPUS - 1; cpu >= 0; cpu--)
		if (CPU_ISSET(cpu, set)) {
			vm.mask |= 1U << cpu;
			if (!CPU_ISSET(vm.here, set))
				to = cpu;
		}
	if (to != vm.here) {
		vm.cpu[vm.here].of[WRMSR]++;
		vm.here = to;
		vm.cpu[vm.here].of[HLT]++;
	}
	return 0;
}

struct cpuid_regs counters_cpuid(uint32_t leaf, uint32_t index)
{
	uint32_t slot = index % KVM_EXIT_ACCT_SLOTS;

	assert_int_equal(leaf, KVM_EXIT_ACCT_LEAF_LATCH);
	assert_true(index & KVM_EXIT_ACCT_LATCH_VCPU);
	if (vm.no_own_latch)
		return (struct cpuid_regs){ .edx = KVM_EXIT_ACCT_UNDEFINED };
	vm.slot[slot] = vm.cpu[vm.here];
	vm.cpu[vm.here].of[CPUID]++;
	return (struct cpuid_regs){ .eax = ++counters_times[slot] };
}

static void latch_vm(unsigned int slot)
{
	memset(&vm.slot[slot], 0, sizeof(vm.slot[slot]));
	for (int cpu = 0; cpu < CPUS; cpu++)
		for (int r = 0; r < REASONS; r++)
			vm.slot[slot].of[r] += vm.cpu[cpu].of[r];
	vm.cpu[vm.here].of[CPUID]++;
}

void counters_latch_exit(const struct counters_info *of, unsigned int slot,
			 struct counters_row *out, uint64_t *row)
{
	(void)of;
	(void)slot;
	*out = (struct counters_row){ .count = 1, .kernel = CYCLES };
	*row = CPUID;
}

uint32_t counters_reason(unsigned int slot, unsigned int row)
{
	(void)slot;
	return row;
}

static void put_rows(struct counters_delta *delta, const struct exits *exits)
{
	delta->rows = 0;
	for (int r = 0; r < REASONS; r++)
		if (exits->of[r])
			delta->row[delta->rows++] = (struct counters_row){
				.reason = r, .count = exits->of[r],
				.kernel = exits->of[r] * CYCLES,
				.blocked = r == HLT ? exits->of[r] * CYCLES : 0,
			};
}

int counters_read_delta(const struct counters_info *of, int before, int after,
			struct counters_delta *delta)
{
	assert_int_equal(before, -1);
	assert_false(of->spread || of->details);
	put_rows(delta, &vm.slot[after]);
	vm.cpu[vm.here].of[CPUID] += READ_CPUIDS;
	return vm.read_error;
}

/* What the VM's two latches say: without the exit that latched first. */
static void vm_delta(struct counters_delta *delta)
{
	struct exits d = vm.slot[COUNTERS_SLOT_AFTER];

	for (int r = 0; r < REASONS; r++)
		d.of[r] -= vm.slot[COUNTERS_SLOT_BEFORE].of[r];
	d.of[CPUID]--;
	put_rows(delta, &d);
}

static void work(void)
{
	vm.cpu[0].of[FAULT] += 5;
	vm.cpu[1].of[FAULT] += 7;
	vm.cpu[1].of[HLT] += 2;
	vm.cpu[1].of[CPUID] += 1;
	vm.cpu[2].of[FAULT] += 11;
}

static struct counters_delta all;

static int bracket(void)
{
	bracket_vcpus_before(&info);
	bracket_vcpus_begin();
	latch_vm(COUNTERS_SLOT_BEFORE);
	work();
	latch_vm(COUNTERS_SLOT_AFTER);
	bracket_vcpus_end();
	vm_delta(&all);
	return bracket_vcpus_after(&info, &all);
}

static int prepare(void **state)
{
	(void)state;
	vm = (struct fake_vm){ .mask = 7, .gone = -1 };
	for (int cpu = 0; cpu < CPUS; cpu++)
		vm.cpu[cpu] = (struct exits){ .of = { [CPUID] = 1000 + cpu,
						      [HLT] = 50 } };
	info = (struct counters_info){ .vendor = VENDOR_VMX, .vcpus = CPUS,
				       .spread = true, .details = 8 };
	memset(counters_times, 0, sizeof(counters_times));
	return 0;
}

static int end(void **state)
{
	(void)state;
	bracket_vcpus_close();
	return 0;
}

static json_int_t field(const json_t *list, int reason, const char *key)
{
	const json_t *row;
	size_t i;

	json_array_foreach(list, i, row)
		if (json_integer_value(json_object_get(row, "reason")) == reason)
			return json_integer_value(json_object_get(row, key));
	return 0;
}

static void expect(const json_t *record, int cpu, int hlt, int cpuid, int wrmsr,
		   int fault)
{
	const json_t *of = json_object_get(record, "outside");
	const json_t *vcpu = json_array_get(json_object_get(record, "vcpus"), cpu);

	if (cpu >= 0) {
		assert_int_equal(json_integer_value(json_object_get(vcpu, "cpu")),
				 cpu);
		assert_int_equal(json_integer_value(json_object_get(vcpu, "exits")),
				 hlt + cpuid + wrmsr + fault);
		of = json_object_get(vcpu, "reasons");
	}
	assert_int_equal(json_array_size(of), !!hlt + !!cpuid + !!wrmsr + !!fault);
	assert_int_equal(field(of, HLT, "count"), hlt);
	assert_int_equal(field(of, HLT, "blocked_cycles"), hlt * CYCLES);
	assert_int_equal(field(of, CPUID, "count"), cpuid);
	assert_int_equal(field(of, CPUID, "kernel_cycles"), cpuid * CYCLES);
	assert_int_equal(field(of, WRMSR, "count"), wrmsr);
	assert_int_equal(field(of, FAULT, "count"), fault);
}

/*
 * No CPUID of a reading or a latch is in any vCPU's figures, the one of the workload is;
 * leaving a vCPU and coming back to it is outside.
 */
static void test_each(void **state)
{
	json_t *record = json_object();

	(void)state;
	bracket_vcpus_open(&info, 2);
	/* A warm-up leaves nothing behind. */
	for (int i = 0; i < 3; i++) {
		assert_int_equal(bracket(), 0);
		assert_int_equal(vm.here, 0);
		assert_int_equal(vm.mask, 7);
	}
	bracket_vcpus_json(&info, record);
	expect(record, 0, 0, 0, 0, 5);
	expect(record, 1, 3, 1, 1, 7);
	expect(record, 2, 1, 0, 1, 11);
	expect(record, -1, 2, 0, 2, 0);
	json_decref(record);
}

/* A workload that has to stay on another vCPU begins and ends there. */
static void test_home(void **state)
{
	json_t *record = json_object();

	(void)state;
	bracket_vcpus_open(&info, 2);
	vm.mask = 1 << 2;
	vm.here = 2;
	assert_int_equal(bracket(), 0);
	assert_int_equal(vm.here, 2);
	assert_int_equal(vm.mask, 1 << 2);
	bracket_vcpus_json(&info, record);
	expect(record, 0, 1, 0, 1, 5);
	expect(record, 1, 3, 1, 1, 7);
	expect(record, 2, 0, 0, 0, 11);
	json_decref(record);
}

/* The VM has an exit that no vCPU has, or one that took longer. */
static void test_wrong_sum(void **state)
{
	(void)state;
	bracket_vcpus_open(&info, 2);
	bracket_vcpus_before(&info);
	bracket_vcpus_begin();
	latch_vm(COUNTERS_SLOT_BEFORE);
	work();
	latch_vm(COUNTERS_SLOT_AFTER);
	bracket_vcpus_end();
	vm_delta(&all);
	all.row[all.rows - 1].count++;
	assert_int_equal(bracket_vcpus_after(&info, &all), -ERANGE);
	assert_int_equal(bracket(), 0);
	bracket_vcpus_before(&info);
	bracket_vcpus_begin();
	latch_vm(COUNTERS_SLOT_BEFORE);
	work();
	latch_vm(COUNTERS_SLOT_AFTER);
	bracket_vcpus_end();
	vm_delta(&all);
	all.row[all.rows - 1].kernel++;
	assert_int_equal(bracket_vcpus_after(&info, &all), -ERANGE);
}

static void expect_untold(unsigned int vcpus)
{
	json_t *record = json_object();

	bracket_vcpus_open(&info, vcpus);
	assert_int_equal(bracket(), 0);
	bracket_vcpus_json(&info, record);
	assert_int_equal(json_object_size(record), 0);
	assert_int_equal(vm.mask, 7);
	bracket_vcpus_close();
	json_decref(record);
}

static void test_untold(void **state)
{
	static const struct foreign foreign = { .layout = 'C' };

	(void)state;
	expect_untold(1);
	info.vcpus = CPUS + 1;
	expect_untold(2);
	info.vcpus = CPUS;
	vm.no_own_latch = true;
	expect_untold(2);
	vm.no_own_latch = false;
	info.foreign = &foreign;
	expect_untold(2);
}

/* A vCPU that has gone meanwhile, or slots that another program latches. */
static void test_no_visit(void **state)
{
	(void)state;
	bracket_vcpus_open(&info, 2);
	vm.gone = 1;
	assert_int_equal(bracket(), -ENXIO);
	vm.gone = -1;
	bracket_vcpus_close();
	vm.mask = 7;
	bracket_vcpus_open(&info, 2);
	vm.read_error = -EBUSY;
	assert_int_equal(bracket(), -EBUSY);
	vm.read_error = 0;
	assert_int_equal(bracket(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_each, prepare, end),
		cmocka_unit_test_setup_teardown(test_home, prepare, end),
		cmocka_unit_test_setup_teardown(test_wrong_sum, prepare, end),
		cmocka_unit_test_setup_teardown(test_untold, prepare, end),
		cmocka_unit_test_setup_teardown(test_no_visit, prepare, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
