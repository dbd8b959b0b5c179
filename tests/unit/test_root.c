// SPDX-License-Identifier: GPL-2.0
/* Roots of libvirt's embedded driver: held, and left over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "remove_tree.h"
#include "root.h"

static void test_left_over(void **state)
{
	char killed[sizeof(ROOT_TEMPLATE)], alive[sizeof(ROOT_TEMPLATE)];
	int of_killed = root_make(killed), of_alive = root_make(alive);

	(void)state;
	assert_true(of_killed >= 0 && of_alive >= 0);
	assert_string_not_equal(killed, alive);
	root_remove_left_over();
	assert_int_equal(access(killed, F_OK), 0);
	assert_int_equal(close(of_killed), 0);
	root_remove_left_over();
	assert_int_equal(access(killed, F_OK), -1);
	assert_int_equal(access(alive, F_OK), 0);
	remove_tree(alive);
	close(of_alive);
}

/* As by the keeper of a front end that is gone. */
static void test_held_by_another(void **state)
{
	char root[sizeof(ROOT_TEMPLATE)];
	int lock = root_make(root), fds[2], status;
	pid_t pid;

	(void)state;
	assert_true(lock >= 0);
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (!pid) {
		close(lock);
		root_hold(root);
		_exit(write(fds[1], "x", 1) != 1 || pause());
	}
	assert_int_equal(read(fds[0], &status, 1), 1);
	assert_int_equal(close(lock), 0);
	root_remove_left_over();
	assert_int_equal(access(root, F_OK), 0);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	root_remove_left_over();
	assert_int_equal(access(root, F_OK), -1);
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_left_over),
		cmocka_unit_test(test_held_by_another),
	};

	return cmocka_run_group_tests_name("root", tests, NULL, NULL);
}
