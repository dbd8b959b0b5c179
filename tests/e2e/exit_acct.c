// SPDX-License-Identifier: GPL-2.0
/*
 * The series' own exit_acct.c as a program: who has leaves, what they answer, what a
 * latch may cost, and a million random calls while others count and look.
 */
#include <setjmp.h>
#include <stdarg.h>

#include "fake_kernel.h"
#include "exit_acct.h"

#include <cmocka.h>

extern int (*const param_exit_acct)(const char *, const struct kernel_param *);
extern int (*const param_exit_acct_detail)(const char *,
					   const struct kernel_param *);
extern bool *const param_exit_acct_cpl3, *const param_exit_acct_switch;

#define OFFSET 1000000		/* host TSC where the guest's is 0 */
#define VMX_ROWS KVM_EXIT_ACCT_VMX_ROWS

_Thread_local bool killed, no_memory;
_Thread_local unsigned int rescheduled;
_Thread_local int preempt_count;
_Thread_local void (*meanwhile)(void);
static _Thread_local struct task_struct own_task;
_Thread_local struct task_struct *current;
int cpu;
unsigned int tsc_khz = 2000000;
bool clocks_differ;
bool tdp_enabled = true, tsc_unstable, no_atomic_memory;
static u64 tsc;
static int cpl;

u64 rdtsc(void)
{
	if (!preempt_count)
		timeslice();
	return __atomic_add_fetch(&tsc, 10, __ATOMIC_RELAXED);
}

bool boot_cpu_has(int feature) { return feature == X86_FEATURE_VMX; }
int kvm_x86_get_cpl(struct kvm_vcpu *vcpu) { (void)vcpu; return cpl; }
u64 kvm_read_l1_tsc(struct kvm_vcpu *vcpu, u64 host_tsc)
{
	(void)vcpu;
	return host_tsc - OFFSET;
}

void kvm_exit_acct_log_init(struct kvm *kvm) { (void)kvm; }
void kvm_exit_acct_log_start(struct kvm *kvm) { (void)kvm; }
void kvm_exit_acct_create_debugfs(struct kvm *kvm) { (void)kvm; }

/* Of all vCPUs: what KVM_RUN returned with. */
static struct kvm_run kvm_run;

static void parameters(const char *layout, const char *detail)
{
	assert_int_equal(param_exit_acct(layout, NULL), 0);
	assert_int_equal(param_exit_acct_detail(detail, NULL), 0);
	*param_exit_acct_cpl3 = false;
	*param_exit_acct_switch = false;
	kvm_exit_acct_detail_key.enabled = 0;
	kvm_exit_acct_switch_key.enabled = 0;
	cpl = 0;
	tsc = OFFSET / 2;
	current = &own_task;
	kvm_exit_acct_init();
}

static struct kvm *vm_new(int vcpus)
{
	struct kvm *kvm = calloc(1, sizeof(*kvm));
	int i;

	mutex_init(&kvm->lock);
	assert_int_equal(kvm_exit_acct_vm_init(kvm), 0);
	for (i = 0; i < vcpus; i++) {
		struct kvm_vcpu *vcpu = aligned_alloc(64, (sizeof(*vcpu) + 63) / 64 * 64);

		memset(vcpu, 0, sizeof(*vcpu));
		vcpu->kvm = kvm;
		vcpu->run = &kvm_run;
		vcpu->vcpu_id = 10 + i;
		kvm->created_vcpus++;
		assert_int_equal(kvm_exit_acct_vcpu_init(vcpu), 0);
		vcpu->arch.exit_acct.in_run = true;
		kvm->vcpus[kvm->online_vcpus++] = vcpu;
	}
	return kvm;
}

static void vm_free(struct kvm *kvm)
{
	int i;

	for (i = 0; i < kvm->online_vcpus; i++) {
		kvm_exit_acct_vcpu_free(kvm->vcpus[i]);
		free(kvm->vcpus[i]);
	}
	kvm_exit_acct_vm_free(kvm);
	free(kvm);
	kvm_exit_acct_exit();
}

struct regs { u32 eax, ebx, ecx, edx; };

/* As kvm_cpuid() has it. False: the leaf is that of any other KVM. */
static bool cpuid(struct kvm_vcpu *vcpu, u32 leaf, u32 index, struct regs *r)
{
	*r = (struct regs){ .eax = leaf, .ecx = index };
	return kvm_exit_acct_is_leaf(vcpu, leaf) &&
	       kvm_exit_acct_cpuid(vcpu, &r->eax, &r->ebx, &r->ecx, &r->edx);
}

static struct regs ask(struct kvm_vcpu *vcpu, u32 leaf, u32 index)
{
	struct regs r;

	assert_true(cpuid(vcpu, leaf, index, &r));
	return r;
}

static bool is_undefined(struct regs r)
{
	return !r.eax && !r.ebx && !r.ecx && r.edx == KVM_EXIT_ACCT_UNDEFINED;
}

/* VM exits of @row, and the VM entry behind each. */
static void exits(struct kvm_vcpu *vcpu, u32 row, int n)
{
	while (n--) {
		kvm_exit_acct_vmexit(vcpu, row);
		kvm_exit_acct_vmentry(vcpu);
	}
}

static struct regs latch(struct kvm_vcpu *vcpu, u32 index)
{
	struct regs r;

	kvm_exit_acct_vmexit(vcpu, 10);
	r = ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, index);
	kvm_exit_acct_vmentry(vcpu);
	return r;
}

static struct regs pair(struct kvm_vcpu *vcpu, u32 slot, u32 row, u32 n)
{
	return ask(vcpu, KVM_EXIT_ACCT_LEAF_READ,
		   slot << KVM_EXIT_ACCT_READ_SLOT_SHIFT |
		   row << KVM_EXIT_ACCT_READ_ROW_SHIFT | n);
}

static void test_off_unless_asked(void **state)
{
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_EXIT_ACCT, .args = { KVM_EXIT_ACCT_LAYOUT_A },
	};
	struct kvm *kvm;
	struct regs r;

	(void)state;
	parameters("off", "0");
	kvm = vm_new(1);
	assert_false(kvm_exit_acct_enabled());
	assert_true(kvm->vcpus[0]->arch.exit_acct.none);
	assert_int_equal(kvm->vcpus[0]->arch.exit_acct.rows[10]->count, 0);
	assert_false(cpuid(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_LAST, 0, &r));
	assert_int_equal(kvm_exit_acct_enable_cap(kvm, &cap), -EINVAL);
	assert_false(kvm_exit_acct_enabled());
	/* Beside a VM that is accounted its exits are not. */
	kvm_exit_acct_key.key.enabled++;
	exits(kvm->vcpus[0], 10, 3);
	kvm_exit_acct_key.key.enabled--;
	assert_int_equal(kvm->vcpus[0]->arch.exit_acct.rows[10]->count, 0);
	vm_free(kvm);

	kvm = vm_new(0);
	assert_int_equal(kvm_exit_acct_enable_cap(kvm, &cap), 0);
	cap.args[0] = KVM_EXIT_ACCT_LAYOUT_C;
	assert_int_equal(kvm_exit_acct_enable_cap(kvm, &cap), 0);
	cap.args[0] = 4;
	assert_int_equal(kvm_exit_acct_enable_cap(kvm, &cap), -EINVAL);
	assert_int_equal(kvm_exit_acct_key.key.enabled, 1);
	assert_int_equal(kvm->arch.exit_acct, KVM_EXIT_ACCT_LAYOUT_C);
	vm_free(kvm);
	assert_false(kvm_exit_acct_enabled());
}

#ifdef KNOWS_TDX
/* A guest of Intel TDX, neither by the parameter nor by the capability. */
static void test_td_is_refused(void **state)
{
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_EXIT_ACCT, .args = { KVM_EXIT_ACCT_LAYOUT_A },
	};
	struct kvm *kvm = calloc(1, sizeof(*kvm));

	(void)state;
	parameters("B", "0");
	mutex_init(&kvm->lock);
	kvm->arch.vm_type = KVM_X86_TDX_VM;
	assert_int_equal(kvm_exit_acct_vm_init(kvm), 0);
	assert_int_equal(kvm->arch.exit_acct, 0);
	assert_int_equal(kvm_exit_acct_enable_cap(kvm, &cap), -EOPNOTSUPP);
	assert_int_equal(kvm->arch.exit_acct, 0);
	vm_free(kvm);
	assert_false(kvm_exit_acct_enabled());
}
#endif

static void test_privilege(void **state)
{
	struct kvm *kvm;
	struct regs r;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	cpl = 3;
	assert_false(cpuid(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_DISCOVER, 0, &r));
	assert_false(cpuid(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_LATCH, 0, &r));
	assert_true(cpuid(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_LAST, 0, &r));
	*param_exit_acct_cpl3 = true;
	assert_true(cpuid(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_DISCOVER, 0, &r));
	cpl = 0;
	*param_exit_acct_cpl3 = false;
	assert_true(cpuid(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_DISCOVER, 0, &r));
	/* CPL 0 of a guest's guest, whose CPUIDs L1 does not ask for. */
	kvm->vcpus[0]->arch.hflags = HF_GUEST_MASK;
	assert_false(cpuid(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_DISCOVER, 0, &r));
	kvm->vcpus[0]->arch.hflags = 0;
	/* What KVM sees of the CPL of such a guest is not its CPL. */
	kvm->vcpus[0]->arch.guest_state_protected = true;
	assert_false(cpuid(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_DISCOVER, 0, &r));
	assert_true(cpuid(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_LAST, 0, &r));
	*param_exit_acct_cpl3 = true;
	assert_true(cpuid(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_DISCOVER, 0, &r));
	vm_free(kvm);
}

/* VMX of newer kernels asks of every exit what it is about, whoever is accounted. */
static void test_details_of_who_is_not_accounted(void **state)
{
	struct kvm *kvm;

	(void)state;
	parameters("off", "256");
	kvm = vm_new(1);
	assert_true(static_branch_unlikely(&kvm_exit_acct_detail_key));
	kvm_exit_acct_detail(kvm->vcpus[0], 0x60, true);
	vm_free(kvm);
}

static void test_bracket(void **state)
{
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	struct regs a, b;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	exits(vcpu, 30, 7);
	assert_int_equal(latch(vcpu, 0 | KVM_EXIT_ACCT_LATCH_OPEN).eax, 1);
	exits(vcpu, 30, 5);
	assert_int_equal(latch(vcpu, 1).eax, 1);
	a = pair(vcpu, 0, 30, KVM_EXIT_ACCT_PAIR_COUNT_KERNEL);
	b = pair(vcpu, 1, 30, KVM_EXIT_ACCT_PAIR_COUNT_KERNEL);
	assert_int_equal(a.eax, 7);
	assert_int_equal(b.eax, 12);
	/* Every exit was one of 10 ticks. */
	assert_int_equal(b.ecx, 120);
	a = pair(vcpu, 1, 10, KVM_EXIT_ACCT_PAIR_COUNT_KERNEL);
	b = pair(vcpu, 0, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_COST);
	assert_int_equal(a.eax, 1);
	assert_int_equal(a.ecx, b.eax);
	assert_true(is_undefined(latch(vcpu, KVM_EXIT_ACCT_SLOTS)));
	assert_true(is_undefined(pair(vcpu, 0, KVM_EXIT_ACCT_VMX_ROWS, 0)));
	vm_free(kvm);
}

/* Nothing of the host's TSC: the guest's own, 0 before it began. */
static void test_guest_tsc(void **state)
{
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	struct regs r;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	tsc = OFFSET;
	latch(vcpu, 0 | KVM_EXIT_ACCT_LATCH_OPEN);
	r = pair(vcpu, 0, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_SEQ);
	assert_in_range(r.ecx, 1, 100);
	assert_int_equal(r.edx, 0);
	r = pair(vcpu, 0, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_WINDOW);
	assert_int_equal(r.eax, 1);
	assert_int_equal(r.ecx | r.edx, 0);
	latch(vcpu, 1);
	r = pair(vcpu, 1, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_WINDOW);
	assert_int_equal(r.eax, 2);
	assert_in_range(r.ecx, 1, 100);
	vm_free(kvm);
}

