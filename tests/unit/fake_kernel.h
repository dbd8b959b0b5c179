/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of the kernel as the series' exit_acct.c needs to run in a program: a
 * vCPU is a thread or none, a mutex is pthread's, the TSC is what the test says.
 */
#ifndef EXITBENCH_TEST_KERNEL_H
#define EXITBENCH_TEST_KERNEL_H

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

#define KBUILD_MODNAME "kvm"
#define CONFIG_X86_64 1
#define SMP_CACHE_BYTES 64
#define BUILD_BUG_ON(x) _Static_assert(!(x), #x)
#define offsetofend(t, m) (offsetof(t, m) + sizeof(((t *)0)->m))
#define EXIT_REASON_VMLAUNCH 20
#define EXIT_REASON_VMRESUME 24
#define EXIT_REASON_INVALID_STATE 33
#define IS_ENABLED(x) (x)
/* That it accounts the time of interrupts or steal time. */
extern bool clocks_differ;
#define CONFIG_IRQ_TIME_ACCOUNTING clocks_differ
#define CONFIG_PARAVIRT_TIME_ACCOUNTING 0
#define NSEC_PER_MSEC 1000000
#define HZ 100
#define U64_MAX UINT64_MAX
#define U32_MAX UINT32_MAX
#define GFP_KERNEL 0
#define GFP_KERNEL_ACCOUNT 0
#define __init
#undef noinline
#define noinline __attribute__((noinline))
#define noinline_for_stack noinline
#undef __always_inline
#define __always_inline inline
#define ____cacheline_aligned __attribute__((aligned(64)))
#define __ro_after_init
#define likely(x) (x)
#define unlikely(x) (x)
#define fallthrough __attribute__((fallthrough))
#define WARN_ON(x) ({ if (x) abort(); })
#define EXPORT_SYMBOL_FOR_KVM_INTERNAL(x)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))
#define BIT(n) (1ul << (n))
#define BIT_ULL(n) (1ull << (n))
#define GENMASK_ULL(h, l) ((~0ull << (l)) & (~0ull >> (63 - (h))))
#define lower_32_bits(n) ((u32)(n))
#define upper_32_bits(n) ((u32)((u64)(n) >> 32))
#define div_u64(a, b) ((a) / (b))
#define div_u64_rem(a, b, rest) (*(rest) = (a) % (b), (a) / (b))
#define min(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ < b_ ? a_ : b_; })
#define max(a, b) ({ __typeof__(a) c_ = (a); __typeof__(b) d_ = (b); c_ > d_ ? c_ : d_; })
#define min_t(t, a, b) min((t)(a), (t)(b))
#define max_t(t, a, b) max((t)(a), (t)(b))
/* What other vCPUs do before a look at what they count, and while others may run. */
extern _Thread_local void (*meanwhile)(void);
#define READ_ONCE(x) ({ if (meanwhile) meanwhile(); __atomic_load_n(&(x), __ATOMIC_RELAXED); })
#define WRITE_ONCE(x, v) __atomic_store_n(&(x), (v), __ATOMIC_RELAXED)
#define smp_mb() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_rmb() smp_mb()
#define cpu_relax()
#define smp_wmb() smp_mb()
#define __fls(x) (63 - __builtin_clzl(x))
#define array_index_nospec(i, n) ({ if ((u64)(i) >= (u64)(n)) abort(); (i); })
#define hash_64(v, bits) ((u32)((u64)(v) * 0x61C8864680B583EBull >> (64 - (bits))))
#define roundup_pow_of_two(n) ((n) < 2 ? 1u : 1u << (32 - __builtin_clz((n) - 1)))
#define pr_err(...) fprintf(stderr, __VA_ARGS__)
#define pr_warn(...) fprintf(stderr, __VA_ARGS__)
#define pr_warn_once(...) fprintf(stderr, __VA_ARGS__)
#define get_random_u64() ((u64)random() << 32 ^ random())
extern bool tsc_unstable;
#define check_tsc_unstable() tsc_unstable

