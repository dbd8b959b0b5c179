// SPDX-License-Identifier: GPL-2.0
/*
 * What KVM shows the host of the VM that runs: its files in debugfs, copied to
 * the console, which the front end keeps. And whether the kernel has complained.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "hostview.h"
#include "paths.h"
#include "qmp.h"

static void print_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char buf[4096];
	size_t n;

	printf("# %s\n", path);
	while (file && (n = fread(buf, 1, sizeof(buf), file)))
		fwrite(buf, 1, n, stdout);
	if (file)
		fclose(file);
}

/* Makes KVM write its table to the kernel log. */
static void dump_to_log(const char *path)
{
	if (write_text(path, "1"))
		printf("# %s: cannot be written\n", path);
}

/* KVM's binary statistics, as QEMU passes them on to libvirt. */
static void print_statistics(void)
{
	static char answer[65536];
	int fd = qmp_open();

	printf("# query-stats\n");
	if (fd < 0)
		return;
	qmp_ask(fd, "{\"execute\":\"query-stats\",\"arguments\":{"
		    "\"target\":\"vcpu\",\"providers\":[{\"provider\":\"kvm\","
		    "\"names\":[\"exits\",\"exit_acct_exits\","
		    "\"exit_acct_kernel_cycles\",\"exit_acct_user_cycles\","
		    "\"exit_acct_blocked_cycles\","
		    "\"exit_acct_preempted_cycles\","
		    "\"exit_acct_asleep_cycles\",\"exit_acct_away_cycles\","
		    "\"exit_acct_switch_cycles\","
		    "\"exit_acct_cycles_hist\"]}]}}\n", answer, sizeof(answer));
	printf("%s", answer);
	close(fd);
}

void hostview_print(const struct kvmhost *host)
{
	glob_t found;
	size_t i, len;

	if (glob(DEBUGFS "/kvm/*-*/exit_acct*", 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++) {
		len = strlen(found.gl_pathv[i]);
		if (len <= 4 || strcmp(found.gl_pathv[i] + len - 4, "_log"))
			print_file(found.gl_pathv[i]);
		else if (host->is_init)	/* the log is ours */
			dump_to_log(found.gl_pathv[i]);
	}
	globfree(&found);
	print_statistics();
	fflush(stdout);
}

/* One read of /dev/kmsg is one entry; with a smaller buffer it fails. */
#define KMSG_MAX 8192

static int kernel_log = -1;
static struct crash crash;

/* Messages of the boot (in Bochs, a warning about the FPU) are not KVM's. */
void hostview_begin(void)
{
	kernel_log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kernel_log >= 0)
		lseek(kernel_log, 0, SEEK_END);
}

/* What was lost to newer lines, which follow, nobody knows. */
#define LOST "the KVM host's kernel: its log ran over before it was read: something prints too often"

static bool lost;
static char *complaint;
static struct sentence starved;
static bool starves;

bool hostview_starved(struct sentence *why)
{
	hostview_complaint();
	*why = starved;
	starved.text[0] = 0;
	return why->text[0];
}

const char *hostview_complaint(void)
{
	static char line[KMSG_MAX];
	int fd = kernel_log;
	const char *what;
	char *text;
	ssize_t n;

	while (fd >= 0 && ((n = read(fd, line, sizeof(line) - 1)) > 0 ||
			   (n < 0 && errno == EPIPE))) {
		lost |= n < 0;
		line[n > 0 ? n : 0] = 0;
		line[strcspn(line, "\n")] = 0;
		text = strchr(line, ';');
		if (!text)
			continue;
		crash_line(&crash, text + 1);
		if (!strncmp(text, ";kvm: VM ", 9))
			printf("# kernel log: %s\n", text + 1);
		what = crash_oom(&starves, text + 1, &starved) || complaint ? NULL :
		       crash_complaint(text + 1);
		if (what)
			complaint = format_text("the KVM host's kernel logged %s: %.200s",
						what, text + 1);
	}
	fflush(stdout);
	return complaint ? complaint : lost ? LOST : NULL;
}

bool hostview_lost(void)
{
	hostview_complaint();
	return lost && !complaint && !crash.n;
}

const struct crash *hostview_crash(void)
{
	hostview_complaint();
	return &crash;
}
