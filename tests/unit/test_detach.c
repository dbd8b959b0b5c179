// SPDX-License-Identifier: GPL-2.0
/* A process that leaves the front end, and what is removed behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "detach.h"
#include "remove_tree.h"

static char dir[] = "/tmp/exitbench-test-XXXXXX";

/* It lives on when it is told to end, and has one file of ours: its own. */
static void be_detached(const char *log, int fd, int other)
{
	char word;

	detach(log, fd);
	kill(getpid(), SIGTERM);
	kill(getpid(), SIGHUP);
	printf("session %d, other %d\n", getsid(0) == getpid(),
	       write(other, "x", 1) < 0);
	fflush(stdout);
	if (write(DETACHED_FD, "a", 1) != 1)
		_exit(1);
	/* Until the other side is closed. */
	_exit(read(DETACHED_FD, &word, 1) != 0);
}

static void test_detached(void **state)
{
	char log[64], text[64] = "", word;
	int fds[2], other[2], status;
	FILE *file;
	pid_t pid;

	(void)state;
	snprintf(log, sizeof(log), "%s/log", dir);
	assert_int_equal(pipe(other), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	pid = fork();
	if (!pid)
		be_detached(log, fds[1], other[1]);
	close(fds[1]);
	assert_int_equal(read(fds[0], &word, 1), 1);
	shutdown(fds[0], SHUT_RDWR);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	file = fopen(log, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	assert_string_equal(text, "session 1, other 1\n");
	close(fds[0]);
	close(other[0]);
	close(other[1]);
}

/* A log whose name somebody knew: what it links to stays as it is. */
static void test_link_is_not_followed(void **state)
{
	char log[64], target[64];
	struct stat st;
	int status;
	pid_t pid;

	(void)state;
	snprintf(log, sizeof(log), "%s/linked", dir);
	snprintf(target, sizeof(target), "%s/target", dir);
	assert_int_equal(mknod(target, S_IFREG | 0644, 0), 0);
	assert_int_equal(symlink(target, log), 0);
	pid = fork();
	if (!pid) {
		detach(log, open("/dev/null", O_RDONLY));
		dprintf(STDOUT_FILENO, "written\n");
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(stat(target, &st), 0);
	assert_int_equal(st.st_size, 0);
}

static void test_tree_is_removed(void **state)
{
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/below", dir);
	assert_int_equal(mkdir(path, 0755), 0);
	snprintf(path, sizeof(path), "%s/below/link", dir);
	assert_int_equal(symlink("/etc", path), 0);
	remove_tree(dir);
	assert_int_equal(access(dir, F_OK), -1);
	assert_int_equal(access("/etc", F_OK), 0);
}

static int begin(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_detached),
		cmocka_unit_test(test_link_is_not_followed),
		cmocka_unit_test(test_tree_is_removed),
	};

	return cmocka_run_group_tests_name("detach", tests, begin, NULL);
}
