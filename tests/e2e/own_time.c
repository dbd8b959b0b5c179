// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of the time that a VMM sleeps while it halts its vCPU, and of that
 * in which the TSC is moved.
 *
 * usage: own_time [tsc]     prints "ok TEXT" or "not ok TEXT" lines
 *   tsc    only the last, for msr.ko and a TSC that can be moved
 */
#include <poll.h>
#include <pthread.h>

#include "own_vm.h"

/* The pairs of each row that are asked for. */
enum { COUNT_KERNEL, USER_BLOCKED, MIN_MAX, AWAY, NR_PAIRS };

#define CPUIDS	10

#define ROWS	KVM_EXIT_ACCT_SVM_ROWS		/* VMX has fewer */

/* What comes before the rows. */
enum { VENDOR, LATCH_OWN, TIME, DROPPED, NR_FIRST };

/* What a latch says of a vCPU: of its exits by HLT, and of all. */
struct account {
	uint64_t count, kernel, user, blocked, away, min, max;
	uint64_t all_max, all_blocked;	/* the greatest maximum */
	uint64_t dropped;
	uint64_t sum, elapsed;		/* of all parts and the guest; since it began */
};

static struct query read_of(uint32_t row, uint32_t pair)
{
	return (struct query){
		.leaf = KVM_EXIT_ACCT_LEAF_READ,
		.index = row << KVM_EXIT_ACCT_READ_ROW_SHIFT | pair,
	};
}

/* A VM whose guest reads all of that. */
static struct vm create_accounted(void)
{
	static const uint32_t pairs[NR_PAIRS] = {
		KVM_EXIT_ACCT_PAIR_COUNT_KERNEL, KVM_EXIT_ACCT_PAIR_USER_BLOCKED,
		KVM_EXIT_ACCT_PAIR_MIN_MAX, KVM_EXIT_ACCT_PAIR_AWAY,
	};
	static struct query q[NR_FIRST + ROWS * NR_PAIRS];
	struct vm vm = create();
	uint32_t i;

	q[VENDOR] = (struct query){
		.leaf = KVM_EXIT_ACCT_LEAF_DISCOVER, .index = 1,
	};
	q[LATCH_OWN] = (struct query){
		.leaf = KVM_EXIT_ACCT_LEAF_LATCH,
		.index = KVM_EXIT_ACCT_LATCH_VCPU,
	};
	q[TIME] = read_of(KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_TIME);
	q[DROPPED] = read_of(KVM_EXIT_ACCT_ROW_SLOT,
			     KVM_EXIT_ACCT_PAIR_LATCH_DROPPED);
	for (i = 0; i < ROWS * NR_PAIRS; i++)
		q[NR_FIRST + i] = read_of(i / NR_PAIRS, pairs[i % NR_PAIRS]);
	if (ask(&vm, 0, KVM_EXIT_ACCT_LAYOUT_B, 0))
		die("ask for the accounting");
	add_vcpu(&vm, q, sizeof(q) / sizeof(*q));
	return vm;
}

static uint64_t first(const struct query *q)
{
	return q->eax | (uint64_t)q->ebx << 32;
}

static uint64_t second(const struct query *q)
{
	return q->ecx | (uint64_t)q->edx << 32;
}

/* Runs the guest, and says what it has read. */
static struct account run_account(struct vm *vm, unsigned int cpuids)
{
	struct account a = { 0 };
	const struct query *q;
	uint32_t row, hlt;

