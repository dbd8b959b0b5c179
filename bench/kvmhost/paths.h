/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where things are on a KVM host. Names are relative to the working directory: /
 * of the emulated KVM host, a directory of the run on this machine.
 */
#ifndef EXITBENCH_PATHS_H
#define EXITBENCH_PATHS_H

#define MODULES_PATCHED	"kvm"
#define MODULES_STOCK	"kvm-stock"

/* Mounted by the KVM host where it is /init. */
#define DEBUGFS		"/sys/kernel/debug"
#define SCHED_FEATURES	DEBUGFS "/sched/features"
#define TRACING		"/sys/kernel/tracing"

#define SOFTLOCKUP_PANIC "/proc/sys/kernel/softlockup_panic"
#define WATCHDOG_THRESH	"/proc/sys/kernel/watchdog_thresh"
#define KHUGEPAGED_SLEEP "/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs"
#define VMSTAT		"/proc/vmstat"
#define VMSTAT_REFRESH	"/proc/sys/vm/stat_refresh"

/* Of the guest: first serial port, disk, monitor (a socket). */
#define GUEST_KERNEL	"guest/vmlinuz"
#define GUEST_INITRD	"guest/initrd"
#define GUEST_CONSOLE	"run/guest-console"
#define GUEST_DISK	"run/disk.img"
#define QEMU_MONITOR	"run/qemu-monitor"
/* What QEMU says, and what it traces of a boot, with the time of day. */
#define QEMU_MESSAGES	"run/qemu-messages"
#define QEMU_TRACE	"run/qemu-trace"

#endif