/* What vmenter.S does, beside: it takes its stamps where the guest begins and ends. */
static void enter(struct kvm_vcpu *vcpu)
{
	kvm_exit_acct_vmentry(vcpu);
	vcpu->arch.exit_acct.switch_in = rdtsc();
}

static void leave(struct kvm_vcpu *vcpu, u32 row)
{
	vcpu->arch.exit_acct.switch_out = rdtsc();
	kvm_exit_acct_vmexit(vcpu, row);
}

static void switched_latch(struct kvm_vcpu *vcpu, u32 slot)
{
	leave(vcpu, 10);
	assert_int_equal(ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, slot).ebx, 0);
	enter(vcpu);
}

static u64 switched(struct kvm_vcpu *vcpu, u32 slot, u32 row)
{
	return pair(vcpu, slot, row, KVM_EXIT_ACCT_PAIR_AWAY).ecx;
}

/* All parts of a slot, those of the world switch among them, are all the time. */
static void assert_adds_up(struct kvm_vcpu *vcpu, u32 slot)
{
	struct regs time = pair(vcpu, slot, KVM_EXIT_ACCT_ROW_SLOT,
				KVM_EXIT_ACCT_PAIR_LATCH_TIME), a, b;
	u64 sum = time.eax;
	u32 row;

	for (row = 0; row < VMX_ROWS; row++) {
		a = pair(vcpu, slot, row, KVM_EXIT_ACCT_PAIR_USER_BLOCKED);
		b = pair(vcpu, slot, row, KVM_EXIT_ACCT_PAIR_AWAY);
		sum += a.eax + a.ecx + b.eax + b.ecx +
		       pair(vcpu, slot, row, KVM_EXIT_ACCT_PAIR_COUNT_KERNEL).ecx;
	}
	assert_int_equal(sum, time.ecx);
}

/* The way out of an exit and the way back in take 10 ticks each. */
static void test_world_switch(void **state)
{
	struct kvm_exit_acct *acct;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	int i;

	(void)state;
	parameters("B", "0");
	*param_exit_acct_switch = true;
	kvm_exit_acct_init();
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	acct = &vcpu->arch.exit_acct;
	assert_int_equal(ask(vcpu, KVM_EXIT_ACCT_LEAF_DISCOVER, 3).ecx, 1);
	enter(vcpu);
	for (i = 0; i < 7; i++, enter(vcpu))
		leave(vcpu, 30);
	switched_latch(vcpu, 0);
	for (i = 0; i < 5; i++, enter(vcpu))
		leave(vcpu, 30);
	switched_latch(vcpu, 1);
	assert_int_equal(switched(vcpu, 0, 30), 7 * 20);
	assert_int_equal(switched(vcpu, 1, 30), 12 * 20);
	/* The exit that latched, of which only the next one knows the way in. */
	assert_int_equal(switched(vcpu, 0, 10), 0);
	assert_int_equal(switched(vcpu, 1, 10), 20);
	assert_int_equal(pair(vcpu, 0, KVM_EXIT_ACCT_ROW_SLOT,
			      KVM_EXIT_ACCT_PAIR_LATCH_SWITCH).eax, 20);
	assert_adds_up(vcpu, 0);
	assert_adds_up(vcpu, 1);

	/* What KVM emulates has had a way in before it, and none out. */
	kvm_exit_acct_vmexit(vcpu, KVM_EXIT_ACCT_VMX_EMULATED);
	enter(vcpu);
	/* The TSC has gone back on the way out, then on the way in. */
	acct->switch_out = tsc + 1000;
	kvm_exit_acct_vmexit(vcpu, 31);
	enter(vcpu);
	acct->switch_in = acct->entry_tsc - 1;
	leave(vcpu, 32);
	enter(vcpu);
	switched_latch(vcpu, 2);
	assert_int_equal(switched(vcpu, 2, KVM_EXIT_ACCT_VMX_EMULATED), 10);
	assert_int_equal(switched(vcpu, 2, 31), 0);
	assert_int_equal(switched(vcpu, 2, 32), 20);
	assert_int_equal(switched(vcpu, 2, 10), 2 * 20);
	assert_adds_up(vcpu, 2);

	/* Where KVM starts the stamps anew, the way out is not known. */
	leave(vcpu, 33);
	kvm_exit_acct_new_tsc(vcpu, tsc += 100000);
	enter(vcpu);
	switched_latch(vcpu, 3);
	assert_int_equal(switched(vcpu, 3, 33), 10);
	assert_adds_up(vcpu, 3);
	vm_free(kvm);

	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	enter(vcpu);
	leave(vcpu, 30);
	enter(vcpu);
	switched_latch(vcpu, 0);
	assert_int_equal(switched(vcpu, 0, 30), 0);
	assert_int_equal(ask(vcpu, KVM_EXIT_ACCT_LEAF_DISCOVER, 3).ecx, 0);
	assert_adds_up(vcpu, 0);
	vm_free(kvm);
}

static u64 dropped(struct kvm_vcpu *vcpu)
{
	latch(vcpu, 7);
	return pair(vcpu, 7, KVM_EXIT_ACCT_ROW_SLOT,
		    KVM_EXIT_ACCT_PAIR_LATCH_DROPPED).eax;
}

/* The exits of a row by depth, those that stayed in the kernel among them. */
struct depths {
	u64 fastpath, emulator, vmm[KVM_EXIT_ACCT_VMM_REASONS], kernel;
};

static struct depths depths(struct kvm_vcpu *vcpu, u32 row)
{
	struct depths d = { 0 };
	struct regs r;
	u32 i;

	latch(vcpu, 6 | KVM_EXIT_ACCT_LATCH_VCPU);
	r = pair(vcpu, 6, row, KVM_EXIT_ACCT_PAIR_DEPTH);
	d.fastpath = r.eax;
	d.emulator = r.ecx;
	d.kernel = pair(vcpu, 6, row, KVM_EXIT_ACCT_PAIR_COUNT_KERNEL).eax -
		   d.fastpath - d.emulator;
	for (i = 0; i < KVM_EXIT_ACCT_VMM_REASONS; i += 2) {
		r = pair(vcpu, 6, row, KVM_EXIT_ACCT_PAIR_VMM + i / 2);
		d.vmm[i] = r.eax;
		d.vmm[i + 1] = r.ecx;
		d.kernel -= r.eax + r.ecx;
	}
	return d;
}

static void to_vmm(struct kvm_vcpu *vcpu, u32 reason)
{
	vcpu->arch.last_host_tsc = rdtsc();
	vcpu->run->exit_reason = reason;
	kvm_exit_acct_run_end(vcpu);
	kvm_exit_acct_run_begin(vcpu);
}

static u32 latch_depth(struct kvm_vcpu *vcpu, u32 slot)
{
	return pair(vcpu, slot, KVM_EXIT_ACCT_ROW_SLOT,
		    KVM_EXIT_ACCT_PAIR_LATCH_DEPTH).eax;
}

/* The deepest counts, the first that the VMM was told, and an exit once. */
static void test_depth(void **state)
{
	static const struct { u32 exit_reason, why; } vmm[] = {
		{ KVM_EXIT_IO, KVM_EXIT_ACCT_VMM_IO },
		{ KVM_EXIT_MMIO, KVM_EXIT_ACCT_VMM_MMIO },
		{ KVM_EXIT_INTR, KVM_EXIT_ACCT_VMM_INTR },
		{ KVM_EXIT_HLT, KVM_EXIT_ACCT_VMM_HLT },
		{ KVM_EXIT_IRQ_WINDOW_OPEN, KVM_EXIT_ACCT_VMM_IRQ_WINDOW },
		{ KVM_EXIT_IOAPIC_EOI, KVM_EXIT_ACCT_VMM_IOAPIC_EOI },
		{ KVM_EXIT_X86_RDMSR, KVM_EXIT_ACCT_VMM_MSR },
		{ KVM_EXIT_X86_WRMSR, KVM_EXIT_ACCT_VMM_MSR },
		{ KVM_EXIT_UNKNOWN, KVM_EXIT_ACCT_VMM_OTHER },
		{ KVM_EXIT_HYPERCALL, KVM_EXIT_ACCT_VMM_OTHER },
		{ UINT32_MAX, KVM_EXIT_ACCT_VMM_OTHER },
	};
	u64 expected[KVM_EXIT_ACCT_VMM_REASONS] = { 0 }, begin;
	const u32 row = 30;
	struct kvm_vcpu *vcpu;
	struct depths d;
	struct kvm *kvm;
	u32 i;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	/* What led to the first VM entry is of no exit. */
	kvm_exit_acct_run_begin(vcpu);
	kvm_exit_acct_vmentry(vcpu);

	/* The first of a row, and of a window, go another way than the others. */
	for (i = 0; i < 3; i++) {
		kvm_exit_acct_vmexit(vcpu, row);
		kvm_exit_acct_fastpath(vcpu);
		kvm_exit_acct_vmentry(vcpu);
	}
	for (i = 0; i < 4; i++) {
		kvm_exit_acct_vmexit(vcpu, row);
		kvm_exit_acct_vmentry(vcpu);
	}
	for (i = 0; i < 5; i++) {
		kvm_exit_acct_vmexit(vcpu, row);
		/* A fastpath handler may have it step over the instruction. */
		kvm_exit_acct_emulator(vcpu);
		if (i % 2)
			kvm_exit_acct_fastpath(vcpu);
		kvm_exit_acct_vmentry(vcpu);
	}
	/* The first of a window leaves no depth to the next. */
	latch(vcpu, 3 | KVM_EXIT_ACCT_LATCH_OPEN);
	kvm_exit_acct_vmexit(vcpu, row);
	kvm_exit_acct_emulator(vcpu);
	kvm_exit_acct_vmentry(vcpu);
	exits(vcpu, row, 1);
	/* Halted is no depth of its own. */
	kvm_exit_acct_vmexit(vcpu, row);
	begin = kvm_exit_acct_block_begin(vcpu);
	kvm_exit_acct_block_end(vcpu, begin);
	kvm_exit_acct_vmentry(vcpu);
	assert_true(vcpu->arch.exit_acct.rows[row]->blocked);
	/* Of this one, a fastpath handler did the first part. */
	kvm_exit_acct_vmexit(vcpu, row);
	kvm_exit_acct_fastpath(vcpu);
	begin = kvm_exit_acct_block_begin(vcpu);
	kvm_exit_acct_block_end(vcpu, begin);
	kvm_exit_acct_vmentry(vcpu);

	for (i = 0; i < ARRAY_SIZE(vmm); i++) {
		expected[vmm[i].why]++;
		kvm_exit_acct_vmexit(vcpu, row);
		if (i % 2)
			kvm_exit_acct_emulator(vcpu);
		to_vmm(vcpu, vmm[i].exit_reason);
		/* It comes once more, and the emulator finishes. */
		to_vmm(vcpu, KVM_EXIT_INTR);
		kvm_exit_acct_emulator(vcpu);
		kvm_exit_acct_vmentry(vcpu);
	}
	d = depths(vcpu, row);
	assert_int_equal(d.fastpath, 3);
	assert_int_equal(d.kernel, 4 + 1 + 1 + 1);
	assert_int_equal(d.emulator, 5 + 1);
	assert_memory_equal(d.vmm, expected, sizeof(expected));

	/* The exit that is dropped was as deep as any. */
	kvm_exit_acct_vmexit(vcpu, row);
	to_vmm(vcpu, KVM_EXIT_IO);
	tsc -= 1000;
	kvm_exit_acct_vmentry(vcpu);
	assert_int_equal(dropped(vcpu), 1);
	assert_int_equal(depths(vcpu, row).vmm[KVM_EXIT_ACCT_VMM_IO],
			 expected[KVM_EXIT_ACCT_VMM_IO] + 1);

	/* The exit that latches; two latches in what is emulated are two exits. */
	latch(vcpu, 5 | KVM_EXIT_ACCT_LATCH_VCPU);
	assert_int_equal(latch_depth(vcpu, 5), KVM_EXIT_ACCT_DEPTH_KERNEL);
	kvm_exit_acct_vmexit(vcpu, KVM_EXIT_ACCT_VMX_EMULATED);
	kvm_exit_acct_emulator(vcpu);
	ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 5 | KVM_EXIT_ACCT_LATCH_VCPU);
	ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 4 | KVM_EXIT_ACCT_LATCH_VCPU);
	kvm_exit_acct_vmentry(vcpu);
	assert_int_equal(depths(vcpu, KVM_EXIT_ACCT_VMX_EMULATED).emulator, 2);
	assert_int_equal(latch_depth(vcpu, 5), KVM_EXIT_ACCT_DEPTH_EMULATOR);
	assert_int_equal(latch_depth(vcpu, 4), KVM_EXIT_ACCT_DEPTH_EMULATOR);
	kvm_exit_acct_vmexit(vcpu, 10);
	ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 5 | KVM_EXIT_ACCT_LATCH_VCPU);
	to_vmm(vcpu, KVM_EXIT_INTR);
	kvm_exit_acct_vmentry(vcpu);
	assert_int_equal(latch_depth(vcpu, 5), KVM_EXIT_ACCT_DEPTH_VMM +
			 KVM_EXIT_ACCT_VMM_INTR);
	vm_free(kvm);
}