	run(vm, cpuids);
	hlt = vm->query[VENDOR].eax == KVM_EXIT_ACCT_VENDOR_VMX ? 12 : 0x78;
	a.sum = first(&vm->query[TIME]);
	a.elapsed = second(&vm->query[TIME]);
	a.dropped = first(&vm->query[DROPPED]);
	for (row = 0; row < vm->query[VENDOR].ebx && row < ROWS; row++) {
		q = vm->query + NR_FIRST + row * NR_PAIRS;
		a.sum += second(q + COUNT_KERNEL) + first(q + USER_BLOCKED) +
			 second(q + USER_BLOCKED) + first(q + AWAY);
		a.all_blocked += second(q + USER_BLOCKED);
		if (second(q + MIN_MAX) > a.all_max)
			a.all_max = second(q + MIN_MAX);
		if (row != hlt)
			continue;
		a.count = first(q + COUNT_KERNEL);
		a.kernel = second(q + COUNT_KERNEL);
		a.user = first(q + USER_BLOCKED);
		a.blocked = second(q + USER_BLOCKED);
		a.away = first(q + AWAY);
		a.min = first(q + MIN_MAX);
		a.max = second(q + MIN_MAX);
	}
	return a;
}

static void show(const char *what, const struct account *a)
{
	printf("# %s: %llu exits, kernel %llu, user %llu, blocked %llu, away %llu, min %llu, max %llu, all's max %llu, blocked %llu, dropped %llu, sum %llu of %llu\n",
	       what, (unsigned long long)a->count, (unsigned long long)a->kernel,
	       (unsigned long long)a->user, (unsigned long long)a->blocked,
	       (unsigned long long)a->away, (unsigned long long)a->min,
	       (unsigned long long)a->max, (unsigned long long)a->all_max,
	       (unsigned long long)a->all_blocked, (unsigned long long)a->dropped,
	       (unsigned long long)a->sum, (unsigned long long)a->elapsed);
}

/*
 * Without an irqchip in the kernel a HLT ends in the VMM, which sleeps instead: no
 * work of its own, unlike a VMM that is busy for as long.
 */
static void test_halted_by_the_vmm(void)
{
	struct vm vm = create_accounted();
	struct account before, slept, worked;
	uint64_t ticks, begin;

	before = run_account(&vm, CPUIDS);
	begin = __rdtsc();
	poll(NULL, 0, 200);
	ticks = __rdtsc() - begin;
	slept = run_account(&vm, CPUIDS);
	show("slept", &slept);
	check(!before.count && slept.count == 1 && !slept.dropped &&
	      slept.away >= ticks / 10 * 9 && slept.away <= ticks / 10 * 11,
	      "a HLT that the VMM sleeps through for 200 ms is time away");
	check(slept.user < ticks / 20 && slept.max < ticks / 20,
	      "and not the VMM's work, nor what the exit cost at most");
	begin = __rdtsc();
	while (__rdtsc() - begin < ticks)
		;
	worked = run_account(&vm, CPUIDS);
	show("worked", &worked);
	check(worked.count == 2 && worked.user - slept.user >= ticks / 10 * 9 &&
	      worked.away - slept.away < ticks / 20 && worked.max >= ticks / 10 * 9,
	      "a VMM that works for as long is not away");
	check(slept.sum == slept.elapsed && worked.sum == worked.elapsed,
	      "all parts and the guest's time are all the time, to the cycle");
	end(&vm);
}

/*
 * How far the TSC is moved: longer than an exit to the VMM takes, and less than a
 * tick, as Bochs' timers do not know that it was.
 */
#define MOVE		100000
#define AHEAD		(3 * MOVE)	/* and than any exit that is not blocked */
#define SLACK		50000
#define MSR_TSC_ADJUST	0x3b

static int msr;

static void move_tsc(int64_t by)
{
	int64_t adjust;

	if (pread(msr, &adjust, sizeof(adjust), MSR_TSC_ADJUST) != sizeof(adjust))
		die("read the TSC's adjustment");
	adjust += by;
	if (pwrite(msr, &adjust, sizeof(adjust), MSR_TSC_ADJUST) != sizeof(adjust))
		die("move the TSC");
}

/* Moves the TSC, and says what the VMM's stamps around that are apart. */
static int64_t moved_by(int64_t by)
{
	uint64_t begin = __rdtsc();

	move_tsc(by);
	return __rdtsc() - begin;
}

static bool same_time(const struct account *a, const struct account *b)
{
	return a->kernel == b->kernel && a->user == b->user &&
	       a->blocked == b->blocked && a->away == b->away &&
	       a->min == b->min && a->max == b->max;
}

