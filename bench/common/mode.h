/* SPDX-License-Identifier: GPL-2.0 */
/* Names of processor vendors and paging modes, in all their spellings. */
#ifndef EXITBENCH_MODE_H
#define EXITBENCH_MODE_H

#include <stdint.h>

enum vendor { VENDOR_VMX, VENDOR_SVM, VENDORS };

/* Also the order of columns: two-dimensional paging is the base. */
enum paging { PAGING_TDP, PAGING_SHADOW, PAGING_MODES };

/* "vmx" or "svm": in records, and the flag in /proc/cpuinfo. */
const char *vendor_name(enum vendor vendor);

/* Sets @vendor to that of a name; -EINVAL when there is none. */
int vendor_find(const char *name, enum vendor *vendor);

/* The vendor of this processor: AMD and Hygon have SVM, any other has VMX. */
enum vendor vendor_here(void);

/* The same, from ebx of CPUID leaf 0. */
enum vendor vendor_of_signature(uint32_t ebx);

/* The vendor's KVM module: "kvm_intel", and its file without .ko: "kvm-intel". */
const char *vendor_module(enum vendor vendor);
const char *vendor_module_file(enum vendor vendor);

/*
 * What the patched kvm.ko is loaded with, separated by commas: VMs are accounted,
 * and programs in them may ask. The user's own parameters come behind, and win.
 */
#define KVM_PARAMETERS "exit_acct=B,exit_acct_cpl3=1"

/* The parameter of that module for two-dimensional paging: "ept" or "npt". */
const char *vendor_tdp_parameter(enum vendor vendor);

/* "tdp" or "shadow": on command lines, and what the discovery leaf says. */
const char *paging_word(enum paging paging);

/* "ept", "npt" or "shadow", as in records. */
const char *paging_name(enum vendor vendor, enum paging paging);

/* "EPT", "NPT" or "shadow", for people. */
const char *paging_title(enum vendor vendor, enum paging paging);

/* Sets @paging to that of a name in records; -EINVAL when @vendor has none. */
int paging_find(enum vendor vendor, const char *name, enum paging *paging);

#endif