/* A vCPU's own counters, and no lock: the test has it. */
static void test_latch_of_one_vcpu(void **state)
{
	struct kvm *kvm;

	(void)state;
	parameters("B", "16");
	kvm = vm_new(2);
	exits(kvm->vcpus[0], 30, 3);
	exits(kvm->vcpus[1], 30, 4);
	mutex_lock(&kvm->arch.exit_acct_lock);
	assert_int_equal(latch(kvm->vcpus[1], 2 | KVM_EXIT_ACCT_LATCH_VCPU).eax, 1);
	mutex_unlock(&kvm->arch.exit_acct_lock);
	latch(kvm->vcpus[1], 3);
	assert_int_equal(pair(kvm->vcpus[0], 2, 30, 0).eax, 4);
	assert_int_equal(pair(kvm->vcpus[0], 3, 30, 0).eax, 7);
	/* A window is the VM's, and a slot one of eight. */
	assert_true(is_undefined(latch(kvm->vcpus[0], KVM_EXIT_ACCT_LATCH_VCPU |
				       KVM_EXIT_ACCT_LATCH_OPEN)));
	assert_true(is_undefined(latch(kvm->vcpus[0], KVM_EXIT_ACCT_LATCH_VCPU |
				       KVM_EXIT_ACCT_SLOTS)));
	vm_free(kvm);
}

/* It lets others run behind every row and table, and ends when it is killed. */
static void test_latch_is_bounded(void **state)
{
	struct kvm *kvm;

	(void)state;
	parameters("B", "64");
	kvm = vm_new(5);
	rescheduled = 0;
	latch(kvm->vcpus[0], 0);
	/* Behind every row of a vCPU, and behind both looks at its table. */
	assert_int_equal(rescheduled, 5 * (VMX_ROWS + 2));
	killed = true;
	assert_true(is_undefined(latch(kvm->vcpus[0], 0)));
	killed = false;
	assert_int_equal(pthread_mutex_trylock(&kvm->arch.exit_acct_lock.m), 0);
	mutex_unlock(&kvm->arch.exit_acct_lock);
	assert_int_equal(latch(kvm->vcpus[0], 0).eax, 2);
	vm_free(kvm);
}

static void io(struct kvm_vcpu *vcpu, u32 port)
{
	if (kvm_exit_acct_vmexit(vcpu, 30))
		kvm_exit_acct_detail(vcpu, port, true);
	kvm_exit_acct_vmentry(vcpu);
}

static bool over;

/* What a vCPU that runs does while another one latches, until it has done it. */
static struct kvm_vcpu *running;
static unsigned int one_in;

static void io_of_running(void)
{
	void (*again)(void) = meanwhile;
	static u32 looks, did;

	if (++looks % one_in)
		return;
	meanwhile = NULL;
	switch (did++ % 4) {
	case 0 ... 1:
		io(running, 0x60 + did % 7);
		break;
	case 2:		/* of no port, and blocked */
		kvm_exit_acct_vmexit(running, 30);
		running->arch.exit_acct.blocked = 3;
		running->arch.exit_acct.preempted = 2;
		running->arch.exit_acct.has_blocked = true;
		kvm_exit_acct_vmentry(running);
		break;
	default:	/* of one for which there is no place */
		io(running, 0x1000 + did);
	}
	meanwhile = again;
}

struct io_row {
	u64 count, blocked, preempted, hist, detail[7], details;
};

/* What @slot has of reason 30, its depths as a reader takes them. */
static struct io_row io_row(struct kvm_vcpu *vcpu, u32 slot)
{
	struct regs r = pair(vcpu, slot, 30, 0), what;
	struct io_row row = { .count = r.eax };
	u32 i;

	row.blocked = pair(vcpu, slot, 30, KVM_EXIT_ACCT_PAIR_USER_BLOCKED).ecx;
	row.preempted = pair(vcpu, slot, 30, KVM_EXIT_ACCT_PAIR_BLOCKED).eax;
	for (i = 0; i < KVM_EXIT_ACCT_HIST_BUCKETS / 2; i++) {
		r = pair(vcpu, slot, 30, KVM_EXIT_ACCT_PAIR_HIST + i);
		row.hist += r.eax + r.ecx;
	}
	for (i = 0; i < KVM_EXIT_ACCT_DETAILS_MAX; i++) {
		what = ask(vcpu, KVM_EXIT_ACCT_LEAF_DETAIL, slot << 24 | i << 8);
		if (is_undefined(what))
			break;
		i = what.ebx >> 8;
		r = ask(vcpu, KVM_EXIT_ACCT_LEAF_DETAIL, slot << 24 | i << 8 | 1);
		if (what.eax == 30 && what.ecx - 0x60 < 7)
			row.detail[what.ecx - 0x60] = r.eax;
		row.details += what.eax == 30 ? r.eax : 0;
	}
	return row;
}

/*
 * What a latch has of a vCPU that runs is of one moment, and so is what another
 * latch has more: as many in the histogram as exits, no more of them told apart.
 */
static void test_latch_of_who_runs(void **state)
{
	struct io_row before, after;
	struct kvm *kvm;
	u64 others, full = 0;
	int i, p;

	(void)state;
	parameters("B", "32");
	kvm = vm_new(3);
	running = kvm->vcpus[1];
	memset(&before, 0, sizeof(before));
	for (i = 0; i < 2000; i++) {
		/* An exit takes longer than the look at a row. */
		one_in = sizeof(struct kvm_exit_acct_row) / sizeof(u64) + 54 +
			 i * 7 % 90;
		meanwhile = io_of_running;
		latch(kvm->vcpus[0], i % 2);
		meanwhile = NULL;
		after = io_row(kvm->vcpus[0], i % 2);
		assert_int_equal(after.hist, after.count);
		assert_int_equal(after.blocked, (after.count + 1) / 4 * 3);
		assert_int_equal(after.preempted, (after.count + 1) / 4 * 2);
		for (p = 0; p < 7; p++)
			assert_true(after.detail[p] >= before.detail[p]);
		/* Of four exits two have an entry, and others until it is full. */
		others = after.details - after.count / 4 * 2 -
			 min(after.count % 4, 2ull);
		if (i == 1000)
			full = others;
		if (i > 1000)
			assert_int_equal(others, full);
		assert_in_range(after.details - before.details, 0,
				after.count - before.count);
		before = after;
	}
	assert_true(before.count > 5000);
	vm_free(kvm);
}

/* The same of one that runs on another CPU. */
static void *io_all_the_time(void *arg)
{
	volatile int pause;
	int i;

	for (i = 0; !READ_ONCE(over); i++) {
		io(arg, 0x60 + i % 7);
		for (pause = 0; pause < 2000; pause++)
			;
	}
	return NULL;
}

static void test_latch_of_who_runs_elsewhere(void **state)
{
	struct io_row before, after;
	pthread_t thread;
	struct kvm *kvm;
	int i;

	(void)state;
	parameters("B", "32");
	kvm = vm_new(2);
	over = false;
	pthread_create(&thread, NULL, io_all_the_time, kvm->vcpus[1]);
	memset(&before, 0, sizeof(before));
	for (i = 0; i < 5000; i++) {
		latch(kvm->vcpus[0], i % 2);
		after = io_row(kvm->vcpus[0], i % 2);
		assert_int_equal(after.hist, after.count);
		assert_int_equal(after.details, after.count);
		assert_true(after.count >= before.count);
		before = after;
	}
	WRITE_ONCE(over, true);
	pthread_join(thread, NULL);
	vm_free(kvm);
}

/* 8 vCPUs have 2^18 entries of 32768; the ninth's exits find no place. */
static void test_details_of_a_vm_are_bounded(void **state)
{
	struct kvm *kvm;
	struct regs r;
	u32 i;

	(void)state;
	parameters("B", "32768");
	kvm = vm_new(9);
	for (i = 0; i < 9; i++)
		io(kvm->vcpus[i], 0x60 + i);
	latch(kvm->vcpus[0], 0);
	r = ask(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_DETAIL,
		KVM_EXIT_ACCT_DETAIL_OVERFLOW << KVM_EXIT_ACCT_READ_ROW_SHIFT |
		KVM_EXIT_ACCT_DETAIL_COUNT);
	assert_int_equal(r.eax, 1);
	for (i = 0, r.ebx = -1u << 8; i < 8; i++) {
		r = ask(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_DETAIL,
			((r.ebx >> 8) + 1) << KVM_EXIT_ACCT_READ_ROW_SHIFT);
		assert_false(is_undefined(r));
		assert_int_equal(r.eax, 30);
		assert_in_range(r.ecx, 0x60, 0x67);
	}
	r = ask(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_DETAIL,
		((r.ebx >> 8) + 1) << KVM_EXIT_ACCT_READ_ROW_SHIFT);
	assert_true(is_undefined(r));
	vm_free(kvm);
}

/* Whose entry @slot has of @port, and how many exits it counts. */
static u32 detail_count(struct kvm_vcpu *vcpu, u32 slot, u32 port)
{
	struct regs r = { .ebx = -1u << 8 };
	u32 at;

	for (;;) {
		at = slot << KVM_EXIT_ACCT_READ_SLOT_SHIFT |
		     ((r.ebx >> 8) + 1) << KVM_EXIT_ACCT_READ_ROW_SHIFT;
		r = ask(vcpu, KVM_EXIT_ACCT_LEAF_DETAIL, at);
		if (is_undefined(r))
			return 0;
		if (r.ecx == port)
			return ask(vcpu, KVM_EXIT_ACCT_LEAF_DETAIL,
				   slot << KVM_EXIT_ACCT_READ_SLOT_SHIFT |
				   r.ebx >> 8 << KVM_EXIT_ACCT_READ_ROW_SHIFT |
				   KVM_EXIT_ACCT_DETAIL_COUNT).eax;
	}
}

/* What has an entry in one latch has it in the next, whoever else wants one by then. */
static void test_details_stay(void **state)
{
	struct kvm *kvm;
	u32 i, n;

	(void)state;
	for (n = 1; n <= 16; n *= 16) {
		parameters("B", n == 1 ? "1" : "16");
		kvm = vm_new(2);
		for (i = 0; i < n; i++)
			io(kvm->vcpus[1], 0x100 + i);
		latch(kvm->vcpus[0], 0);
		for (i = 0; i < 2 * n; i++)
			io(kvm->vcpus[0], 0x60 + i);
		latch(kvm->vcpus[0], 1);
		latch(kvm->vcpus[0], 0 | KVM_EXIT_ACCT_LATCH_VCPU);
		latch(kvm->vcpus[0], 2);
		for (i = 0; i < n; i++) {
			u32 had = detail_count(kvm->vcpus[0], 1, 0x100 + i);

			assert_int_equal(detail_count(kvm->vcpus[0], 2, 0x100 + i), had);
			if (n == 1)
				assert_int_equal(had, 1);
		}
		vm_free(kvm);
	}
}

