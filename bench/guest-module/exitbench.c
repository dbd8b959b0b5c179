// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/exitbench: does what only ring 0 may, in a loop, for the nanobenchmarks of
 * the guest. It neither counts nor times: the guest program brackets the ioctl.
 */
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/io.h>
#include <linux/kvm_para.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <asm/msr.h>
#include <asm/special_insns.h>
#include <asm/tsc.h>

#include "exitbench_ring0.h"

/* The longest time with interrupts off, in operations. */
#define CHUNK 1000

/* Where every PC has its first I/O APIC, and its HPET if it has one. */
#define IOAPIC_BASE 0xfec00000
#define HPET_BASE 0xfed00000

#define PIC_MASK 0x21
#define POST_PORT 0x80

#define WAKE_NS 200000

static void __iomem *ioapic, *hpet;
static unsigned long page;

static void do_vmcall(u64 n)
{
	while (n--)
		kvm_hypercall0(KVM_HC_VAPIC_POLL_IRQ);
}

static void do_inb(u64 n)
{
	while (n--)
		inb(PIC_MASK);
}

static void do_inb_user(u64 n)
{
	while (n--)
		inb(POST_PORT);
}

static void do_outb(u64 n)
{
	u8 mask = inb(PIC_MASK);

	while (n--)
		outb(mask, PIC_MASK);
}

static void do_outb_user(u64 n)
{
	while (n--)
		outb(0, POST_PORT);
}

static void do_mmio(u64 n)
{
	while (n--)
		readl(ioapic);
}

static void do_mmio_user(u64 n)
{
	while (n--)
		readl(hpet);
}

static void read_msr(u32 msr, u64 n)
{
	while (n--)
		__rdmsr(msr);
}

static void write_msr(u32 msr, u64 n)
{
	u64 value = __rdmsr(msr);

	while (n--)
		native_wrmsr(msr, (u32)value, value >> 32);
}

static void do_rdmsr(u64 n)
{
	read_msr(MSR_IA32_MISC_ENABLE, n);
}

static void do_rdmsr_direct(u64 n)
{
	read_msr(MSR_KERNEL_GS_BASE, n);
}

static void do_wrmsr(u64 n)
{
	write_msr(MSR_IA32_MISC_ENABLE, n);
}

static void do_wrmsr_direct(u64 n)
{
	write_msr(MSR_KERNEL_GS_BASE, n);
}

static void do_cr8wr(u64 n)
{
	while (n--)
		asm volatile("mov %0, %%cr8" :: "r" (0UL) : "memory");
}

static void do_cr3wr(u64 n)
{
	unsigned long cr3 = __native_read_cr3();

	while (n--)
		asm volatile("mov %0, %%cr3" :: "r" (cr3) : "memory");
}

static void do_cr4wr(u64 n)
{
	unsigned long cr4 = native_read_cr4();

	while (n--) {
		cr4 ^= X86_CR4_VME;
		asm volatile("mov %0, %%cr4" :: "r" (cr4) : "memory");
	}
}

static void do_invlpg(u64 n)
{
	while (n--)
		asm volatile("invlpg (%0)" :: "r" (page) : "memory");
}

/*
 * Then a deadline of now: the kernel's own may have been lost, and its handler
 * sets a new one.
 */
static void do_tscdeadline(u64 n)
{
	u64 far = rdtsc() + (1ULL << 40);

	while (n--)
		native_wrmsr(MSR_IA32_TSC_DEADLINE, (u32)far, far >> 32);
	far = rdtsc() + 1000;
	native_wrmsr(MSR_IA32_TSC_DEADLINE, (u32)far, far >> 32);
}

static void do_pause(u64 n)
{
	while (n--)
		asm volatile("pause" ::: "memory");
}

struct waker {
	struct hrtimer timer;
	bool rang;
};

static enum hrtimer_restart on_wake(struct hrtimer *timer)
{
	WRITE_ONCE(container_of(timer, struct waker, timer)->rang, true);
	return HRTIMER_NORESTART;
}

/* Called with interrupts on, and on one CPU. */
static void do_hlt_wake(u64 n)
{
	struct waker waker;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup_on_stack(&waker.timer, on_wake, CLOCK_MONOTONIC,
			       HRTIMER_MODE_REL_PINNED_HARD);
#else
	hrtimer_init_on_stack(&waker.timer, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL_PINNED_HARD);
	waker.timer.function = on_wake;
#endif
	while (n--) {
		waker.rang = false;
		local_irq_disable();
		hrtimer_start(&waker.timer, ns_to_ktime(WAKE_NS),
			      HRTIMER_MODE_REL_PINNED_HARD);
		while (!READ_ONCE(waker.rang)) {
			asm volatile("sti; hlt" ::: "memory");
			local_irq_disable();
		}
		local_irq_enable();
	}
	destroy_hrtimer_on_stack(&waker.timer);
}

