/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a workload is. A workload does something in the guest that causes VM
 * exits, and nothing else: the harness (bench/guest/harness.c) warms it up,
 * brackets it with snapshots, times it, repeats it and reports it.
 *
 * To add one: copy workloads/pagefault.c, and add a line to workloads/list.h.
 */
#ifndef EXITBENCH_WORKLOAD_H
#define EXITBENCH_WORKLOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define WORKLOAD_MAX_PARAMS 8
#define WORKLOAD_CPUS "cpus"	/* the parameter that says how many vCPUs */

struct json_t;			/* jansson.h */

/* A parameter: an integer in the unit that @help names. */
struct workload_param {
	const char *name;
	int64_t value;		/* when the user gives none */
	int64_t min, max;	/* both allowed */
	const char *help;
};

/* Exits an operation causes: at least, at most. */
struct workload_range {
	double min, max;
};

#define WORKLOAD_ANY 1e9	/* no upper bound */
#define WORKLOAD_NO_REASON 0xfffffffe

/*
 * What is expected of one exit reason, named as in asm/vmx.h and asm/svm.h, for
 * an operation under two-dimensional and under shadow paging. Timer interrupts
 * come on top; a test knows which exits are theirs.
 */
struct workload_expect {
	uint32_t vmx, svm;	/* WORKLOAD_NO_REASON if this vendor has none */
	struct workload_range tdp, shadow;
};

#define WORKLOAD_MAX_EXPECT 6

/* Where a figure was published; bench/report/model/published.c has the words. */
enum workload_source {
	SOURCE_PVM_LMBENCH,	/* lmbench in microseconds, EPT and shadow paging */
	SOURCE_PVM_EXITS,	/* round trips of exits in microseconds, EPT */
	SOURCE_NANO,		/* cycles, native and a VMM without nested paging */
	SOURCES
};

/* A published figure; 0 where a mode has none. */
struct workload_published {
	const char *name;	/* of the operation there */
	enum workload_source source;
	double tdp, shadow, native;
};

#define WORKLOAD_MAX_PUBLISHED 2

/* What a workload is given. */
struct workload_run {
	const struct workload *workload;
	const int64_t *param;	/* in the order of workload->params */
	const char *dir;	/* an empty directory on the virtio-blk disk */
	int rep;		/* repetition, -1 for a warm-up */
	void *priv;		/* the workload's own, from setup to teardown */
	char error[200];	/* what went wrong, see workload_fail() */
	bool skipped;		/* see workload_skip() */
	int status;		/* of the last child reaped; 128 and its signal */
};

struct workload {
	const char *name;
	const char *group;
	bool trade;		/* in @trade as well: see docs/walks.md */
	const char *summary;	/* one line, what the guest does */
	const char *op;		/* the unit operation, singular */
	struct workload_param params[WORKLOAD_MAX_PARAMS];
	/* Up to the first without a range. In the nano group, nothing else. */
	struct workload_expect expect[WORKLOAD_MAX_EXPECT + 1];

	/* What others published of the same operation; up to one without name. */
	struct workload_published published[WORKLOAD_MAX_PUBLISHED + 1];

	/*
	 * Measured from VM creation until user space is up, which the harness
	 * does: no run function, and a fresh guest a repetition. Its first
	 * parameter is the interval of samples in cycles, 0 for none.
	 */
	bool boot;
	bool needs_dir;
	const char *tool;	/* see tool.h */
	bool keeps_output;	/* the record has what tool_run()'s program prints */
	unsigned int vcpus;	/* of the guest; 0 is one, or the parameter "cpus" */
	const char *kernel_words;	/* for the guest's command line */

	/* How long a repetition takes by design, guest ms; else missing. */
	int64_t (*duration_ms)(const int64_t *param);

	/*
	 * setup once, then for each warm-up and repetition prepare and run,
	 * then teardown. Only run is bracketed. All but run may be missing.
	 * run returns how many operations were done; 0 or less is a failure.
	 * setup and prepare return 0, or -1 for a failure.
	 */
	int (*setup)(struct workload_run *run);
	int (*prepare)(struct workload_run *run);
	int64_t (*run)(struct workload_run *run);
	void (*teardown)(struct workload_run *run);

	/* After a repetition: adds to its record what the tool itself says. */
	void (*collect)(struct workload_run *run, struct json_t *tool);
};

/* Says why it failed, errno included when not 0. Returns -1. */
int workload_fail(struct workload_run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Says why this guest cannot run it: it is skipped, not failed. Returns -1. */
int workload_skip(struct workload_run *run, const char *reason);

/*
 * Waits for a child, where @pid is what fork() returned. Returns 0 when it
 * exited with 0; else says what happened and returns -1.
 */
int workload_reap(struct workload_run *run, pid_t pid);

/*
 * Forks @count times, one behind the other; the child exits at once and is reaped.
 * Returns @count, or -1 as workload_reap().
 */
int64_t workload_forks(struct workload_run *run, int64_t count);

/*
 * @size bytes of new memory, in small pages and not touched yet; NULL when there
 * is none, and then it says so. Its unmapping is the caller's.
 */
void *workload_map(struct workload_run *run, int64_t size);

/*
 * Runs the program @path with @argv and an empty environment in a child, and
 * reaps it. Returns as workload_reap().
 */
int workload_spawn(struct workload_run *run, const char *path,
		   char *const argv[]);

/* The guest program does nothing when this is its name. */
#define WORKLOAD_TRUE "exitbench-true"

/* Whether @expect is an entry, not the end of the table. */
static inline bool workload_expects(const struct workload_expect *expect)
{
	return expect->vmx || expect->svm;
}

/* The user's own command, for `cmd`; NULL when there is none. */
extern const char *workload_command;

/* All workloads, in the order of list.h, NULL at the end. */
extern const struct workload *const workloads[];

#endif