#define SLICE 1000000

/* The vCPU that is scheduled out, how many places further on, and whether it was. */
static struct {
	struct kvm_vcpu *vcpu;
	int places;
	bool over;
} slice;

/* Not loaded, a vCPU hears nothing of its thread. */
static bool loaded = true;

void timeslice(void)
{
	struct kvm_vcpu *vcpu = slice.vcpu;

	if (!vcpu || slice.places--)
		return;
	slice.vcpu = NULL;
	slice.over = true;
	/* As the preempt notifiers do, with preemption off. */
	preempt_count++;
	current->nivcsw++;
	if (loaded)
		vcpu->arch.last_host_tsc = rdtsc();
	tsc += SLICE;
	current->se.exec_start += SLICE / 2;
	if (loaded)
		kvm_exit_acct_sched_in(vcpu);
	preempt_count--;
}

void vcpu_load(struct kvm_vcpu *vcpu)
{
	if (!preempt_count)
		timeslice();
	vcpu->cpu = cpu;
	loaded = true;
}

/* Wherever it comes while a vCPU halts, it is blocked time, and once. */
static void test_timeslice_while_halted(void **state)
{
	const u32 row = 12;
	struct kvm_exit_acct *acct;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	int places;
	u64 begin;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	acct = &vcpu->arch.exit_acct;
	exits(vcpu, row, 1);
	for (places = 0;; places++) {
		struct kvm_exit_acct_row before = *acct->rows[row];

		kvm_exit_acct_vmexit(vcpu, row);
		slice.vcpu = vcpu;
		slice.places = places;
		slice.over = false;
		begin = kvm_exit_acct_block_begin(vcpu);
		rdtsc();
		kvm_exit_acct_block_end(vcpu, begin);
		slice.vcpu = NULL;
		kvm_exit_acct_vmentry(vcpu);
		if (!slice.over)
			break;
		assert_in_range(acct->rows[row]->blocked - before.blocked, SLICE,
				SLICE + 100);
		assert_in_range(acct->rows[row]->kernel - before.kernel, 10, 100);
	}
	assert_in_range(places, 3, 10);
	vm_free(kvm);
}

/* What a vCPU's exits and its time in the guest add up to, and what has passed. */
static void expect_all_time(struct kvm_vcpu *vcpu, u32 slot)
{
	u64 sum, elapsed;
	struct regs r;
	u32 row;

	r = pair(vcpu, slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_TIME);
	sum = r.eax | (u64)r.ebx << 32;
	elapsed = r.ecx | (u64)r.edx << 32;
	assert_true(sum);
	for (row = 0; row < VMX_ROWS; row++) {
		r = pair(vcpu, slot, row, KVM_EXIT_ACCT_PAIR_COUNT_KERNEL);
		sum += r.ecx | (u64)r.edx << 32;
		r = pair(vcpu, slot, row, KVM_EXIT_ACCT_PAIR_USER_BLOCKED);
		sum += (r.eax | (u64)r.ebx << 32) + (r.ecx | (u64)r.edx << 32);
		r = pair(vcpu, slot, row, KVM_EXIT_ACCT_PAIR_AWAY);
		sum += r.eax | (u64)r.ebx << 32;
	}
	assert_int_equal(sum, elapsed);
}

static void run_end(struct kvm_vcpu *vcpu)
{
	vcpu->arch.last_host_tsc = rdtsc();
	kvm_exit_acct_run_end(vcpu);
}

/* A first KVM_RUN, and VM entry. */
static void run(struct kvm_vcpu *vcpu)
{
	kvm_exit_acct_load(vcpu);
	kvm_exit_acct_vmentry(vcpu);
}

/* An exit counts, also where its reason can have no row: as of no reason. */
static void test_no_memory_for_a_row(void **state)
{
	const u32 other = KVM_EXIT_ACCT_VMX_OTHER, row = 30;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	struct regs r;

	(void)state;
	parameters("B", "16");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	no_atomic_memory = true;
	run(vcpu);
	exits(vcpu, row, 1);
	io(vcpu, 0x60);
	io(vcpu, 0x61);
	latch(vcpu, 0 | KVM_EXIT_ACCT_LATCH_VCPU);
	assert_int_equal(pair(vcpu, 0, other, 0).eax, 3);
	assert_int_equal(pair(vcpu, 0, row, 0).eax, 0);
	/* Nor does their reason have details of them. */
	r = ask(vcpu, KVM_EXIT_ACCT_LEAF_DETAIL, 0);
	assert_int_equal(ask(vcpu, KVM_EXIT_ACCT_LEAF_DETAIL, r.ebx | 1).eax, 0);
	r = ask(vcpu, KVM_EXIT_ACCT_LEAF_DETAIL,
		KVM_EXIT_ACCT_DETAIL_OVERFLOW << 8 | 1);
	assert_int_equal(r.eax, 2);
	assert_int_equal(pair(vcpu, 0, KVM_EXIT_ACCT_ROW_SLOT,
			      KVM_EXIT_ACCT_PAIR_LATCH_ROW).ecx, other);
	expect_all_time(vcpu, 0);

	no_atomic_memory = false;
	exits(vcpu, row, 2);
	latch(vcpu, 0 | KVM_EXIT_ACCT_LATCH_VCPU);
	assert_int_equal(pair(vcpu, 0, row, 0).eax, 2);
	assert_int_equal(pair(vcpu, 0, KVM_EXIT_ACCT_ROW_SLOT,
			      KVM_EXIT_ACCT_PAIR_LATCH_ROW).ecx, 10);
	expect_all_time(vcpu, 0);
	vm_free(kvm);
}

/* An exit is that of who ran, whoever runs when the next VM entry comes. */
static void test_l2(void **state)
{
	const u32 l2 = KVM_EXIT_ACCT_PAIR_L2, row = 30;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	u32 cycles, user;
	int i;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(2);
	vcpu = kvm->vcpus[0];
	run(vcpu);
	exits(vcpu, row, 3);
	latch(vcpu, 0);
	assert_int_equal(pair(vcpu, 0, row, l2).eax, 0);
	cycles = pair(vcpu, 0, row, 0).ecx;

	/* Handed to L1, or to the VMM, which is at work for a while. */
	for (i = 0; i < 4; i++) {
		vcpu->arch.hflags = HF_GUEST_MASK;
		kvm_exit_acct_vmexit(vcpu, row);
		vcpu->arch.hflags = i % 2 ? HF_GUEST_MASK : 0;
		if (i == 3)
			to_vmm(vcpu, KVM_EXIT_IO);
		kvm_exit_acct_vmentry(vcpu);
	}
	vcpu->arch.hflags = 0;
	/* L1's VMLAUNCH. */
	kvm_exit_acct_vmexit(vcpu, 20);
	vcpu->arch.hflags = HF_GUEST_MASK;
	kvm_exit_acct_vmentry(vcpu);
	vcpu->arch.hflags = 0;
	latch(vcpu, 1);
	assert_int_equal(pair(vcpu, 1, row, 0).eax, 7);
	assert_int_equal(pair(vcpu, 1, row, l2).eax, 4);
	assert_int_equal(pair(vcpu, 1, row, l2).ecx,
			 pair(vcpu, 1, row, 0).ecx - cycles);
	user = pair(vcpu, 1, row, KVM_EXIT_ACCT_PAIR_USER_BLOCKED).eax;
	assert_true(user > 0);
	assert_int_equal(pair(vcpu, 1, row, KVM_EXIT_ACCT_PAIR_L2_USER).eax, user);
	assert_int_equal(pair(vcpu, 1, 20, l2).eax, 0);
	assert_int_equal(pair(vcpu, 1, KVM_EXIT_ACCT_ROW_SLOT,
			      KVM_EXIT_ACCT_PAIR_LATCH_DEPTH).ecx, 0);
	expect_all_time(vcpu, 1);

	/* Where all may ask, and L1 lets L2 have its CPUID: the latch, and a second one. */
	*param_exit_acct_cpl3 = true;
	vcpu->arch.hflags = HF_GUEST_MASK;
	latch(vcpu, 2);
	assert_int_equal(pair(vcpu, 2, KVM_EXIT_ACCT_ROW_SLOT,
			      KVM_EXIT_ACCT_PAIR_LATCH_DEPTH).ecx, 1);
	kvm_exit_acct_vmexit(vcpu, KVM_EXIT_ACCT_VMX_EMULATED);
	ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 2);
	ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 3);
	kvm_exit_acct_vmentry(vcpu);
	vcpu->arch.hflags = 0;
	latch(vcpu, 4);
	assert_int_equal(pair(vcpu, 4, KVM_EXIT_ACCT_VMX_EMULATED, l2).eax, 2);
	/* Its time is dropped, and it is L2's none the less. */
	vcpu->arch.hflags = HF_GUEST_MASK;
	kvm_exit_acct_vmexit(vcpu, row);
	tsc -= 5000;
	kvm_exit_acct_vmentry(vcpu);
	vcpu->arch.hflags = 0;
	latch(vcpu, 5);
	assert_int_equal(pair(vcpu, 5, row, l2).eax, 5);
	vm_free(kvm);
}

/* An exit of @row that takes @cycles, a port's if there is one. */
static void slow_exit(struct kvm_vcpu *vcpu, u32 row, u64 cycles, u32 port)
{
	bool detail = kvm_exit_acct_vmexit(vcpu, row);

	if (detail && port)
		kvm_exit_acct_detail(vcpu, port, true);
	vcpu->arch.rip = 0xffffffff00000000 + cycles;
	/* A stamp is 10 behind the one before. */
	tsc += cycles - 10;
	kvm_exit_acct_vmentry(vcpu);
}

static struct regs slowest(struct kvm_vcpu *vcpu, u32 slot, u32 entry, u32 part)
{
	return ask(vcpu, KVM_EXIT_ACCT_LEAF_SLOWEST, slot << 24 | entry << 8 | part);
}

/* Which of the exits in test_slowest() takes so long. */
static u32 find_port(u32 cycles)
{
	u32 i = 0;

	while (1000 + i * 17 % 40 * 100 != cycles)
		i++;
	return i;
}

