// SPDX-License-Identifier: GPL-2.0
/* A process that is made while its parent is being killed does not stay. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "end_with.h"

/*
 * A process makes another one, which calls end_with() behind its parent's end if
 * @late, else before. Returns what the pipe says, which that one holds.
 */
static ssize_t grandchild(int late)
{
	int fds[2], go[2], status;
	ssize_t n;
	pid_t pid;
	char c;

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(pipe(go), 0);
	pid = fork();
	if (!pid) {
		pid_t parent = getpid();

		if (!fork()) {
			close(fds[0]);
			close(go[1]);
			/* Both ends of go that are not ours are gone with their processes. */
			if (late)
				n = read(go[0], &c, 1);
			end_with(parent, SIGKILL);
			if (!late)
				n = write(fds[1], "b", 1);
			pause();
			_exit(0);
		}
		if (!late)
			n = read(fds[0], &c, 1);
		_exit(0);
	}
	close(fds[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(go[1]);
	close(go[0]);
	alarm(10);
	n = read(fds[0], &c, 1);
	alarm(0);
	close(fds[0]);
	return n;
}

static void the_parent_ends_later(void **state)
{
	(void)state;
	assert_int_equal(grandchild(0), 0);
}

static void the_parent_has_ended(void **state)
{
	(void)state;
	assert_int_equal(grandchild(1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parent_ends_later),
		cmocka_unit_test(the_parent_has_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