typedef int gfp_t;
#define GFP_ATOMIC 1
#define __GFP_ACCOUNT 0
#define __GFP_NOWARN 0
#define CONFIG_PREEMPT_RT 0
#define smp_store_release(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)
/* Where nothing may sleep, there is no memory; and nowhere. */
extern bool no_atomic_memory;
extern _Thread_local bool no_memory;
#define kzalloc(size, gfp) kvcalloc(1, size, gfp)
struct kmem_cache { size_t size; };
#define SLAB_ACCOUNT 0
#define KMEM_CACHE(type, flags) ({					\
	static struct kmem_cache cache_;				\
	cache_.size = sizeof(struct type);				\
	&cache_; })
#define kmem_cache_destroy(cache)
#define kmem_cache_zalloc(cache, gfp) \
	(no_memory || ((gfp) == GFP_ATOMIC && no_atomic_memory) ? \
	 NULL : kvcalloc(1, (cache)->size, gfp))
#define kmem_cache_free(cache, p) free(p)
#define cmpxchg(p, old, new) __sync_val_compare_and_swap(p, old, new)
#define cmpxchg64 cmpxchg
#define kcalloc(n, size, gfp) kvcalloc(n, size, gfp)
#define kfree(p) free(p)
#define kvfree(p) free(p)
/* Aligned as the rows ask; ASan sees what is beyond. */
static inline void *kvcalloc(size_t n, size_t size, int gfp)
{
	void *p = NULL;

	(void)gfp;
	if (posix_memalign(&p, 64, n * size))
		return NULL;
	return memset(p, 0, n * size);
}

/* A key counts, as the kernel's does. */
struct static_key_false { int enabled; };
struct static_key_false_deferred { struct static_key_false key; };
#define DEFINE_STATIC_KEY_FALSE(k) struct static_key_false k
#define DECLARE_STATIC_KEY_FALSE(k) extern struct static_key_false k
#define DEFINE_STATIC_KEY_DEFERRED_FALSE(k, when) struct static_key_false_deferred k
#define static_branch_likely(k) ((k)->enabled > 0)
#define static_branch_unlikely(k) ((k)->enabled > 0)
#define static_branch_inc(k) ((k)->enabled++)
#define static_branch_enable(k) ((k)->enabled = 1)
#define static_branch_slow_dec_deferred(k) ((k)->key.enabled--)
#define static_key_deferred_flush(k)

struct kernel_param;
struct kernel_param_ops {
	int (*set)(const char *val, const struct kernel_param *kp);
	int (*get)(char *buf, const struct kernel_param *kp);
};
#define module_param_cb(name, ops, arg, perm) \
	int (*const param_##name)(const char *, const struct kernel_param *) = (ops)->set
#define module_param_named(name, var, type, perm) \
	bool *const param_##name = &(var)
#define MODULE_PARM_DESC(name, text)
#define param_get_uint NULL
#define sysfs_emit(buf, ...) sprintf(buf, __VA_ARGS__)
#define kstrtouint(s, base, out) ({					\
	char *end_;							\
	unsigned long v_ = strtoul(s, &end_, base);			\
	*(out) = v_;							\
	*end_ || end_ == (s) || v_ > UINT32_MAX ? -EINVAL : 0; })
#define sysfs_match_string(a, s) match_string_(a, ARRAY_SIZE(a), s)
static inline int match_string_(const char *const *a, size_t n, const char *s)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (a[i] && !strcmp(a[i], s))
			return i;
	return -EINVAL;
}