static void test_slowest(void **state)
{
	const u32 open = KVM_EXIT_ACCT_LATCH_OPEN, own = KVM_EXIT_ACCT_LATCH_VCPU;
	struct kvm_vcpu *a, *b;
	struct kvm *kvm;
	struct regs r;
	u64 at;
	u32 i, without = 0;

	(void)state;
	parameters("B", "16");
	tsc = 2 * OFFSET;
	kvm = vm_new(3);
	a = kvm->vcpus[0];
	b = kvm->vcpus[1];
	run(a);
	run(b);
	/* Of an older window. */
	slow_exit(a, 12, 900000, 0);
	latch(a, 0);
	assert_int_equal(slowest(a, 0, 0, 1).eax, 900000);
	latch(a, 0 | open);

	/* In no order; the first ones are pushed out. */
	for (i = 0; i < 40; i++)
		slow_exit(i % 2 ? a : b, 30, 1000 + i * 17 % 40 * 100, 0x60 + i);
	at = tsc;
	slow_exit(b, 48, 50000, 0);
	a->arch.hflags = HF_GUEST_MASK;
	slow_exit(a, 30, 30000, 0x71);
	a->arch.hflags = 0;
	a->arch.guest_state_protected = true;
	slow_exit(a, 10, 20000, 0);
	a->arch.guest_state_protected = false;
	assert_int_equal(latch(a, 1).eax, 1);

	r = slowest(a, 1, 0, 0);
	assert_int_equal(r.eax, 48);
	assert_int_equal(r.ebx, 11 << 8);
	assert_int_equal(r.ecx, 0);
	r = slowest(a, 1, 0, 1);
	assert_int_equal(r.eax, 50000);
	assert_int_equal(r.ecx, at + 10 - OFFSET);
	r = slowest(a, 1, 0, 2);
	assert_int_equal(r.eax, 50000);
	assert_int_equal(r.ebx, 0xffffffff);
	assert_int_equal(r.ecx, 0);
	r = slowest(a, 1, 1, 0);
	assert_int_equal(r.eax, 30);
	assert_int_equal(r.ebx, 10 << 8 | KVM_EXIT_ACCT_SLOWEST_WRITE |
			 KVM_EXIT_ACCT_SLOWEST_DETAIL | KVM_EXIT_ACCT_SLOWEST_L2);
	assert_int_equal(r.ecx, 0x71);
	r = slowest(a, 1, 2, 0);
	assert_int_equal(r.eax, 10);
	r = slowest(a, 1, 2, 2);
	assert_true(!r.eax && !r.ebx);
	/* Not all of these ports found a place in the table. */
	for (i = 3; i < KVM_EXIT_ACCT_SLOWEST; i++) {
		assert_int_equal(slowest(a, 1, i, 1).eax, 4900 - (i - 3) * 100);
		r = slowest(a, 1, i, 0);
		assert_int_equal(r.eax, 30);
		if (r.ebx & KVM_EXIT_ACCT_SLOWEST_DETAIL)
			assert_int_equal(r.ecx, 0x60 + find_port(4900 - (i - 3) * 100));
		else
			without++;
	}
	assert_true(without > 0 && without < 13);
	assert_true(is_undefined(slowest(a, 1, KVM_EXIT_ACCT_SLOWEST, 0)));
	assert_true(is_undefined(slowest(a, 1, 0, 3)));
	assert_true(is_undefined(slowest(a, KVM_EXIT_ACCT_SLOTS, 0, 0)));

	/* A vCPU's own. */
	latch(b, 2 | own);
	for (i = 0; !is_undefined(r = slowest(a, 2, i, 0)); i++)
		assert_int_equal(r.ebx >> 8, 11);
	assert_int_equal(i, KVM_EXIT_ACCT_SLOWEST);
	/* A vCPU that had none has none, and a new window begins with none. */
	latch(kvm->vcpus[2], 2 | own);
	assert_true(is_undefined(slowest(a, 2, 0, 0)));
	latch(a, 0 | open);
	latch(a, 1);
	assert_true(is_undefined(slowest(a, 1, 0, 0)));
	/* However slow those of the one before were. */
	for (i = 0; i < 2 * KVM_EXIT_ACCT_SLOWEST; i++)
		slow_exit(b, 30, 100000, 0);
	assert_int_equal(b->arch.exit_acct.slow, 100000);
	latch(a, 0 | open);
	exits(b, 30, 1);
	latch(a, 1);
	assert_in_range(slowest(a, 1, 0, 1).eax, 1, 99);
	assert_true(is_undefined(slowest(a, 1, 1, 0)));
	/* Most exits are no slow ones, and do not come here. */
	exits(b, 30, 100);
	assert_true(b->arch.exit_acct.slow >= 10);
	/* One that takes longer than the threshold has bits. */
	slow_exit(b, 30, 3ull << 32, 0);
	latch(a, 1);
	r = slowest(a, 1, 0, 1);
	assert_int_equal(r.ebx, 3);
	for (i = 0; i < 20; i++)
		slow_exit(b, 30, (3ull << 32) + 100 * i, 0);
	assert_int_equal(b->arch.exit_acct.slow, U32_MAX);
	latch(a, 1);
	assert_int_equal(slowest(a, 1, 0, 1).eax, 1900);
	assert_int_equal(slowest(a, 1, 15, 1).eax, 400);
	vm_free(kvm);
}

/* Wherever it comes as KVM_RUN begins, it is away, or blocked when loaded. */
static void test_timeslice_while_loading(void **state)
{
	const u32 row = 30;
	struct kvm_exit_acct_row before, *r;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	int places;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	run(vcpu);
	exits(vcpu, row, 1);
	r = vcpu->arch.exit_acct.rows[row];
	for (places = 0;; places++) {
		before = *r;
		kvm_exit_acct_vmexit(vcpu, row);
		run_end(vcpu);
		loaded = false;
		slice.vcpu = vcpu;
		slice.places = places;
		slice.over = false;
		timeslice();
		kvm_exit_acct_load(vcpu);
		slice.vcpu = NULL;
		kvm_exit_acct_vmentry(vcpu);
		if (!slice.over)
			break;
		assert_in_range(r->away + r->blocked - before.away - before.blocked,
				SLICE, SLICE + 100);
		assert_in_range(r->user - before.user, 10, 100);
		assert_in_range(r->kernel - before.kernel, 10, 100);
	}
	assert_in_range(places, 2, 5);
	latch(vcpu, 0 | KVM_EXIT_ACCT_LATCH_VCPU);
	expect_all_time(vcpu, 0);
	vm_free(kvm);
}

/* Behind vcpu_put() the thread is the VMM's, also where it is still in KVM_RUN. */
static void test_timeslice_behind_the_run(void **state)
{
	const u32 row = 30;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	exits(vcpu, row, 1);
	kvm_exit_acct_vmexit(vcpu, row);
	vcpu->arch.last_host_tsc = rdtsc();
	tsc += SLICE;
	kvm_exit_acct_run_end(vcpu);
	kvm_exit_acct_run_begin(vcpu);
	kvm_exit_acct_vmentry(vcpu);
	assert_in_range(vcpu->arch.exit_acct.rows[row]->user, SLICE, SLICE + 100);
	assert_in_range(vcpu->arch.exit_acct.rows[row]->kernel, 10, 100);
	vm_free(kvm);
}

/* The thread runs, and the scheduler looks at it or not; or it is on no CPU. */
static void runs(u64 ns, bool looked_at)
{
	tsc += 2 * ns;
	if (looked_at) {
		current->se.exec_start += ns;
		current->se.sum_exec_runtime += ns;
	}
}

static void sleeps(u64 ns)
{
	tsc += 2 * ns;
	current->se.exec_start += ns;
	current->nvcsw++;
}

/* Scheduled out for @out ns: it has waited for a CPU so long of these, and slept. */
static void scheduled_out(struct kvm_vcpu *vcpu, u64 out, u64 waited, bool slept)
{
	vcpu->arch.last_host_tsc = rdtsc();
	tsc += 2 * out;
	current->se.exec_start += out;
	current->sched_info.run_delay += waited;
	current->nvcsw += slept;
	current->nivcsw += !slept;
	preempt_disable();
	kvm_exit_acct_sched_in(vcpu);
	preempt_enable();
}

/* A pair of a row of the vCPU, latched now. */
static struct regs row_pair(struct kvm_vcpu *vcpu, u32 row, u32 n)
{
	latch(vcpu, 6 | KVM_EXIT_ACCT_LATCH_VCPU);
	return pair(vcpu, 6, row, n);
}

/* The parts of blocked time, which are all of it: with what is told by no pair. */
static void test_blocked_parts(void **state)
{
	const u32 row = 12, blocked = KVM_EXIT_ACCT_PAIR_USER_BLOCKED;
	const u32 parts = KVM_EXIT_ACCT_PAIR_BLOCKED;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	struct regs r;
	u64 begin;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	run(vcpu);
	exits(vcpu, row, 1);

	/* Another task had the CPU, whatever the scheduler's clock says of it. */
	kvm_exit_acct_vmexit(vcpu, row);
	scheduled_out(vcpu, 50000, 49990, false);
	kvm_exit_acct_vmentry(vcpu);
	r = row_pair(vcpu, row, parts);
	assert_in_range(r.eax, 100000, 100100);
	assert_int_equal(r.ecx, 0);
	assert_int_equal(row_pair(vcpu, row, blocked).ecx, r.eax);

	/* A handler sleeps, and waits for a CPU when it is woken. */
	kvm_exit_acct_vmexit(vcpu, row + 1);
	scheduled_out(vcpu, 50000, 20000, true);
	kvm_exit_acct_vmentry(vcpu);
	r = row_pair(vcpu, row + 1, parts);
	assert_int_equal(r.eax, 40000);
	assert_in_range(r.ecx, 60000, 60100);
	assert_int_equal(row_pair(vcpu, row + 1, blocked).ecx, r.eax + r.ecx);

	/* A halted vCPU's thread sleeps, too: that is halted. */
	kvm_exit_acct_vmexit(vcpu, row + 2);
	begin = kvm_exit_acct_block_begin(vcpu);
	scheduled_out(vcpu, 50000, 20000, true);
	scheduled_out(vcpu, 5000, 5000, false);
	scheduled_out(vcpu, 50000, 0, true);
	kvm_exit_acct_block_end(vcpu, begin);
	scheduled_out(vcpu, 30000, 0, true);
	kvm_exit_acct_vmentry(vcpu);
	r = row_pair(vcpu, row + 2, parts);
	assert_in_range(r.eax, 50000, 50100);
	assert_in_range(r.ecx, 60000, 60100);
	assert_in_range(row_pair(vcpu, row + 2, blocked).ecx, 270000, 270300);

	/* The scheduler's clock is ahead; and a wait in another exit is none of this. */
	current->sched_info.run_delay += 1 << 20;
	kvm_exit_acct_vmexit(vcpu, row + 3);
	scheduled_out(vcpu, 50000, 0, true);
	scheduled_out(vcpu, 50000, 0, true);
	kvm_exit_acct_vmentry(vcpu);
	r = row_pair(vcpu, row + 3, parts);
	assert_in_range(r.eax, 100000, 100100);
	assert_in_range(r.ecx, 100000, 100100);

	/* Outside KVM_RUN it is the VMM's, and of its wait nothing is left. */
	kvm_exit_acct_vmexit(vcpu, row + 4);
	scheduled_out(vcpu, 5000, 5000, false);
	run_end(vcpu);
	scheduled_out(vcpu, 50000, 50000, true);
	kvm_exit_acct_load(vcpu);
	scheduled_out(vcpu, 7000, 0, true);
	kvm_exit_acct_vmentry(vcpu);
	r = row_pair(vcpu, row + 4, parts);
	assert_in_range(r.eax, 10000, 10100);
	assert_in_range(r.ecx, 14000, 14100);
	assert_int_equal(row_pair(vcpu, row + 4, blocked).ecx, r.eax + r.ecx);
	assert_int_equal(row_pair(vcpu, row + 4, KVM_EXIT_ACCT_PAIR_AWAY).eax,
			 100000);

	/* Those of the exit that latched. */
	kvm_exit_acct_vmexit(vcpu, 10);
	scheduled_out(vcpu, 40000, 10000, true);
	ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 5 | KVM_EXIT_ACCT_LATCH_VCPU);
	kvm_exit_acct_vmentry(vcpu);
	r = pair(vcpu, 5, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_BLOCKED);
	assert_int_equal(r.eax, 20000);
	assert_in_range(r.ecx, 60000, 60100);
	latch(vcpu, 0 | KVM_EXIT_ACCT_LATCH_VCPU);
	expect_all_time(vcpu, 0);
	vm_free(kvm);
}

/* An exit to a VMM which works for 500 ns, and in between sleeps for so many. */
static void exit_and_sleep(struct kvm_vcpu *vcpu, u32 row, u64 ns)
{
	const u64 guest = 4000000;

	/* Of what the thread has run the scheduler knows at its next look. */
	runs(guest, false);
	kvm_exit_acct_vmexit(vcpu, row);
	run_end(vcpu);
	runs(300, false);
	current->se.exec_start += guest + 300;
	current->se.sum_exec_runtime += guest + 300;
	sleeps(ns);
	runs(200, false);
	kvm_exit_acct_run_begin(vcpu);
	kvm_exit_acct_vmentry(vcpu);
	/* It comes to its end somewhere in between. */
	current->se.exec_start += 200;
	current->se.sum_exec_runtime += 200;
}

