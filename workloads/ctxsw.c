// SPDX-License-Identifier: GPL-2.0
/*
 * ctxsw: two processes pass a byte back and forth through two pipes: two context
 * switches, each with a write of CR3, a round trip.
 *
 * Exits: none under EPT or NPT, where the guest writes CR3 itself. Under shadow
 * paging a CR3 write for each of the two switches.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

enum { COUNT };

struct ctxsw {
	int out, in;		/* our ends of the two pipes */
	pid_t pid;
};

static void echo(int in, int out)
{
	char byte;

	while (read(in, &byte, 1) == 1)
		if (write(out, &byte, 1) != 1)
			break;
	_exit(0);
}

static int ctxsw_setup(struct workload_run *run)
{
	struct ctxsw *c = calloc(1, sizeof(*c));
	int there[2], back[2];

	run->priv = c;
	if (!c || pipe(there) || pipe(back))
		return workload_fail(run, "make two pipes");
	c->pid = fork();
	if (!c->pid) {
		close(there[1]);
		close(back[0]);
		echo(there[0], back[1]);
	}
	close(there[0]);
	close(back[1]);
	c->out = there[1];
	c->in = back[0];
	return c->pid < 0 ? workload_fail(run, "fork") : 0;
}

static int64_t ctxsw_run(struct workload_run *run)
{
	struct ctxsw *c = run->priv;
	char byte = 0;
	int64_t i;

	for (i = 0; i < run->param[COUNT]; i++)
		if (write(c->out, &byte, 1) != 1 || read(c->in, &byte, 1) != 1)
			return workload_fail(run, "pass a byte");
	return i;
}

static void ctxsw_teardown(struct workload_run *run)
{
	struct ctxsw *c = run->priv;

	if (c && c->pid > 0) {
		close(c->out);
		close(c->in);
		waitpid(c->pid, NULL, 0);
	}
	free(c);
}

const struct workload workload_ctxsw = {
	.name = "ctxsw",
	.group = "mm",
	.summary = "a byte back and forth between two processes",
	.op = "round trip",
	.params = {
		[COUNT] = { "count", 500, 1, 100000000, "round trips" },
	},
	.expect = {
		{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3,
		  { 0, 0 }, { 2, WORKLOAD_ANY } },
	},
	.setup = ctxsw_setup,
	.run = ctxsw_run,
	.teardown = ctxsw_teardown,
};
