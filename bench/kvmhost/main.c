// SPDX-License-Identifier: GPL-2.0
/*
 * The program beside the patched KVM. Where the KVM host is a machine of our own
 * it is its /init, and its words stand on the kernel command line behind `--`.
 * On this machine (rig `host`) it is a process like any other, works in --dir and
 * writes to --channel; the front end's supervisor puts the modules back behind it.
 *
 * usage: [--dir=DIR --channel=FILE --pin --keeper=PROGRAM] --mode=tdp|shadow [--machine=M]
 *        [--reps=N] [--warmup=N] [--timeout=S] [--vcpus=N] [--command=C] [--kvm=PARAM=VALUE,...]
 *        [--vendor-module=PARAM=VALUE,...] [--memory=MIB] [--guest-words=WORDS] [--no-posted-interrupts] [--printer] [--verify] [--pmu]
 *        --check-abi [--isolation] | --overhead | [--calibrate] WORKLOAD[:PARAM=VALUE]...[,WORKLOAD...]
 */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "await.h"
#include "channel.h"
#include "guests.h"
#include "init.h"
#include "options.h"
#include "paths.h"
#include "timeline.h"

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct kvmhost *host = state->input;
	int err;

	switch (key) {
	case 'm':
		host->paging = strcmp(arg, paging_word(PAGING_SHADOW)) ?
			       PAGING_TDP : PAGING_SHADOW;
		return 0;
	case 'M':
		host->machine = arg;
		return 0;
	case 'r':
		host->reps = option_number(arg, "repetitions", 1, state);
		return 0;
	case 'w':
		host->warmup = option_number(arg, "warm-ups", 0, state);
		return 0;
	case 'v':
		host->vcpus = option_number(arg, "vCPUs", 1, state);
		return 0;
	case 't':
		host->timeout_s = option_number(arg, "time-out", 1, state);
		return 0;
	case 'V':
		host->verify = true;
		return 0;
	case 'K':
		host->keeper = arg;
		return 0;
	case 'A':
		host->calibrate = true;
		return 0;
	case 'o':
		host->overhead = true;
		return 0;
	case 'c':
		host->command = arg;
		return 0;
	case 'a':
		host->check = true;
		return 0;
	case 'i':
		host->isolation = true;
		return 0;
	case 'u':
		host->pmu = true;
		return 0;
	case 'k':
		host->kvm = arg;
		return 0;
	case 'n':
		host->vendor_module = arg;
		return 0;
	case 'e':
		host->memory_mib = option_number(arg, "MiB", 1, state);
		return 0;
	case 'g':
		command_decode(arg);
		host->guest_words = arg;
		return 0;
	case 'P':
		host->no_posted_interrupts = true;
		return 0;
	case 'l':
		channel_to_printer();
		return 0;
	case 'p':
		host->pin = true;
		return 0;
	case 'C':
		host->channel = arg;
		return 0;
	case 'd':
		if (!chdir(arg))
			return 0;
		err = errno;
		argp_error(state, "go to '%s': %s", arg, strerror(err));
		return err;
	case ARGP_KEY_ARG:
		return option_jobs(arg, host->job, &host->nr_jobs, state);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option option_list[] = {
	{ "mode", 'm', "MODE", 0, "tdp or shadow", 0 },
	{ "machine", 'M', "TYPE", 0, "QEMU machine type of the guest", 0 },
	{ "reps", 'r', "N", 0, "repetitions of each workload", 0 },
	{ "warmup", 'w', "N", 0, "repetitions before them, not recorded (1)", 0 },
	{ "command", 'c', "TEXT", 0, "what the workload cmd runs, encoded", 0 },
	{ "check-abi", 'a', NULL, 0, "check the CPUID leaves instead", 0 },
	{ "isolation", 'i', NULL, 0, "with a second VM beside the guest", 0 },
	{ "pmu", 'u', NULL, 0, "guests count page walks by their PMU", 0 },
	{ "calibrate", 'A', NULL, 0, "find the count of each workload instead",
	  0 },
	{ "overhead", 'o', NULL, 0, "what the accounting costs instead", 0 },
	{ "kvm", 'k', "LIST", 0, "parameters of kvm.ko", 0 },
	{ "vendor-module", 'n', "LIST", 0, "parameters of the vendor's module",
	  0 },
	{ "memory", 'e', "MIB", 0, "of the guest (256)", 0 },
	{ "guest-words", 'g', "WORDS", 0,
	  "more for the guest's kernel, encoded like a command", 0 },
	{ "no-posted-interrupts", 'P', NULL, 0,
	  "kvm-intel with enable_apicv=0", 0 },
	{ "printer", 'l', NULL, 0, "records go to the parallel port", 0 },
	{ "vcpus", 'v', "N", 0, "of the guest (1)", 0 },
	{ "verify", 'V', NULL, 0, "with witnesses of every record", 0 },
	{ "pin", 'p', NULL, 0, "give each vCPU its own processor", 0 },
	{ "channel", 'C', "FILE", 0, "where records go", 0 },
	{ "dir", 'd', "DIR", 0, "has kvm/, guest/, run/", 0 },
	{ "timeout", 't', "S", 0, "seconds that a repetition may take", 0 },
	{ "keeper", 'K', "PROGRAM", 0,
	  "guests are libvirt domains, kept by this exitbench", 0 },
	{ 0 }
};

static const struct argp argp = {
	option_list, parse_option, "WORKLOAD[:PARAM=VALUE]...[,WORKLOAD...]",
	"Runs workloads in guests of the patched KVM.", NULL, NULL, NULL
};

/*
 * Linux 7.x (CONFIG_HRTIMER_REARM_DEFERRED) ends each time slice by a timer while
 * two tasks can run, here QEMU's two threads: three times the interrupts of older
 * kernels, which have this off, and all of them exits of the guest's. One's own
 * machine (rig host) keeps what it has.
 */
static void end_slices_by_the_tick(void)
{
	static const char *const features[] = { "NO_HRTICK", "NO_HRTICK_DL" };
	struct utsname uts;
	size_t i;
	int fd;

	if (uname(&uts) || atoi(uts.release) < 7)
		return;
	for (i = 0; i < sizeof(features) / sizeof(*features); i++) {
		fd = open(SCHED_FEATURES, O_WRONLY | O_CLOEXEC);
		if (fd < 0 || write(fd, features[i], strlen(features[i])) < 0)
			fprintf(stderr, "exitbench: write %s to '" SCHED_FEATURES
				"': %s\n", features[i], strerror(errno));
		if (fd >= 0)
			close(fd);
	}
}

static void bring_up(void)
{
	init_mount();
	mkdir("/run", 0755);
	mkdir("/tmp", 01777);
	mount("tmpfs", "/run", "tmpfs", 0, NULL);
	mount("debugfs", DEBUGFS, "debugfs", 0, NULL);
	end_slices_by_the_tick();
	setenv("PATH", "/usr/bin:/usr/sbin:/bin:/sbin", 1);
	channel_open(NULL);
}

static int run(struct kvmhost *host, int argc, char **argv)
{
	unsigned int flags = host->is_init ? ARGP_NO_EXIT | ARGP_NO_HELP : 0;
	int ret = argp_parse(&argp, argc, argv, flags, NULL, host);

	timeline_prepare();
	if (!host->is_init && channel_open(host->channel))
		return 1;
	if (ret)
		channel_say(LINE_FATAL, "bad options on the kernel command line");
	else
		guests_run(host);
	channel_say(LINE_END, "%s", ret ? "failed" : "done");
	return ret ? 2 : 0;
}

int main(int argc, char **argv)
{
	static struct kvmhost host = {
		.machine = "q35", .reps = 3, .warmup = 1, .memory_mib = 256, .timeout_s = 60,
		.vcpus = 1, .kvm = "", .vendor_module = "", .guest_words = "",
	};

	host.vendor = vendor_here();
	host.is_init = getpid() == 1;
	if (!host.is_init)
		return run(&host, argc, argv);

	bring_up();
	argv = await_words(&argc, init_words(&argc, argv));
	if (argv)
		run(&host, argc, argv);
	else
		channel_say(LINE_END, "failed");
	sync();
	reboot(RB_POWER_OFF);
	pause();
}