#define WORK_MIN 1000
#define WORK_MAX 1100

/* Then it is away: to the nanosecond, and no part of what the exit cost. */
static void test_vmm_sleeps(void **state)
{
	const u64 ns = 1000000;
	const u32 row = 30;
	struct kvm_exit_acct_row *r;
	struct task_struct other = { .se = { 1ull << 62 | 1ull << 40, 3 } };
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;

	(void)state;
	parameters("B", "16");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	run(vcpu);
	exits(vcpu, row, 1);
	r = vcpu->arch.exit_acct.rows[row];
	exit_and_sleep(vcpu, row, ns);
	assert_int_equal(r->away, 2 * ns);
	assert_in_range(r->user, WORK_MIN, WORK_MAX);
	assert_in_range(r->max, WORK_MIN, WORK_MAX);
	assert_int_equal(kvm_exit_acct_octave(r, 10), 1);

	/* One that only works is not away, however often it is looked at. */
	kvm_exit_acct_vmexit(vcpu, row);
	run_end(vcpu);
	runs(ns, true);
	runs(ns, false);
	kvm_exit_acct_run_begin(vcpu);
	kvm_exit_acct_vmentry(vcpu);
	assert_int_equal(r->away, 2 * ns);
	assert_in_range(r->user, 4 * ns + WORK_MIN, 4 * ns + 2 * WORK_MAX);

	/* Of the exit that latches. */
	kvm_exit_acct_vmexit(vcpu, 10);
	ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 0 | KVM_EXIT_ACCT_LATCH_VCPU);
	run_end(vcpu);
	sleeps(ns);
	kvm_exit_acct_run_begin(vcpu);
	kvm_exit_acct_vmentry(vcpu);
	assert_int_equal(pair(vcpu, 0, KVM_EXIT_ACCT_ROW_SLOT,
			      KVM_EXIT_ACCT_PAIR_LATCH_DROPPED).ecx, 2 * ns);
	assert_int_equal(pair(vcpu, 0, row, KVM_EXIT_ACCT_PAIR_AWAY).eax, 2 * ns);
	assert_int_equal(pair(vcpu, 0, 10, KVM_EXIT_ACCT_PAIR_AWAY).eax, 0);

	/* A clock that is ahead of the TSC takes nothing from the kernel. */
	kvm_exit_acct_vmexit(vcpu, row);
	run_end(vcpu);
	current->se.exec_start += 1ull << 62;
	current->nivcsw++;
	kvm_exit_acct_run_begin(vcpu);
	kvm_exit_acct_vmentry(vcpu);
	assert_in_range(r->away, 2 * ns, 2 * ns + 100);
	latch(vcpu, 0 | KVM_EXIT_ACCT_LATCH_VCPU);
	expect_all_time(vcpu, 0);

	/* Another thread's time is no measure of it. */
	kvm_exit_acct_vmexit(vcpu, row);
	run_end(vcpu);
	tsc += 2 * ns;
	other.nvcsw = current->nvcsw;
	other.nivcsw = current->nivcsw;
	current = &other;
	kvm_exit_acct_run_begin(vcpu);
	kvm_exit_acct_vmentry(vcpu);
	assert_in_range(r->away, 2 * ns, 2 * ns + 100);
	latch(vcpu, 0 | KVM_EXIT_ACCT_LATCH_VCPU);
	expect_all_time(vcpu, 0);
	/* But it was looked at, although it has left a CPU as often. */
	exit_and_sleep(vcpu, row, ns);
	assert_in_range(r->away, 4 * ns, 4 * ns + 100);

	/* One that came where another had been in memory is another, too. */
	kvm_exit_acct_vmexit(vcpu, row);
	run_end(vcpu);
	sleeps(ns);
	current->start_time++;
	kvm_exit_acct_run_begin(vcpu);
	kvm_exit_acct_vmentry(vcpu);
	assert_in_range(r->away, 4 * ns, 4 * ns + 100);
	vm_free(kvm);
}

/* An exit to the VMM that is no extreme: what else it may have to it. */
static void test_usual_vmm_exit(void **state)
{
	const u32 row = 30;
	struct kvm_exit_acct_row before, *r;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	run(vcpu);
	exits(vcpu, row, 1);
	r = vcpu->arch.exit_acct.rows[row];
	kvm_exit_acct_vmexit(vcpu, row);
	tsc += 1 << 20;
	kvm_exit_acct_vmentry(vcpu);

	/* Nothing. */
	before = *r;
	kvm_exit_acct_vmexit(vcpu, row);
	run_end(vcpu);
	runs(1100, false);
	kvm_exit_acct_load(vcpu);
	kvm_exit_acct_vmentry(vcpu);
	assert_int_equal(r->count, before.count + 1);
	assert_in_range(r->user - before.user, 2200, 2300);
	assert_in_range(r->kernel - before.kernel, 10, 100);
	assert_int_equal(kvm_exit_acct_octave(r, 11),
			 kvm_exit_acct_octave(&before, 11) + 1);

	/* It was scheduled out, too. */
	before = *r;
	kvm_exit_acct_vmexit(vcpu, row);
	scheduled_out(vcpu, 5000, 0, false);
	run_end(vcpu);
	kvm_exit_acct_load(vcpu);
	kvm_exit_acct_vmentry(vcpu);
	assert_in_range(r->blocked - before.blocked, 10000, 10100);
	assert_in_range(r->kernel - before.kernel, 10, 100);

	/* The TSC went back by less than all of it. */
	before = *r;
	kvm_exit_acct_vmexit(vcpu, row);
	run_end(vcpu);
	runs(1000, false);
	kvm_exit_acct_load(vcpu);
	tsc -= 1000;
	kvm_exit_acct_vmentry(vcpu);
	assert_int_equal(r->count, before.count + 1);
	assert_int_equal(r->user, before.user);
	assert_int_equal(r->kernel, before.kernel);
	assert_int_equal(dropped(vcpu), 1);
	vm_free(kvm);
}

/* Where the scheduler's clocks of two CPUs differ, by what the thread has run. */
static void test_vmm_comes_back_elsewhere(void **state)
{
	const u64 ns = 1000000;
	const u32 row = 30;
	struct kvm_exit_acct_row *r;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	int i;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	clocks_differ = true;
	run(vcpu);
	exits(vcpu, row, 1);
	r = vcpu->arch.exit_acct.rows[row];
	for (i = 0; i < 2; i++) {
		u64 user = r->user, away = r->away;

		kvm_exit_acct_vmexit(vcpu, row);
		run_end(vcpu);
		sleeps(ns);
		if (i) {
			cpu++;
			current->se.exec_start -= 1ull << 40;
		}
		runs(250, true);
		kvm_exit_acct_run_begin(vcpu);
		kvm_exit_acct_vmentry(vcpu);
		assert_in_range(r->away - away, 2 * ns, 2 * ns + 100);
		assert_in_range(r->user - user, 500, 600);
	}
	clocks_differ = false;
	vm_free(kvm);
}

/* Of @cycles cycles, 10 of which a look at the TSC takes. */
static void exit_of(struct kvm_vcpu *vcpu, u32 row, u64 cycles)
{
	kvm_exit_acct_vmexit(vcpu, row);
	tsc += cycles - 10;
	kvm_exit_acct_vmentry(vcpu);
}

/* Counted by hand: between what powers of two, and how many quarters further on. */
static u32 quarter_of(u64 cycles)
{
	u32 octave = 0;

	while (octave < 63 && cycles >= 2ull << octave)
		octave++;
	if (octave >= KVM_EXIT_ACCT_OCTAVES)
		return KVM_EXIT_ACCT_QUARTERS - 1;
	return 4 * octave +
	       (cycles ? (u32)((cycles - (1ull << octave)) * 4 / (1ull << octave)) : 0);
}

/* That the latched row has these, and octaves that are sums of them. */
static void expect_quarters(struct kvm_vcpu *vcpu, u32 row, const u64 *expected)
{
	struct regs r;
	u64 sum = 0;
	u32 i;

	latch(vcpu, 0);
	for (i = 0; i < KVM_EXIT_ACCT_QUARTERS; i += 2) {
		r = pair(vcpu, 0, row, KVM_EXIT_ACCT_PAIR_QUARTERS + i / 2);
		assert_int_equal(r.eax, expected[i]);
		assert_int_equal(r.ecx, expected[i + 1]);
		sum += r.eax + r.ecx;
	}
	assert_int_equal(pair(vcpu, 0, row, 0).eax, sum);
	for (i = 0; i < KVM_EXIT_ACCT_HIST_BUCKETS; i += 2) {
		bool told = i < KVM_EXIT_ACCT_OCTAVES;
		const u64 *q = &expected[told ? 4 * i : 0];

		r = pair(vcpu, 0, row, KVM_EXIT_ACCT_PAIR_HIST + i / 2);
		assert_int_equal(r.eax, told ? q[0] + q[1] + q[2] + q[3] : 0);
		assert_int_equal(r.ecx, told ? q[4] + q[5] + q[6] + q[7] : 0);
	}
	assert_true(is_undefined(pair(vcpu, 0, row, KVM_EXIT_ACCT_PAIRS)));
}

/*
 * The ends of every quarter, and many in between, by the short way of what is usual
 * and by the long one; minimum and maximum of all, the slowest as slow as they are.
 */
static void test_quarters(void **state)
{
	static u64 expected[KVM_EXIT_ACCT_QUARTERS];
	u64 cycles, min = ~0ull, max = 0;
	const u32 row = 30;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	struct regs r;
	int i, q, way;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	run(vcpu);
	memset(expected, 0, sizeof(expected));
	for (way = 0; way < 2; way++) {
		/* Slower ones make what is below them usual. */
		for (i = 0; way && i < KVM_EXIT_ACCT_SLOWEST; i++)
			exit_of(vcpu, 12, 1ull << 50);
		for (i = 0; i < 46; i++)
			for (q = 0; q < 4; q++) {
				cycles = (4ull + q) << i >> 2;
				exit_of(vcpu, row, cycles);
				expected[quarter_of(cycles)]++;
				exit_of(vcpu, row, cycles - 1);
				expected[quarter_of(cycles - 1)]++;
				min = min(min, cycles - 1);
				max = max(max, cycles);
			}
		expect_quarters(vcpu, row, expected);
		r = pair(vcpu, 0, row, KVM_EXIT_ACCT_PAIR_MIN_MAX);
		assert_int_equal(r.eax | (u64)r.ebx << 32, min);
		assert_int_equal(r.ecx | (u64)r.edx << 32, max);
	}
	srand(1);
	for (i = 0; i < 20000; i++) {
		cycles = (((u64)rand() << 31) | rand()) >> (18 + rand() % 44);
		exit_of(vcpu, row, cycles);
		expected[quarter_of(cycles)]++;
	}
	expect_quarters(vcpu, row, expected);
	vm_free(kvm);
}

static bool usual(struct kvm_vcpu *vcpu, u32 row, u64 busy)
{
	struct kvm_exit_acct_row *unused;

	vcpu->arch.exit_acct.row = row;
	return kvm_exit_acct_usual(&vcpu->arch.exit_acct,
				   READ_ONCE(vcpu->arch.exit_acct.usual), busy,
				   &unused);
}

