// SPDX-License-Identifier: GPL-2.0
/*
 * exitstat around real commands: what ends it, what it says and where. The
 * counters are made up here; that they are right is tested in real guests.
 */
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "counters.h"
#include "exitstat.h"
#include "run_dir.h"
#include "slots.h"

uint64_t counters_times[KVM_EXIT_ACCT_SLOTS];
static int answer;		/* of counters_read_delta() */
static uint64_t of_l2;		/* of its exits */
static uint64_t switched;	/* cycles of the world switch */
static bool quarters;		/* it tells them */
static unsigned int nr_slow;	/* of its longest, told */

/* In exitstat's process, where cmocka's longjmp() would go on with the next test. */
static void require(bool what)
{
	if (!what)
		_exit(98);
}

/*
 * A VM as --per-vcpu sees it. Its exits are the CPUIDs of exitstat, an interrupt
 * for each of its arrivals on a vCPU, and what the command does, on COMMAND_CPU.
 */
#define FAKE_CPUS 8
#define EVERYWHERE FAKE_CPUS
#define COMMAND_CPU 2
#define COMMAND_CPUIDS 1000
#define READ_CPUIDS 300		/* of one snapshot */

static struct fake_vm {
	unsigned int vcpus, slots, online;
	unsigned int mask;	/* what exitstat may run on */
	bool foreign, no_own_latch;
	int moves_left;		/* until a vCPU is gone; -1: none goes */
} vm;

struct fake_counts { uint64_t cpuids, interrupts; };

static struct fake_counts fake_counts[FAKE_CPUS + 1];
static struct fake_counts fake_slot[KVM_EXIT_ACCT_SLOTS];
static unsigned int here = EVERYWHERE;

int __wrap_get_nprocs(void);
int __wrap_sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set);
int __wrap_sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set);

int __wrap_get_nprocs(void)
{
	return vm.online;
}

int __wrap_sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	int cpu;

	require(!pid);
	memset(set, 0, size);
	for (cpu = 0; cpu < FAKE_CPUS; cpu++)
		if (vm.mask & 1U << cpu)
			CPU_SET(cpu, set);
	return 0;
}

int __wrap_sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
	int cpu;

	require(!pid);
	if (CPU_COUNT_S(size, set) > 1) {
		here = EVERYWHERE;
		fake_counts[COMMAND_CPU].cpuids += COMMAND_CPUIDS;
		return 0;
	}
	if (!vm.moves_left--) {
		errno = EINVAL;
		return -1;
	}
	for (cpu = 0; cpu < FAKE_CPUS; cpu++)
		if (CPU_ISSET(cpu, set))
			here = cpu;
	fake_counts[here].interrupts++;
	return 0;
}

int counters_discover(struct counters_info *info)
{
	*info = (struct counters_info){ .vendor = VENDOR_VMX,
					.slots = vm.slots, .vcpus = vm.vcpus,
					.spread = true, .away = true,
					.depth = true, .parts = true,
					.l2 = true };
	return vm.foreign ? -ENODEV : 0;
}

int counters_discover_foreign(struct counters_info *info, foreign_query ask)
{
	static const struct foreign foreign = { .layout = 'C' };

	(void)ask;
	info->foreign = &foreign;
	return 0;
}

/* The exit of a latch is in no snapshot yet. */
struct cpuid_regs counters_cpuid(uint32_t leaf, uint32_t index)
{
	static uint32_t times;

	require(leaf == KVM_EXIT_ACCT_LEAF_LATCH);
	require(index & KVM_EXIT_ACCT_LATCH_VCPU);
	if (vm.no_own_latch)
		return (struct cpuid_regs){ .edx = KVM_EXIT_ACCT_UNDEFINED };
	fake_slot[index % KVM_EXIT_ACCT_SLOTS] = fake_counts[here];
	fake_counts[here].cpuids++;
	return (struct cpuid_regs){ .eax = ++times };
}

void counters_begin(const struct counters_info *info)
{
	(void)info;
}

void counters_end(const struct counters_info *info)
{
	(void)info;
}

const char *counters_lost(const struct counters_info *info)
{
	(void)info;
	return NULL;
}

void counters_latch_exit(const struct counters_info *info, unsigned int slot,
			 struct counters_row *out, uint64_t *row)
{
	(void)info;
	(void)slot;
	*out = (struct counters_row){ .count = 1, .kernel = 50 };
	*row = 10;
}