/* What has passed and is in no part: the interval that was dropped, below 0. */
static int64_t gap(const struct account *a)
{
	return a->elapsed - a->sum;
}

static bool from_to(int64_t n, int64_t from, int64_t to)
{
	return n >= from && n <= to;
}

/*
 * While the VMM has the vCPU. What else this machine does meanwhile is in the VMM's own
 * stamps, too; when it is so much that the TSC has hardly gone back, try again.
 */
static void test_moved_in_the_vmm(void)
{
	struct account a, back, on;
	int64_t by, without, with;
	struct vm vm;

	for (int tries = 0; ; tries++) {
		vm = create_accounted();
		run_account(&vm, CPUIDS);
		a = run_account(&vm, CPUIDS);
		by = moved_by(-MOVE);
		back = run_account(&vm, CPUIDS);
		without = vm.outside;
		/* Nothing is printed before that: it would be the VMM's time, too. */
		moved_by(MOVE);
		on = run_account(&vm, CPUIDS);
		with = vm.outside;
		if (tries == 4 || (without < -MOVE / 2 && with < 2 * MOVE))
			break;
		end(&vm);
	}
	show("before", &a);
	show("back", &back);
	show("on", &on);
	printf("# outside of KVM_RUN, by the VMM: %lld back, %lld on\n",
	       (long long)without, (long long)with);
	check(from_to(by, -MOVE, -MOVE / 2), "the TSC can be moved");
	check(!a.dropped && back.dropped == 1 && back.count == a.count + 1,
	      "an exit during which the TSC goes back is counted, and once as dropped");
	check(same_time(&a, &back),
	      "its time is in no part, no minimum and no maximum");
	check(!gap(&a) && gap(&back) < 0 &&
	      from_to(gap(&back), without, without + SLACK),
	      "the parts and the time that has passed differ by what was dropped");

	check(on.dropped == 1 && on.count == back.count + 1 &&
	      from_to(on.user + on.away - back.user - back.away, with,
		      with + SLACK) &&
	      from_to(on.max, 1, with + SLACK) && on.min == back.min,
	      "an exit during which it goes ahead takes as long as it says");
	check(gap(&on) == gap(&back), "and nothing else is dropped");
	end(&vm);
}

static void *move_to_and_fro(void *arg)
{
	(void)arg;
	poll(NULL, 0, 20);
	move_tsc(-MOVE);
	poll(NULL, 0, 20);
	move_tsc(AHEAD);
	return NULL;
}

/* While another thread has the vCPU's processor. */
static void test_moved_meanwhile(void)
{
	struct vm vm = create_accounted();
	struct account before, after;
	pthread_t thread;

	before = run_account(&vm, CPUIDS);
	if (pthread_create(&thread, NULL, move_to_and_fro, NULL))
		die("start a thread");
	run(&vm, 60000);
	pthread_join(thread, NULL);
	after = run_account(&vm, CPUIDS);
	show("before", &before);
	show("after", &after);
	check(!before.dropped && after.dropped == 1 &&
	      from_to(gap(&after), -MOVE, -MOVE / 2),
	      "a TSC that goes back while the vCPU's thread is scheduled out: one exit's time is dropped");
	check(from_to(after.all_max, 1, AHEAD) &&
	      from_to(after.all_blocked - before.all_blocked, AHEAD, INT64_MAX),
	      "one that goes ahead then is blocked time; no maximum has either");
	end(&vm);
}

static void test_tsc_moved(void)
{
	msr = open("/dev/cpu/0/msr", O_RDWR | O_CLOEXEC);
	if (msr < 0)
		die("open '/dev/cpu/0/msr'");
	test_moved_in_the_vmm();
	test_moved_meanwhile();
}

int main(int argc, char **argv)
{
	open_kvm();
	if (argc > 1 && !strcmp(argv[1], "tsc"))
		test_tsc_moved();
	else
		test_halted_by_the_vmm();
	return failures != 0;
}
