/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a TCG plugin is given by QEMU, versions 1 to 4 of its interface. Debian
 * packages no header of QEMU 7.2; these are the declarations that walks.so needs,
 * as QEMU's documentation "TCG Emulation, Plugins" describes them.
 */
#ifndef EXITBENCH_QEMU_PLUGIN_H
#define EXITBENCH_QEMU_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLUGIN_EXPORT __attribute__((visibility("default")))

struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_plugin_hwaddr;

/* What QEMU says of itself; the versions of the interface that it takes. */
struct qemu_info {
	const char *target_name;
	struct {
		int min, cur;
	} version;
	bool system_emulation;
	struct {
		int smp_vcpus, max_vcpus;
	} system;
};

enum { PLUGIN_CB_NO_REGS = 0 };
/* Of loads and stores. With a callback of each, QEMU 7.2 tells of a store twice. */
enum { PLUGIN_MEM_RW = 3 };

typedef void (*plugin_translate)(uint64_t id, struct qemu_plugin_tb *tb);
typedef void (*plugin_execute)(unsigned int vcpu, void *arg);
typedef void (*plugin_memory)(unsigned int vcpu, uint32_t info, uint64_t va,
			      void *arg);

/* Forgets all callbacks and translations, then calls @cb. */
void qemu_plugin_reset(uint64_t id, void (*cb)(uint64_t id));
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, plugin_translate cb);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
					  plugin_execute cb, int flags,
					  void *arg);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    plugin_execute cb, int flags,
					    void *arg);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn,
				      plugin_memory cb, int flags, int rw,
				      void *arg);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);

/*
 * Up to version 2 it takes @insn alone and returns its bytes; from 3 on it copies
 * @len of them to @to. QEMU's own version says which, not that of the plugin.
 */
uintptr_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *to,
				size_t len);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
/* Where QEMU has it in its own memory */
void *qemu_plugin_insn_haddr(const struct qemu_plugin_insn *insn);

bool qemu_plugin_mem_is_store(uint32_t info);
/* Only in a callback of memory */
struct qemu_plugin_hwaddr *qemu_plugin_get_hwaddr(uint32_t info, uint64_t va);
uint64_t qemu_plugin_hwaddr_phys_addr(const struct qemu_plugin_hwaddr *hwaddr);

/* Gone with version 2, by which it is known. */
__attribute__((weak)) int qemu_plugin_n_vcpus(void);

#endif