struct mutex { pthread_mutex_t m; };
#define mutex_init(x) pthread_mutex_init(&(x)->m, NULL)
#define mutex_lock(x) pthread_mutex_lock(&(x)->m)
#define mutex_unlock(x) pthread_mutex_unlock(&(x)->m)
#define lockdep_assert_held(x) WARN_ON(!pthread_mutex_trylock(&(x)->m))
/* The thread that runs has been killed. */
extern _Thread_local bool killed;
extern _Thread_local unsigned int rescheduled;
struct task_struct {
	struct sched_entity { u64 exec_start, sum_exec_runtime; } se;
	struct { u64 run_delay; } sched_info;
	unsigned long nvcsw, nivcsw;	/* times that it left a CPU: to sleep, or not */
	u64 start_time;
};
extern _Thread_local struct task_struct *current;
extern int cpu;
#define smp_processor_id() cpu
extern unsigned int tsc_khz;
#define fatal_signal_pending(task) killed
#define mutex_lock_killable(x) (killed ? -EINTR : mutex_lock(x))
#define cond_resched() do { rescheduled++; if (meanwhile) meanwhile(); } while (0)
/* A timeslice may come wherever preemption is on: at a stamp, or behind one. */
extern _Thread_local int preempt_count;
void timeslice(void);
#define preempt_disable() (preempt_count++)
#define preempt_enable() do { if (!--preempt_count) timeslice(); } while (0)

/* As in the kernel's linux/kvm.h and asm/kvm_host.h. */
enum {
	KVM_EXIT_UNKNOWN = 0, KVM_EXIT_IO = 2, KVM_EXIT_HYPERCALL = 3,
	KVM_EXIT_HLT = 5, KVM_EXIT_MMIO = 6, KVM_EXIT_IRQ_WINDOW_OPEN = 7,
	KVM_EXIT_INTR = 10, KVM_EXIT_IOAPIC_EOI = 26, KVM_EXIT_X86_RDMSR = 29,
	KVM_EXIT_X86_WRMSR = 30,
};
struct kvm_run { u32 exit_reason; };
#include <asm/kvm_exit_acct.h>
#include "structs.h"		/* of the series' kvm_host.h */

struct kvm_enable_cap {
	u32 cap, flags;
	u64 args[4];
};

#define KVM_X86_TDX_VM 5
struct kvm_arch {
	u8 vm_type;
	u8 exit_acct;
	struct kvm_exit_acct_slot *exit_acct_slots;
	struct mutex exit_acct_lock;
	u64 exit_acct_window, exit_acct_window_tsc;
	struct kvm_exit_acct_row **exit_acct_zero;
	u64 exit_acct_zero_window;
	struct kvm_exit_acct_detail *exit_acct_copy;
	struct kvm_exit_acct_detail *exit_acct_keys;
	u64 exit_acct_generation;
};

#define TEST_VCPUS 64
struct kvm_vcpu;
struct kvm {
	struct kvm_arch arch;
	struct mutex lock;
	int created_vcpus;
	int online_vcpus;
	struct kvm_vcpu *vcpus[TEST_VCPUS];
};
struct kvm_vcpu {
	struct kvm *kvm;
	struct kvm_run *run;
	int cpu;
	u32 vcpu_id;
	struct {
		struct kvm_exit_acct exit_acct;
		u64 last_host_tsc, rip;
		u32 hflags;
		bool guest_state_protected;
	} arch;
};
void vcpu_load(struct kvm_vcpu *vcpu);
#define HF_GUEST_MASK 1
#define is_guest_mode(vcpu) ((vcpu)->arch.hflags & HF_GUEST_MASK)
#define kvm_rip_read(vcpu) ((vcpu)->arch.rip)
#define kvm_for_each_vcpu(i, v, k)					\
	for ((i) = 0; (i) < (unsigned long)(k)->online_vcpus &&		\
		      ((v) = (k)->vcpus[i], 1); (i)++)
#define atomic_read(p) (*(p))

#define X86_FEATURE_VMX 1
bool boot_cpu_has(int feature);
u64 rdtsc(void);
u64 kvm_read_l1_tsc(struct kvm_vcpu *vcpu, u64 host_tsc);
int kvm_x86_get_cpl(struct kvm_vcpu *vcpu);
#define static_call(f) f
extern bool tdp_enabled;
#define trace_kvm_cpuid(...)

#endif