uint32_t counters_reason(unsigned int slot, unsigned int row)
{
	(void)slot;
	return row;
}

static int read_own(int slot, struct counters_delta *delta)
{
	const struct fake_counts *now = &fake_slot[slot];

	*delta = (struct counters_delta){
		.rows = 3,
		.row = {
			{ .reason = 1, .count = now->interrupts,
			  .kernel = 70 * now->interrupts,
			  .away = 30 * now->interrupts },
			{ .reason = 10, .count = now->cpuids,
			  .kernel = 50 * now->cpuids },
			{ .reason = 12, .count = 5, .blocked = 1000 },
		},
	};
	fake_counts[here].cpuids += READ_CPUIDS;
	return 0;
}

int counters_read_delta(const struct counters_info *info, int before, int after,
			struct counters_delta *delta)
{
	unsigned int i;

	require(before != after);
	if (before < 0) {
		/* No more is read than is needed. */
		require(!info->details && !info->spread && info->away &&
			!info->depth && !info->parts && !info->l2);
		return read_own(after, delta);
	}
	/* Wherever the command may run, exitstat may. */
	require(here == EVERYWHERE);
	*delta = (struct counters_delta){
		.rows = 1,
		.row = { { .reason = 10, .count = 100, .kernel = 100000,
			   .blocked = 1000, .preempted = 200, .asleep = 50,
			   .switched = switched,
			   .l2_count = of_l2, .l2_kernel = 300 * of_l2,
			   .min = 900, .max = 5000 } },
	};
	delta->slowest.n = nr_slow;
	for (i = 0; i < nr_slow; i++)
		delta->slowest.exit[i] = (struct slowest_exit){
			.reason = 10, .vcpu = 1, .cycles = 5000 - i,
			.rip = 0xffffffff81000000, .what = 0x3f8, .write = true,
			.detailed = i, .l2 = i, .tsc = 1234,
		};
	delta->row[0].hist[9] = 98;
	delta->row[0].hist[12] = 2;
	delta->row[0].quarter[38] = quarters ? 98 : 0;
	delta->row[0].quarter[48] = quarters ? 1 : 0;
	delta->row[0].quarter[49] = quarters ? 1 : 0;
	delta->row[0].depth[KVM_EXIT_ACCT_DEPTH_KERNEL] = 70;
	delta->row[0].depth[KVM_EXIT_ACCT_DEPTH_EMULATOR] = 15;
	delta->row[0].depth[KVM_EXIT_ACCT_DEPTH_VMM + KVM_EXIT_ACCT_VMM_IO] = 5;
	delta->row[0].depth[KVM_EXIT_ACCT_DEPTH_VMM + KVM_EXIT_ACCT_VMM_MSR] = 10;
	return answer;
}

static char file[128], pid_file[128];

/* exitstat in a process of its own, with stderr in dir/stderr. */
static pid_t start(const char *options, const char *command)
{
	char *argv[16] = { "exitstat" }, words[256], *rest = words;
	char path[128];
	int argc = 1;
	pid_t pid;

	snprintf(words, sizeof(words), "%s", options);
	while (rest) {
		argv[argc] = strsep(&rest, " ");
		argc += *argv[argc] != 0;
	}
	argv[argc++] = "--";
	argv[argc++] = "sh";
	argv[argc++] = "-c";
	argv[argc++] = (char *)command;
	pid = fork();
	if (!pid) {
		snprintf(path, sizeof(path), "%s/stderr", dir);
		if (!freopen(path, "w", stderr))
			_exit(99);
		argc = exitstat_main(argc, argv);
		fflush(NULL);
		_exit(argc);
	}
	return pid;
}

