// SPDX-License-Identifier: GPL-2.0
/*
 * The series' own exit_acct.c as a program: who has leaves, what they answer, and a
 * million random calls while others count and look.
 */
#include <setjmp.h>
#include <stdarg.h>

#include "fake_kernel.h"
#include "exit_acct.h"

#include <cmocka.h>

extern int (*const param_exit_acct)(const char *, const struct kernel_param *);
extern int (*const param_exit_acct_detail)(const char *,
					   const struct kernel_param *);
extern bool *const param_exit_acct_cpl3;

#define OFFSET 1000000		/* host TSC where the guest's is 0 */
#define VMX_ROWS KVM_EXIT_ACCT_VMX_ROWS

bool tdp_enabled = true;
static u64 tsc;
static int cpl;

u64 rdtsc(void) { return __atomic_add_fetch(&tsc, 10, __ATOMIC_RELAXED); }
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

static void parameters(const char *layout, const char *detail)
{
	assert_int_equal(param_exit_acct(layout, NULL), 0);
	assert_int_equal(param_exit_acct_detail(detail, NULL), 0);
	*param_exit_acct_cpl3 = false;
	kvm_exit_acct_detail_key.enabled = 0;
	cpl = 0;
	tsc = OFFSET / 2;
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
		kvm->created_vcpus++;
		assert_int_equal(kvm_exit_acct_vcpu_init(vcpu), 0);
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
	assert_null(kvm->vcpus[0]->arch.exit_acct.rows);
	assert_false(cpuid(kvm->vcpus[0], KVM_EXIT_ACCT_LEAF_LAST, 0, &r));
	assert_int_equal(kvm_exit_acct_enable_cap(kvm, &cap), -EINVAL);
	assert_false(kvm_exit_acct_enabled());
	/* Beside a VM that is accounted its exits are not. */
	kvm_exit_acct_key.key.enabled++;
	exits(kvm->vcpus[0], 10, 3);
	kvm_exit_acct_key.key.enabled--;
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

static void io(struct kvm_vcpu *vcpu, u32 port)
{
	if (kvm_exit_acct_vmexit(vcpu, 30))
		kvm_exit_acct_detail(vcpu, port, true);
	kvm_exit_acct_vmentry(vcpu);
}

static bool over;

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
		cmocka_unit_test(test_privilege),
		cmocka_unit_test(test_bracket),
		cmocka_unit_test(test_a_million_random_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