/* What is within the extremes of its row, no slow one, and no 0. */
static void test_usual(void **state)
{
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	int i;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	run(vcpu);
	assert_false(usual(vcpu, 30, 100));
	exit_of(vcpu, 30, 100);
	/* As long as there are not 16 of them, each is of the slowest. */
	assert_false(usual(vcpu, 30, 100));
	for (i = 0; i < KVM_EXIT_ACCT_SLOWEST; i++)
		exit_of(vcpu, 12, 1ull << 40);
	exit_of(vcpu, 30, 200);
	assert_true(usual(vcpu, 30, 100));
	assert_true(usual(vcpu, 30, 200));
	assert_false(usual(vcpu, 30, 99));
	assert_false(usual(vcpu, 30, 201));
	assert_false(usual(vcpu, 30, -1));
	assert_false(usual(vcpu, 30, -100));
	exit_of(vcpu, 30, 0);
	assert_true(usual(vcpu, 30, 1));
	assert_false(usual(vcpu, 30, 0));
	exit_of(vcpu, 30, 1ull << 40);
	assert_true(usual(vcpu, 30, U32_MAX));
	/* One that came from L2, blocked or went to the VMM is none. */
	vcpu->arch.exit_acct.l2 = true;
	assert_false(usual(vcpu, 30, 100));
	vcpu->arch.exit_acct.l2 = false;
	vcpu->arch.exit_acct.has_blocked = true;
	assert_false(usual(vcpu, 30, 100));
	vcpu->arch.exit_acct.has_blocked = false;
	vcpu->arch.exit_acct.vmm = KVM_EXIT_ACCT_DEPTH_VMM;
	assert_false(usual(vcpu, 30, 100));
	vcpu->arch.exit_acct.vmm = 0;
	assert_true(usual(vcpu, 30, 100));
	assert_false(usual(vcpu, 30, U32_MAX + 1ull));
	latch(vcpu, 0 | KVM_EXIT_ACCT_LATCH_OPEN);
	assert_false(usual(vcpu, 30, 100));
	vm_free(kvm);
}

/* A vCPU has 32 bits for its window: all have their minimum and maximum. */
static void test_many_windows(void **state)
{
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	struct regs r;
	int i, n;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	run(vcpu);
	/* A row of window 3, which another one is like in 32 bits. */
	kvm->arch.exit_acct_window = 2;
	latch(vcpu, 0 | KVM_EXIT_ACCT_LATCH_OPEN);
	for (n = 0; n < 40; n++)
		exit_of(vcpu, 31, 7000);
	kvm->arch.exit_acct_window = U32_MAX - 3ull;
	for (i = 0; i < 9; i++) {
		latch(vcpu, 0 | KVM_EXIT_ACCT_LATCH_OPEN);
		for (n = 0; n < 40; n++)
			exit_of(vcpu, 30, 1000 - 100 * i + n % 2);
		if (kvm->arch.exit_acct_window == (1ull << 32) + 3)
			exit_of(vcpu, 31, 7000);
		latch(vcpu, 1);
		r = pair(vcpu, 1, 30, KVM_EXIT_ACCT_PAIR_MIN_MAX);
		assert_int_equal(r.eax, 1000 - 100 * i);
		assert_int_equal(r.ecx, 1000 - 100 * i + 1);
		r = pair(vcpu, 1, 31, KVM_EXIT_ACCT_PAIR_MIN_MAX);
		if (kvm->arch.exit_acct_window == (1ull << 32) + 3)
			assert_int_equal(r.eax, 7000);
		else
			assert_int_equal(r.eax | r.ecx, 0);
		r = pair(vcpu, 0, KVM_EXIT_ACCT_ROW_SLOT,
			 KVM_EXIT_ACCT_PAIR_LATCH_COST);
		assert_int_equal(r.eax, 30);
	}
	exit_of(vcpu, 31, 5000);
	latch(vcpu, 1);
	r = pair(vcpu, 1, 31, KVM_EXIT_ACCT_PAIR_MIN_MAX);
	assert_int_equal(r.eax, 5000);
	assert_int_equal(r.ecx, 5000);
	assert_true(kvm->arch.exit_acct_window > 1ull << 32);
	vm_free(kvm);
}

/*
 * Another vCPU has opened a window, and tells this one only when it has begun a latch
 * of its own.
 */
static void test_window_while_latching(void **state)
{
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	struct regs r;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	run(vcpu);
	exits(vcpu, 10, 50);
	kvm->arch.exit_acct_window++;
	/* The first of its reason, so it looks for the new window. */
	exits(vcpu, 12, 1);
	exits(vcpu, 10, 1);
	kvm_exit_acct_vmexit(vcpu, 10);
	ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 5 | KVM_EXIT_ACCT_LATCH_VCPU);
	vcpu->arch.exit_acct.window = kvm->arch.exit_acct_window;
	kvm_exit_acct_vmentry(vcpu);
	assert_null(vcpu->arch.exit_acct.latched);
	r = pair(vcpu, 5, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_COST);
	assert_int_not_equal(r.eax, 0);
	r = pair(vcpu, 5, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_ROW);
	assert_int_equal(r.ecx, 10);
	latch(vcpu, 4 | KVM_EXIT_ACCT_LATCH_VCPU);
	assert_int_equal(vcpu->arch.exit_acct.rows[10]->count, 53);
	vm_free(kvm);
}

/* The CPUs' windows have 32 bits, and there is one that is none. */
static void test_no_window_is_none(void **state)
{
	struct kvm *kvm;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	run(kvm->vcpus[0]);
	kvm->arch.exit_acct_window = (4ull << 32) - 2;
	latch(kvm->vcpus[0], 0 | KVM_EXIT_ACCT_LATCH_OPEN);
	assert_true(kvm->arch.exit_acct_window == 4ull << 32);
	vm_free(kvm);
}

/* A slot has the rows of what occurred, and a latch that gets none says so. */
static void test_no_memory_for_a_latch(void **state)
{
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;

	(void)state;
	parameters("B", "16");
	kvm = vm_new(2);
	vcpu = kvm->vcpus[0];
	exits(vcpu, 30, 3);
	io(kvm->vcpus[1], 0x60);
	assert_int_equal(pair(vcpu, 0, 30, 0).eax, 0);
	no_memory = true;
	assert_true(is_undefined(latch(vcpu, 0)));
	assert_true(is_undefined(latch(vcpu, 1 | KVM_EXIT_ACCT_LATCH_VCPU)));
	assert_int_equal(kvm_exit_acct_reset(kvm), -ENOMEM);
	no_memory = false;
	assert_int_equal(pair(vcpu, 0, KVM_EXIT_ACCT_ROW_SLOT,
			      KVM_EXIT_ACCT_PAIR_LATCH_SEQ).eax, 0);
	assert_int_equal(latch(vcpu, 0).eax, 1);
	assert_int_equal(pair(vcpu, 0, 30, 0).eax, 4);
	/* With that of the exit that latched it has all rows that it needs. */
	assert_int_equal(latch(vcpu, 0).eax, 2);
	no_memory = true;
	assert_int_equal(latch(vcpu, 0).eax, 3);
	/* One that needs another row is as if nobody had latched. */
	no_memory = false;
	exits(vcpu, 31, 1);
	no_memory = true;
	assert_true(is_undefined(latch(vcpu, 0)));
	no_memory = false;
	assert_int_equal(pair(vcpu, 0, KVM_EXIT_ACCT_ROW_SLOT,
			      KVM_EXIT_ACCT_PAIR_LATCH_SEQ).eax, 0);
	assert_int_equal(kvm_exit_acct_reset(kvm), 0);
	assert_int_equal(kvm->arch.exit_acct_zero[30]->count, 4);
	assert_int_equal(kvm->arch.exit_acct_zero[32]->count, 0);
	assert_ptr_equal(kvm->arch.exit_acct_zero[32], kvm->arch.exit_acct_zero[33]);
	vm_free(kvm);
}

/* Within an exit, while it is in the VMM, and while it is blocked. */
static void test_tsc_goes_back(void **state)
{
	const u32 row = 30, ticks = 100;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	u64 begin, before;
	struct regs r;
	int i;

	(void)state;
	parameters("B", "16");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	tsc = 10 * OFFSET;
	latch(vcpu, 6 | KVM_EXIT_ACCT_LATCH_OPEN);
	for (i = 0; i < 4; i++) {
		if (kvm_exit_acct_vmexit(vcpu, row))
			kvm_exit_acct_detail(vcpu, 0x60, true);
		switch (i) {
		case 0:
			tsc -= 1000;
			break;
		case 1:
			vcpu->arch.last_host_tsc = rdtsc();
			kvm_exit_acct_run_end(vcpu);
			tsc -= 1000;
			kvm_exit_acct_run_begin(vcpu);
			/* The whole is not negative. */
			tsc += 2000;
			break;
		case 2:
			begin = kvm_exit_acct_block_begin(vcpu);
			tsc -= 1000;
			kvm_exit_acct_block_end(vcpu, begin);
			tsc += 2000;
			break;
		case 3:
			tsc += ticks;
		}
		kvm_exit_acct_vmentry(vcpu);
		assert_int_equal(vcpu->arch.exit_acct.user |
				 vcpu->arch.exit_acct.blocked, 0);
	}
	assert_int_equal(dropped(vcpu), 3);
	/* All are counted, and the time is that of the last. */
	r = pair(vcpu, 7, row, KVM_EXIT_ACCT_PAIR_COUNT_KERNEL);
	assert_int_equal(r.eax, 4);
	assert_int_equal(r.ecx, ticks + 10);
	r = pair(vcpu, 7, row, KVM_EXIT_ACCT_PAIR_USER_BLOCKED);
	assert_int_equal(r.eax | r.ebx | r.ecx | r.edx, 0);
	r = pair(vcpu, 7, row, KVM_EXIT_ACCT_PAIR_MIN_MAX);
	assert_int_equal(r.eax, ticks + 10);
	assert_int_equal(r.ecx, ticks + 10);
	r = pair(vcpu, 7, row, KVM_EXIT_ACCT_PAIR_HIST);
	assert_int_equal(r.eax, 3);

	/* An exit that latches ends all the same, and costs nothing. */
	kvm_exit_acct_vmexit(vcpu, 10);
	ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 5);
	tsc -= 1000;
	kvm_exit_acct_vmentry(vcpu);
	assert_null(vcpu->arch.exit_acct.latched);
	r = pair(vcpu, 5, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_COST);
	assert_int_equal(r.eax | r.ebx | r.ecx | r.edx, 0);

	/* KVM's own adjustment: no exit is without time. */
	before = dropped(vcpu);
	kvm_exit_acct_vmexit(vcpu, row);
	vcpu->arch.last_host_tsc = rdtsc();
	kvm_exit_acct_run_end(vcpu);
	tsc = 1000;
	kvm_exit_acct_new_tsc(vcpu, tsc);
	kvm_exit_acct_run_begin(vcpu);
	kvm_exit_acct_vmentry(vcpu);
	assert_int_equal(dropped(vcpu), before);
	vm_free(kvm);
}

static void test_no_time_is_left_out(void **state)
{
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	u64 begin;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(2);
	vcpu = kvm->vcpus[1];
	kvm_exit_acct_run_begin(vcpu);
	tsc += 500;
	kvm_exit_acct_vmentry(vcpu);
	tsc += 300;
	exits(vcpu, 30, 5);
	kvm_exit_acct_vmexit(vcpu, 12);
	begin = kvm_exit_acct_block_begin(vcpu);
	tsc += 4000;
	kvm_exit_acct_block_end(vcpu, begin);
	kvm_exit_acct_vmentry(vcpu);
	tsc += 70;
	latch(vcpu, 0 | KVM_EXIT_ACCT_LATCH_VCPU);
	expect_all_time(vcpu, 0);
	kvm_exit_acct_vmexit(vcpu, 30);
	vcpu->arch.last_host_tsc = rdtsc();
	kvm_exit_acct_run_end(vcpu);
	tsc += 900;
	kvm_exit_acct_run_begin(vcpu);
	kvm_exit_acct_vmentry(vcpu);
	latch(vcpu, 1 | KVM_EXIT_ACCT_LATCH_VCPU);
	expect_all_time(vcpu, 1);
	/* Behind a suspend the TSC begins anew, and the sums go on. */
	kvm_exit_acct_vmexit(vcpu, 30);
	tsc = 1000;
	kvm_exit_acct_new_tsc(vcpu, tsc);
	kvm_exit_acct_vmentry(vcpu);
	latch(vcpu, 2 | KVM_EXIT_ACCT_LATCH_VCPU);
	expect_all_time(vcpu, 2);
	vm_free(kvm);
}

