// SPDX-License-Identifier: GPL-2.0
/*
 * Keeps clear of a fault of QEMU's when it emulates a KVM host with SVM. It
 * changes neither KVM nor QEMU.
 *
 * helper_vmrun() in QEMU's target/i386/tcg/sysemu/svm_helper.c delivers the
 * interrupt of EVENTINJ, but leaves its vector in exception_index, where only the
 * next VM exit or exception of the guest clears it. When the instruction budget
 * of -icount ends before, and it ends when a timer is due, QEMU's main loop takes
 * the vector for an exception and delivers it once more, with interrupts off or
 * on: a timer interrupt within itself, which waits for a lock of its own, or sees
 * GS of user space. One guest of some fifty was lost. Seen in QEMU 7.2; the code
 * was the same in 2025.
 *
 * So the injection of an interrupt waits where the local APIC's timer is due
 * soon, until that has come: before VM entry, where it does no harm.
 */
#include <linux/module.h>
#include <linux/tracepoint.h>
#include <asm/apic.h>
#include <asm/processor.h>
#if __has_include(<asm/cpuid/api.h>)
#include <asm/cpuid/api.h>
#endif

/*
 * Longer than from KVM's tracepoint to the guest's first exit behind the
 * injection, the end of interrupt or the next setting of a timer.
 */
#define GUARD_NS 50000

/* QEMU's APIC bus has 1 GHz; Linux has the timer count every 16th tick. */
#define APIC_TICK_NS 16

static struct tracepoint *injection;
static bool x2apic;

static u32 timer_left(void)
{
#ifdef CONFIG_X86_X2APIC
	if (x2apic)
		return native_apic_msr_read(APIC_TMCCT);
#endif
	return native_apic_mem_read(APIC_TMCCT);
}

/*
 * Called with interrupts on. What is due comes while this waits, and may set the
 * timer anew; nothing is left twice when none is set at all.
 */
static void before_injection(void *data, unsigned int vector, bool soft,
			     bool reinjected)
{
	int nothing = 0;
	u32 left;

	while (nothing < 2) {
		left = timer_left();
		if (left >= GUARD_NS / APIC_TICK_NS)
			break;
		if (!left)
			nothing++;
		cpu_relax();
	}
}

static void take(const struct tp_module *tp_mod)
{
	struct module *mod = tp_mod->mod;
	struct tracepoint *tp;
	unsigned int i;

	for (i = 0; i < mod->num_tracepoints; i++) {
		tp = tracepoint_ptr_deref(&mod->tracepoints_ptrs[i]);
		if (!strcmp(tp->name, "kvm_inj_virq") &&
		    !tracepoint_probe_register(tp, before_injection, NULL))
			injection = tp;
	}
}

static void leave(void)
{
	if (injection)
		tracepoint_probe_unregister(injection, before_injection, NULL);
	injection = NULL;
	tracepoint_synchronize_unregister();
}

/* kvm.ko, which has the tracepoint, comes and goes. */
static int module_comes_or_goes(struct notifier_block *nb, unsigned long state,
				void *data)
{
	const struct tp_module *tp_mod = data;

	if (strcmp(tp_mod->mod->name, "kvm"))
		return NOTIFY_OK;
	if (state == MODULE_STATE_COMING)
		take(tp_mod);
	else if (state == MODULE_STATE_GOING)
		leave();
	return NOTIFY_OK;
}

static struct notifier_block notifier = {
	.notifier_call = module_comes_or_goes,
};

static int __init guard_init(void)
{
	u32 eax, signature[3];

	cpuid(0x40000000, &eax, &signature[0], &signature[1], &signature[2]);
	if (!boot_cpu_has(X86_FEATURE_HYPERVISOR) ||
	    !boot_cpu_has(X86_FEATURE_SVM) ||
	    memcmp(signature, "TCGTCGTCGTCG", sizeof(signature)))
		return -ENODEV;
	x2apic = x2apic_enabled();
	return register_tracepoint_module_notifier(&notifier);
}

static void __exit guard_exit(void)
{
	unregister_tracepoint_module_notifier(&notifier);
	leave();
}

module_init(guard_init);
module_exit(guard_exit);

MODULE_DESCRIPTION("Lets no timer end between an injected interrupt and the next VM exit in QEMU's SVM");
MODULE_LICENSE("GPL");