static int end(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static char *contents(const char *name)
{
	static char text[65536];
	char path[160];
	FILE *in;
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	in = fopen(path, "r");
	if (in) {
		n = fread(text, 1, sizeof(text) - 1, in);
		fclose(in);
	}
	text[n] = 0;
	return text;
}

static size_t lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void pause_ms(int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

/* Waits until the command has told its process. */
static pid_t command_pid(void)
{
	for (int i = 0; i < 500; i++) {
		pid_t pid = atoi(contents("pid"));

		if (pid)
			return pid;
		pause_ms(10);
	}
	fail();
	return 0;
}

static bool is_gone(pid_t pid)
{
	for (int i = 0; i < 300; i++) {
		char path[64], state = 'Z';
		FILE *in;

		snprintf(path, sizeof(path), "/proc/%d/stat", pid);
		in = fopen(path, "r");
		if (!in)
			return true;
		if (fscanf(in, "%*d %*s %c", &state) != 1)
			state = 'Z';
		fclose(in);
		if (state == 'Z')
			return true;
		pause_ms(10);
	}
	return false;
}

static int prepare(void **state)
{
	answer = 0;
	vm = (struct fake_vm){ .vcpus = 3, .slots = 8, .online = 3,
			       .mask = 1 << 0 | 1 << COMMAND_CPU | 1 << 5,
			       .moves_left = -1 };
	if (make_dir(state))
		return -1;
	snprintf(file, sizeof(file), "%s/out", dir);
	snprintf(pid_file, sizeof(pid_file), "%s/pid", dir);
	setenv("PIDFILE", pid_file, 1);
	return 0;
}

static const char *with_file(const char *options)
{
	static char text[200];

	snprintf(text, sizeof(text), "%s -f %s", options, file);
	return text;
}

static void test_ctrl_c_ends_all(void **state)
{
	pid_t pid = start(with_file("-r 1000 -o json"),
			  "echo $$ >$PIDFILE; sleep 0.1");
	size_t n;

	(void)state;
	command_pid();
	pause_ms(400);
	kill(pid, SIGINT);
	assert_int_equal(end(pid), 128 + SIGINT);
	n = lines(contents("out"));
	assert_in_range(n, 1, 100);
	assert_non_null(strstr(contents("out"), "\"interrupted\":true"));
}

/* The table, too, has what there is. */
static void test_table_so_far(void **state)
{
	pid_t pid = start(with_file("-r 1000"), "echo $$ >$PIDFILE; exec sleep 60");

	(void)state;
	command_pid();
	kill(pid, SIGINT);
	assert_int_equal(end(pid), 128 + SIGINT);
	assert_non_null(strstr(contents("out"), "(1 run, "));
	assert_non_null(strstr(contents("out"), "100.0"));
}

static void test_sigterm_ends_the_command(void **state)
{
	pid_t pid = start(with_file(""), "echo $$ >$PIDFILE; exec sleep 60");
	pid_t command = command_pid();

	(void)state;
	kill(pid, SIGTERM);
	assert_int_equal(end(pid), 128 + SIGTERM);
	assert_true(is_gone(command));
}

static void test_sigkill_ends_the_command(void **state)
{
	pid_t pid = start(with_file(""), "echo $$ >$PIDFILE; exec sleep 60");
	pid_t command = command_pid();

	(void)state;
	kill(pid, SIGKILL);
	assert_int_equal(end(pid), -SIGKILL);
	assert_true(is_gone(command));
}

static void test_status_of_the_command(void **state)
{
	(void)state;
	assert_int_equal(end(start(with_file("-r 2"), "exit 7")), 7);
}

/* Nothing of the command's is in the file, and the other way round. */
static void test_json_apart(void **state)
{
	json_t *line, *reason;

	(void)state;
	assert_int_equal(end(start(with_file("-o json"),
				   "echo '{\"noise\":1}' >&2")), 0);
	line = json_loads(contents("out"), 0, NULL);
	assert_non_null(line);
	reason = json_array_get(json_object_get(line, "reasons"), 0);
	assert_int_equal(json_integer_value(json_object_get(reason,
							"min_cycles")), 900);
	assert_int_equal(json_integer_value(json_object_get(reason,
							"max_cycles")), 5000);
	assert_int_equal(json_integer_value(json_object_get(reason,
							"p50_cycles")), 1023);
	assert_int_equal(json_integer_value(json_object_get(reason,
							"p99_cycles")), 5000);
	assert_int_equal(json_array_size(json_object_get(reason, "hist")), 13);
	json_decref(line);
	assert_string_equal(contents("stderr"), "{\"noise\":1}\n");
	/* Where it could not be kept apart it is refused. */
	assert_int_equal(end(start("-o json", "true")), 2);
}

static void test_costs_on_request(void **state)
{
	(void)state;
	assert_int_equal(end(start(with_file("-r 2"), "true")), 0);
	assert_null(strstr(contents("out"), "p99"));
	assert_int_equal(end(start(with_file("-r 2 --costs"), "true")), 0);
	assert_non_null(strstr(contents("out"),
		"           900           1023           5000           5000  CPUID"));
	assert_non_null(strstr(contents("out"), "4096 - 8191"));

	/* Where the KVM tells quarters, in these. */
	quarters = true;
	assert_int_equal(end(start(with_file("-r 2 --costs"), "true")), 0);
	assert_non_null(strstr(contents("out"),
		"           900            895           5000           5000  CPUID"));
	assert_null(strstr(contents("out"), "4096 - 8191"));
	assert_non_null(strstr(contents("out"), "4096 - 5119                      2\n"));
	assert_non_null(strstr(contents("out"), "5120 - 6143                      2\n"));
	quarters = false;
}

static void test_quarters_in_json(void **state)
{
	json_t *line, *reason, *list;

	(void)state;
	assert_int_equal(end(start(with_file("-o json"), "true")), 0);
	line = json_loads(contents("out"), 0, NULL);
	reason = json_array_get(json_object_get(line, "reasons"), 0);
	assert_null(json_object_get(reason, "quarters"));
	json_decref(line);
	quarters = true;
	assert_int_equal(end(start(with_file("-o json"), "true")), 0);
	quarters = false;
	line = json_loads(contents("out"), 0, NULL);
	reason = json_array_get(json_object_get(line, "reasons"), 0);
	assert_int_equal(json_integer_value(json_object_get(reason,
							"p50_cycles")), 895);
	list = json_object_get(reason, "quarters");
	assert_int_equal(json_array_size(list), 8);
	assert_int_equal(json_integer_value(json_array_get(list, 2)), 98);
	assert_int_equal(json_integer_value(json_array_get(list, 4)), 1);
	json_decref(line);
}

/* What another one latched is no figure of this run. */
static void test_latched_by_another(void **state)
{
	(void)state;
	answer = -EBUSY;
	assert_int_equal(end(start(with_file("-r 3 -o json"), "true")), 1);
	assert_string_equal(contents("out"), "");
	assert_non_null(strstr(contents("stderr"), "another program"));
}

/* Each takes slots that nobody has; when there are none left it says so. */
static void test_slots(void **state)
{
	int mine[2], more[3], theirs[2];
	pid_t pid;

	(void)state;
	assert_int_equal(slots_take(2, 5, mine, 2), 0);
	pid = start(with_file("-o json"), "true");
	assert_int_equal(end(pid), 0);
	pid = fork();
	if (!pid)
		_exit(slots_take(2, 5, theirs, 2) || theirs[0] == mine[0] ||
		      theirs[1] == mine[1] ||
		      slots_take(2, 5, more, 1) != -EBUSY);
	assert_int_equal(end(pid), 0);
	assert_int_equal(slots_take(2, 5, more, 3), -EBUSY);
	assert_int_equal(end(start(with_file(""), "true")), 1);
	assert_non_null(strstr(contents("stderr"), "other programs"));
}

static json_int_t number(json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

/*
 * The command's are where it ran, and of exitstat's own there is one arrival on each
 * vCPU: none of the CPUIDs by which it reads snapshots, nor one that latches.
 */
static void test_per_vcpu(void **state)
{
	static const int cpus[] = { 0, COMMAND_CPU, 5 };
	json_t *line, *vcpus, *vcpu, *reason;
	unsigned int i;

	(void)state;
	assert_int_equal(end(start(with_file("-o json --per-vcpu"), "true")), 0);
	line = json_loads(contents("out"), 0, NULL);
	assert_non_null(line);
	assert_int_equal(number(line, "exits"), 100);
	vcpus = json_object_get(line, "vcpus");
	assert_int_equal(json_array_size(vcpus), 3);
	for (i = 0; i < 3; i++) {
		bool busy = cpus[i] == COMMAND_CPU;

		vcpu = json_array_get(vcpus, i);
		assert_int_equal(number(vcpu, "cpu"), cpus[i]);
		assert_int_equal(number(vcpu, "exits"),
				 1 + busy * COMMAND_CPUIDS);
		vcpu = json_object_get(vcpu, "reasons");
		assert_int_equal(json_array_size(vcpu), 1 + busy);
		reason = json_array_get(vcpu, 0);
		assert_int_equal(number(reason, "reason"), 1);
		assert_int_equal(number(reason, "count"), 1);
		assert_int_equal(number(reason, "kernel_cycles"), 70);
		reason = json_array_get(vcpu, 1);
		assert_int_equal(number(reason, "count"), busy * COMMAND_CPUIDS);
		assert_int_equal(number(reason, "kernel_cycles"),
				 busy * 50 * COMMAND_CPUIDS);
	}
	json_decref(line);
	assert_string_equal(contents("stderr"), "");
}

static void test_per_vcpu_table(void **state)
{
	(void)state;
	assert_int_equal(end(start(with_file("-r 3"), "true")), 0);
	assert_null(strstr(contents("out"), "vCPU"));
	assert_int_equal(end(start(with_file("-r 3 --per-vcpu"), "true")), 0);
	assert_non_null(strstr(contents("out"),
		" vCPU          exits         kernel            VMM        blocked           away  reason\n"
		"    0            1.0             70              0              0             30  EXTERNAL_INTERRUPT\n"
		"    0            1.0             70              0              0             30  all\n"
		"    2         1000.0          50000              0              0              0  CPUID\n"
		"    2            1.0             70              0              0             30  EXTERNAL_INTERRUPT\n"
		"    2         1001.0          50070              0              0             30  all\n"
		"    5            1.0 "));
	assert_null(strstr(contents("out"), "HLT"));
}

/* Where the exits went, and why to the VMM; in JSON the same. */
static void test_depths(void **state)
{
	json_t *line, *depth;

	(void)state;
	assert_int_equal(end(start(with_file("-r 3"), "true")), 0);
	assert_non_null(strstr(contents("out"),
		"      fastpath         kernel       emulator            VMM  how deep exits went\n"
		"           0.0           70.0           15.0           15.0  CPUID (I/O 5.0, MSR 10.0)\n"));
	assert_int_equal(end(start(with_file("-o json"), "true")), 0);
	line = json_loads(contents("out"), 0, NULL);
	depth = json_object_get(json_array_get(json_object_get(line, "reasons"), 0),
				"depth");
	assert_int_equal(json_array_size(depth), KVM_EXIT_ACCT_DEPTHS - 1);
	assert_int_equal(json_integer_value(json_array_get(depth, 0)), 0);
	assert_int_equal(json_integer_value(json_array_get(depth, 1)), 70);
	assert_int_equal(json_integer_value(json_array_get(depth, 9)), 10);
	json_decref(line);
}

static void test_blocked(void **state)
{
	json_t *line, *reason;

	(void)state;
	assert_int_equal(end(start(with_file("-r 3"), "true")), 0);
	assert_non_null(strstr(contents("out"),
		"        halted      preempted         asleep  cycles blocked\n"
		"           750            200             50  CPUID\n"));
	assert_int_equal(end(start(with_file("-o json"), "true")), 0);
	line = json_loads(contents("out"), 0, NULL);
	reason = json_array_get(json_object_get(line, "reasons"), 0);
	assert_int_equal(number(reason, "preempted_cycles"), 200);
	assert_int_equal(number(reason, "asleep_cycles"), 50);
	json_decref(line);
}

/* Only where it is told. */
static void test_switch(void **state)
{
	json_t *line, *reason;

	(void)state;
	assert_int_equal(end(start(with_file("-r 3"), "true")), 0);
	assert_null(strstr(contents("out"), "world switch"));
	switched = 14800;
	assert_int_equal(end(start(with_file("-r 3"), "true")), 0);
	assert_non_null(strstr(contents("out"),
		"  world switch           each  cycles of the world switch\n"
		"         14800          148.0  CPUID\n"));
	assert_int_equal(end(start(with_file("-o json"), "true")), 0);
	line = json_loads(contents("out"), 0, NULL);
	reason = json_array_get(json_object_get(line, "reasons"), 0);
	assert_int_equal(number(reason, "switch_cycles"), 14800);
	json_decref(line);
	switched = 0;
}

/* Only where there are any. */
static void test_l2(void **state)
{
	json_t *line, *reason;

	(void)state;
	assert_int_equal(end(start(with_file("-r 3"), "true")), 0);
	assert_null(strstr(contents("out"), "L2"));
	of_l2 = 4;
	assert_int_equal(end(start(with_file("-r 3"), "true")), 0);
	assert_non_null(strstr(contents("out"),
		"   exits of L2         kernel            VMM  from guests of this guest\n"
		"           4.0           1200              0  CPUID\n"));
	assert_int_equal(end(start(with_file("-o json"), "true")), 0);
	of_l2 = 0;
	line = json_loads(contents("out"), 0, NULL);
	reason = json_array_get(json_object_get(line, "reasons"), 0);
	assert_int_equal(number(reason, "l2_count"), 4);
	assert_int_equal(number(reason, "l2_kernel_cycles"), 1200);
	assert_int_equal(number(reason, "l2_user_cycles"), 0);
	json_decref(line);
}

/* Of all runs; in the table only when costs are asked for. */
static void test_slowest(void **state)
{
	json_t *line, *exit;

	(void)state;
	nr_slow = 2;
	assert_int_equal(end(start(with_file("-r 2"), "true")), 0);
	assert_null(strstr(contents("out"), "longest exits"));
	assert_int_equal(end(start(with_file("-r 2 --costs"), "true")), 0);
	assert_non_null(strstr(contents("out"),
		"        cycles  RIP behind it       vCPU  longest exits\n"
		"          5000  0xffffffff81000000     1  CPUID\n"
		"          5000  0xffffffff81000000     1  CPUID\n"
		"          4999  0xffffffff81000000     1  L2 CPUID 0x3f8 write\n"
		"          4999  0xffffffff81000000     1  L2 CPUID 0x3f8 write\n"));
	assert_int_equal(end(start(with_file("-o json"), "true")), 0);
	nr_slow = 0;
	line = json_loads(contents("out"), 0, NULL);
	exit = json_array_get(json_object_get(line, "slowest"), 1);
	assert_int_equal(number(exit, "cycles"), 4999);
	assert_int_equal(number(exit, "at_cycles"), 1234);
	json_decref(line);
}

static void refused(const char *options, int status, const char *why)
{
	pid_t pid = start(with_file(options), "echo $$ >$PIDFILE");

	assert_int_equal(end(pid), status);
	assert_non_null(strstr(contents("stderr"), why));
	assert_string_equal(contents("pid"), "");
}

/* Where figures of all vCPUs cannot be had, the command is not run for them. */
static void test_per_vcpu_refused(void **state)
{
	(void)state;
	refused("--per-vcpu -I 10", 2, "take 4 of the 4 slots");
	vm.mask = 1;
	refused("--per-vcpu", 1, "allows it 1 of the 3 that are online; put taskset between exitstat and the command");
	vm.mask = 7;
	vm.no_own_latch = true;
	refused("--per-vcpu", 1, "no latch for the counters of one vCPU");
	vm.no_own_latch = false;
	vm.slots = 5;
	refused("--per-vcpu", 1, "has 5 slots for snapshots, and this needs 6");
	vm.slots = 8;
	vm.foreign = true;
	refused("--per-vcpu", 1, "--per-vcpu needs a latch, and this KVM has only layout C");
}

static void test_vcpu_offline(void **state)
{
	(void)state;
	vm.vcpus = 5;
	assert_int_equal(end(start(with_file("--per-vcpu"), "true")), 0);
	assert_non_null(strstr(contents("stderr"), "runs on 3 of the VM's 5 vCPUs"));
	/* The fifth move is the second after the command. */
	vm.vcpus = 3;
	vm.moves_left = 4;
	assert_int_equal(end(start(with_file("--per-vcpu -o json"), "true")), 1);
	assert_non_null(strstr(contents("stderr"), "a vCPU went offline"));
	assert_string_equal(contents("out"), "");
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, prepare, remove_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(test_ctrl_c_ends_all),
		HERE(test_table_so_far),
		HERE(test_sigterm_ends_the_command),
		HERE(test_sigkill_ends_the_command),
		HERE(test_status_of_the_command),
		HERE(test_json_apart),
		HERE(test_costs_on_request),
		HERE(test_quarters_in_json),
		HERE(test_latched_by_another),
		HERE(test_per_vcpu),
		HERE(test_per_vcpu_table),
		HERE(test_depths),
		HERE(test_blocked),
		HERE(test_switch),
		HERE(test_l2),
		HERE(test_slowest),
		HERE(test_per_vcpu_refused),
		HERE(test_vcpu_offline),
		/* Holds slots until the process ends. */
		HERE(test_slots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