static void nothing(void *unused)
{
}

static void do_ipi(u64 n)
{
	int cpu = cpumask_any_but(cpu_online_mask, smp_processor_id());

	while (n--)
		smp_call_function_single(cpu, nothing, NULL, 1);
}

static bool have_kvm(void)
{
	return kvm_para_available();
}

static bool have_ioapic(void)
{
	return ioapic;
}

static bool have_hpet(void)
{
	return hpet;
}

static bool have_misc_enable(void)
{
	u32 low, high;

	return !rdmsr_safe(MSR_IA32_MISC_ENABLE, &low, &high);
}

static bool have_tscdeadline(void)
{
	return boot_cpu_has(X86_FEATURE_TSC_DEADLINE_TIMER);
}

static bool have_cpus(void)
{
	return num_online_cpus() > 1;
}

static const struct {
	void (*run)(u64 n);
	bool (*possible)(void);
	bool interrupts;
} ops[RING0_OPS] = {
	[RING0_VMCALL] = { do_vmcall, have_kvm },
	[RING0_INB] = { do_inb },
	[RING0_INB_USER] = { do_inb_user },
	[RING0_OUTB] = { do_outb },
	[RING0_OUTB_USER] = { do_outb_user },
	[RING0_MMIO] = { do_mmio, have_ioapic },
	[RING0_MMIO_USER] = { do_mmio_user, have_hpet },
	[RING0_RDMSR] = { do_rdmsr, have_misc_enable },
	[RING0_RDMSR_DIRECT] = { do_rdmsr_direct },
	[RING0_WRMSR] = { do_wrmsr, have_misc_enable },
	[RING0_WRMSR_DIRECT] = { do_wrmsr_direct },
	[RING0_CR8WR] = { do_cr8wr },
	[RING0_CR3WR] = { do_cr3wr },
	[RING0_CR4WR] = { do_cr4wr },
	[RING0_INVLPG] = { do_invlpg },
	[RING0_TSCDEADLINE] = { do_tscdeadline, have_tscdeadline },
	[RING0_PAUSE] = { do_pause },
	[RING0_HLT_WAKE] = { do_hlt_wake, NULL, true },
	[RING0_IPI] = { do_ipi, have_cpus, true },
};

static void run_chunk(u32 op, u64 n)
{
	unsigned long flags;

	preempt_disable();
	if (ops[op].interrupts) {
		ops[op].run(n);
	} else {
		local_irq_save(flags);
		ops[op].run(n);
		local_irq_restore(flags);
	}
	preempt_enable();
}

static long ring0_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct exitbench_ring0 want;
	u64 n;

	if (cmd != EXITBENCH_RING0)
		return -ENOTTY;
	if (copy_from_user(&want, (void __user *)arg, sizeof(want)))
		return -EFAULT;
	if (want.op >= RING0_OPS)
		return -EINVAL;
	if (ops[want.op].possible && !ops[want.op].possible())
		return -ENODEV;
	while (want.count) {
		if (signal_pending(current))
			return -EINTR;
		n = min_t(u64, want.count, CHUNK);
		run_chunk(want.op, n);
		want.count -= n;
		cond_resched();
	}
	return 0;
}

static const struct file_operations ring0_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = ring0_ioctl,
};

static struct miscdevice ring0_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "exitbench",
	.mode = 0600,
	.fops = &ring0_fops,
};

static void ring0_free(void)
{
	if (ioapic)
		iounmap(ioapic);
	if (hpet)
		iounmap(hpet);
	free_page(page);
}

static int __init ring0_init(void)
{
	int ret;

	page = __get_free_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	ioapic = ioremap(IOAPIC_BASE, PAGE_SIZE);
	hpet = ioremap(HPET_BASE, PAGE_SIZE);
	ret = misc_register(&ring0_device);
	if (ret)
		ring0_free();
	return ret;
}

static void __exit ring0_exit(void)
{
	misc_deregister(&ring0_device);
	ring0_free();
}

module_init(ring0_init);
module_exit(ring0_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Operations of ring 0 for exitbench");
