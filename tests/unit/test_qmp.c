// SPDX-License-Identifier: GPL-2.0
/* What the KVM host asks QEMU's monitor, with a monitor that is a process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "qmp.h"

static void test_answer_in_pieces(void **state)
{
	char answer[64], asked[4];
	int fds[2];
	pid_t pid;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	pid = fork();
	if (!pid) {
		if (read(fds[1], asked, 4) != 4 ||
		    write(fds[1], "{\"return", 8) != 8)
			_exit(1);
		usleep(20000);
		_exit(write(fds[1], "\":1}\n", 6) != 6);
	}
	qmp_ask(fds[0], "ask\n", answer, sizeof(answer));
	assert_string_equal(answer, "{\"return\":1}\n");
	waitpid(pid, NULL, 0);
	close(fds[0]);
	close(fds[1]);
}

/* A guest says goodbye and is gone: QEMU may end before it is asked. */
static void test_monitor_is_gone(void **state)
{
	char answer[64] = "old";
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	close(fds[1]);
	qmp_ask(fds[0], "ask\n", answer, sizeof(answer));
	assert_string_equal(answer, "");
	close(fds[0]);
}

static void test_answer_that_is_too_long(void **state)
{
	char answer[8];
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(write(fds[1], "0123456789\n", 11), 11);
	qmp_ask(fds[0], "", answer, sizeof(answer));
	assert_string_equal(answer, "0123456");
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer_in_pieces),
		cmocka_unit_test(test_monitor_is_gone),
		cmocka_unit_test(test_answer_that_is_too_long),
	};

	return cmocka_run_group_tests_name("plug", tests, NULL, NULL);
}
