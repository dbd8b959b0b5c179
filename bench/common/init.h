/* SPDX-License-Identifier: GPL-2.0 */
/* What a program must do first when it runs as /init. */
#ifndef EXITBENCH_INIT_H
#define EXITBENCH_INIT_H

/*
 * The kernel hands /init also those words of its command line that it does not
 * know itself. Ours follow this one.
 */
#define INIT_WORD "exitbench"

/*
 * Behind it alone: the words come in this file of QEMU's firmware configuration. A
 * machine whose console has the first of these lines, but not yet the second, has not
 * read them.
 */
#define AWAIT_WORD "--await"
#define AWAIT_FILE "opt/exitbench/words"
#define AWAIT_MARK "exitbench: booted"
#define AWAIT_OVER "exitbench: asks what to do"

/*
 * For a kernel that boots on an emulated processor: initcalls that look through all
 * functions for those that cannot be traced, and through all events for names of constants
 * (events of modules are looked through when they are loaded); and the six of Linux 6.1 that
 * offer functions to BPF programs, for the first to run reads the types of the whole kernel.
 * One of them is that of TCP's congestion control "cubic". What each takes: docs/speed.md.
 */
#define INIT_LEFT_OUT "initcall_blacklist=ftrace_check_for_weak_functions,trace_eval_init," \
	"cubictcp_register,bpf_tcp_ca_kfunc_init,bpf_prog_test_run_init,kfunc_init," \
	"bpf_rstat_kfunc_init,bpf_key_sig_kfuncs_init"

/* Of a guest, whose /init looks at neither: files of tracing, and of each slab cache. */
#define INIT_LEFT_OUT_GUEST INIT_LEFT_OUT ",tracer_init_tracefs,slab_sysfs_init"

/* Cuts argv down to INIT_WORD and what follows; returns the new argv. */
char **init_words(int *argc, char **argv);

/* Mounts /dev, /proc and /sys. */
void init_mount(void);

/* Opens the second serial port, raw. Standard output where there is none. */
int init_open_channel(void);

#endif