/* No exit that a processor made: a row of its own, and 33 for the coursework. */
static void test_invalid_guest_state(void **state)
{
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	struct regs r;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	exits(vcpu, kvm_exit_acct_vmx_row(33), 2);
	exits(vcpu, KVM_EXIT_ACCT_VMX_EMULATED, 3);
	exits(vcpu, KVM_EXIT_ACCT_VMX_EARLY_CHECK, 6);
	exits(vcpu, kvm_exit_acct_vmx_row(96), 4);
	latch(vcpu, 0);
	assert_int_equal(pair(vcpu, 0, 33, 0).eax, 2);
	assert_int_equal(pair(vcpu, 0, KVM_EXIT_ACCT_VMX_EMULATED, 0).eax, 3);
	assert_int_equal(pair(vcpu, 0, KVM_EXIT_ACCT_VMX_OTHER, 0).eax, 4);
	r = pair(vcpu, 0, KVM_EXIT_ACCT_VMX_EMULATED, KVM_EXIT_ACCT_PAIR_REASON);
	assert_int_equal(r.eax, KVM_EXIT_ACCT_REASON_EMULATED);
	assert_int_equal(r.ebx, 0);
	assert_int_equal(pair(vcpu, 0, KVM_EXIT_ACCT_VMX_EARLY_CHECK, 0).eax, 6);
	r = pair(vcpu, 0, KVM_EXIT_ACCT_VMX_EARLY_CHECK, KVM_EXIT_ACCT_PAIR_REASON);
	assert_int_equal(r.eax, KVM_EXIT_ACCT_REASON_EARLY_CHECK);
	assert_int_equal(r.ebx, 0);
	assert_int_equal(ask(vcpu, 0x4ffffffd, 33).eax, 5);

	/* A bracket within one emulation is empty, as any other. */
	kvm_exit_acct_vmexit(vcpu, KVM_EXIT_ACCT_VMX_EMULATED);
	ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 0 | KVM_EXIT_ACCT_LATCH_OPEN);
	tsc += 100;
	ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 1);
	kvm_exit_acct_vmentry(vcpu);
	r = pair(vcpu, 0, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_ROW);
	assert_int_equal(r.ecx, KVM_EXIT_ACCT_VMX_EMULATED);
	assert_int_equal(pair(vcpu, 1, KVM_EXIT_ACCT_VMX_EMULATED, 0).eax -
			 pair(vcpu, 0, KVM_EXIT_ACCT_VMX_EMULATED, 0).eax, 1);
	assert_int_equal(pair(vcpu, 1, KVM_EXIT_ACCT_VMX_EMULATED, 0).ecx -
			 pair(vcpu, 0, KVM_EXIT_ACCT_VMX_EMULATED, 0).ecx,
			 pair(vcpu, 0, KVM_EXIT_ACCT_ROW_SLOT,
			      KVM_EXIT_ACCT_PAIR_LATCH_COST).eax);
	vm_free(kvm);
}

/*
 * KVM emulates with preemption on. Wherever a timeslice comes between two latches of one
 * emulation, the guest's time is not in it, and nothing is dropped.
 */
static void test_timeslice_while_emulating(void **state)
{
	struct kvm_exit_acct *a;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	int places;
	u64 guest;

	(void)state;
	for (places = 0;; places++) {
		parameters("B", "0");
		kvm = vm_new(1);
		vcpu = kvm->vcpus[0];
		a = &vcpu->arch.exit_acct;
		run(vcpu);
		exits(vcpu, 10, 50);
		preempt_disable();
		kvm_exit_acct_vmexit(vcpu, KVM_EXIT_ACCT_VMX_EMULATED);
		guest = a->guest;
		ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 5 | KVM_EXIT_ACCT_LATCH_VCPU);
		preempt_enable();
		slice.vcpu = vcpu;
		slice.places = places;
		slice.over = false;
		ask(vcpu, KVM_EXIT_ACCT_LEAF_LATCH, 4 | KVM_EXIT_ACCT_LATCH_VCPU);
		slice.vcpu = NULL;
		preempt_disable();
		assert_in_range(a->guest - guest, 0, 100);
		kvm_exit_acct_vmentry(vcpu);
		preempt_enable();
		assert_int_equal(a->dropped, 0);
		vm_free(kvm);
		if (!slice.over)
			break;
	}
	assert_in_range(places, 1, 20);
}

/* Of a vCPU without stamps the TSC itself. */
static void test_tsc_of_the_exit(void **state)
{
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;
	u64 stamp;

	(void)state;
	parameters("B", "0");
	kvm = vm_new(1);
	vcpu = kvm->vcpus[0];
	stamp = kvm_exit_acct_tsc(vcpu);
	assert_int_equal(stamp, tsc);
	kvm_exit_acct_vmentry(vcpu);
	kvm_exit_acct_vmexit(vcpu, 10);
	stamp = tsc;
	tsc += 100;
	assert_int_equal(kvm_exit_acct_tsc(vcpu), stamp);
	kvm_exit_acct_vmentry(vcpu);
	vm_free(kvm);
}

static void test_unstable_tsc(void **state)
{
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_EXIT_ACCT, .args = { KVM_EXIT_ACCT_LAYOUT_A },
	};
	struct kvm *kvm;

	(void)state;
	tsc_unstable = true;
	parameters("B", "0");
	kvm = vm_new(1);
	assert_int_equal(kvm->arch.exit_acct, 0);
	assert_false(kvm_exit_acct_enabled());
	vm_free(kvm);
	parameters("off", "0");
	kvm = vm_new(0);
	assert_int_equal(kvm_exit_acct_enable_cap(kvm, &cap), -EOPNOTSUPP);
	vm_free(kvm);
	tsc_unstable = false;
}

static void test_generation(void **state)
{
	struct kvm *a, *b;
	struct regs ra, rb;

	(void)state;
	parameters("B", "0");
	a = vm_new(1);
	b = vm_new(1);
	ra = ask(a->vcpus[0], KVM_EXIT_ACCT_LEAF_DISCOVER, 3);
	rb = ask(b->vcpus[0], KVM_EXIT_ACCT_LEAF_DISCOVER, 3);
	assert_false(ra.eax == rb.eax && ra.ebx == rb.ebx);
	rb = ask(a->vcpus[0], KVM_EXIT_ACCT_LEAF_DISCOVER, 3);
	assert_true(ra.eax == rb.eax && ra.ebx == rb.ebx);
	kvm_exit_acct_vcpu_free(b->vcpus[0]);
	free(b->vcpus[0]);
	kvm_exit_acct_vm_free(b);
	free(b);
	vm_free(a);
}

static void ignore(void *data, u32 reason, u64 what, bool write, u64 count,
		   u64 cycles)
{
	(void)data; (void)reason; (void)what; (void)write; (void)count; (void)cycles;
}

/* The host looks and resets all the while. */
static void *host(void *arg)
{
	struct kvm_exit_acct_row *row = kvcalloc(1, sizeof(*row), 0);
	struct kvm *kvm = arg;
	u32 r = 0;

	while (!READ_ONCE(over)) {
		kvm_exit_acct_reset(kvm);
		kvm_exit_acct_show_details(kvm, ignore, NULL);
		mutex_lock(&kvm->arch.exit_acct_lock);
		kvm_exit_acct_vm_row(kvm, r++ % VMX_ROWS, row);
		mutex_unlock(&kvm->arch.exit_acct_lock);
	}
	kvfree(row);
	return NULL;
}

#define CALLS 250000

/* Every index that is near something, and any other. */
static void *guest(void *arg)
{
	static const u32 near[] = {
		0, 1, 2, 7, 8, 63, 64, 95, 96, 97, 208, 209, 255, 256,
		0x40000000, 0x40000001, 0x80000000, 0x80000007, 0xc0000000,
		0xffff00, 0xffff01, 0xffff03, 0xffff04, 0xffffff, 0xffffffff,
	};
	struct kvm_vcpu *vcpu = arg;
	u64 random = (uintptr_t)vcpu | 1;
	struct regs r;
	u32 leaf, index;
	int i;

	for (i = 0; i < CALLS; i++) {
		random = random * 6364136223846793005ull + 1442695040888963407ull;
		leaf = KVM_EXIT_ACCT_LEAF_BASE + (random >> 60);
		/* A latch takes its time. */
		if (leaf == KVM_EXIT_ACCT_LEAF_LATCH && i % 16)
			leaf = KVM_EXIT_ACCT_LEAF_DETAIL;
		index = near[(random >> 40) % ARRAY_SIZE(near)] ^
			(random >> 32 & 1 ? random >> 8 & 0x7ffff : 0);
		kvm_exit_acct_vmexit(vcpu, kvm_exit_acct_vmx_row(10));
		cpuid(vcpu, leaf, index, &r);
		kvm_exit_acct_vmentry(vcpu);
		io(vcpu, random >> 48 & 0x1ff);
	}
	return NULL;
}

static void test_a_million_random_calls(void **state)
{
	pthread_t thread[5];
	struct kvm *kvm;
	u64 sum = 0;
	int i;

	(void)state;
	parameters("B", "128");
	kvm = vm_new(4);
	over = false;
	pthread_create(&thread[4], NULL, host, kvm);
	for (i = 0; i < 4; i++)
		pthread_create(&thread[i], NULL, guest, kvm->vcpus[i]);
	for (i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
	WRITE_ONCE(over, true);
	pthread_join(thread[4], NULL);

	/* Nothing of what was counted is lost. */
	latch(kvm->vcpus[0], 0);
	assert_int_equal(pair(kvm->vcpus[0], 0, 10, 0).eax, 4 * CALLS);
	assert_int_equal(pair(kvm->vcpus[0], 0, 30, 0).eax, 4 * CALLS);
	for (i = 0; i < KVM_EXIT_ACCT_HIST_BUCKETS / 2; i++) {
		struct regs r = pair(kvm->vcpus[0], 0, 30,
				     KVM_EXIT_ACCT_PAIR_HIST + i);

		sum += (u64)r.eax + r.ecx;
	}
	assert_int_equal(sum, 4 * CALLS);
	vm_free(kvm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_off_unless_asked),
#ifdef KNOWS_TDX
		cmocka_unit_test(test_td_is_refused),
#endif
		cmocka_unit_test(test_privilege),
		cmocka_unit_test(test_details_of_who_is_not_accounted),
		cmocka_unit_test(test_bracket),
		cmocka_unit_test(test_world_switch),
		cmocka_unit_test(test_guest_tsc),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_l2),
		cmocka_unit_test(test_slowest),
		cmocka_unit_test(test_latch_of_one_vcpu),
		cmocka_unit_test(test_latch_is_bounded),
		cmocka_unit_test(test_latch_of_who_runs),
		cmocka_unit_test(test_latch_of_who_runs_elsewhere),
		cmocka_unit_test(test_details_of_a_vm_are_bounded),
		cmocka_unit_test(test_details_stay),
		cmocka_unit_test(test_timeslice_while_halted),
		cmocka_unit_test(test_blocked_parts),
		cmocka_unit_test(test_no_memory_for_a_row),
		cmocka_unit_test(test_timeslice_while_loading),
		cmocka_unit_test(test_timeslice_behind_the_run),
		cmocka_unit_test(test_vmm_sleeps),
		cmocka_unit_test(test_usual_vmm_exit),
		cmocka_unit_test(test_vmm_comes_back_elsewhere),
		cmocka_unit_test(test_quarters),
		cmocka_unit_test(test_usual),
		cmocka_unit_test(test_many_windows),
		cmocka_unit_test(test_window_while_latching),
		cmocka_unit_test(test_no_window_is_none),
		cmocka_unit_test(test_no_memory_for_a_latch),
		cmocka_unit_test(test_tsc_goes_back),
		cmocka_unit_test(test_no_time_is_left_out),
		cmocka_unit_test(test_invalid_guest_state),
		cmocka_unit_test(test_timeslice_while_emulating),
		cmocka_unit_test(test_tsc_of_the_exit),
		cmocka_unit_test(test_unstable_tsc),
		cmocka_unit_test(test_generation),
		cmocka_unit_test(test_a_million_random_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
