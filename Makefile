# SPDX-License-Identifier: GPL-2.0
# The front door. `make help` lists the targets.

KERNEL ?= 6.1
BUILD := build
OBJ := $(BUILD)/obj

CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -Wall -Wextra $(if $(CI),-Werror) \
	-Ibench/common -Iworkloads -Ikvm-patch -MMD -MP $(CFLAGS)

Q := $(if $(V),,@)

common := $(wildcard bench/common/*.c) $(wildcard workloads/*.c)
host_objs := $(patsubst %.c,$(OBJ)/%.o,$(wildcard bench/host/*.c) $(common))
kvmhost_objs := $(patsubst %.c,$(OBJ)/%.o,$(wildcard bench/kvmhost/*.c) $(common))
guest_objs := $(OBJ)/bench/guest/start.o \
	$(patsubst %.c,$(OBJ)/%.o,$(wildcard bench/guest/*.c) $(common))

kernel_dir := $(BUILD)/kernel-$(KERNEL)
kvm_dir := $(BUILD)/kvm-$(KERNEL)
image := $(BUILD)/kvmhost-$(KERNEL).cpio
overhead_image := $(BUILD)/kvmhost-overhead-$(KERNEL).cpio
guest_image := $(BUILD)/guest-$(KERNEL).cpio

.PHONY: help setup packages bench bench-overhead check-abi list report test lint clean
.DELETE_ON_ERROR:

help:
	@echo 'make bench     run the workloads under EPT/NPT and shadow paging, leave a report'
	@echo '     RIG=      auto (default), vmx-emu, svm-emu'
	@echo '     MODE=     both (default), tdp, shadow'
	@echo '     WORKLOAD= name[:param=value]... separated by commas; default all'
	@echo '     REPS=     repetitions, default 3'
	@echo '     MACHINE=  machine type of the guest: q35 (default), pc, microvm'
	@echo '     TIMEOUT=  seconds of the KVM host that a repetition may take, default 60'
	@echo 'make bench-overhead  ticks that the accounting, and tracing, cost an exit; RIG='
	@echo 'make check-abi PASS or FAIL for each rule of the CPUID leaves; RIG= MODE= PARAMS=exit_acct=A'
	@echo 'make list      the workloads and their parameters'
	@echo 'make report    write the report again; RUN=results/… for another than the latest'
	@echo 'make test      all tests: unit tests, then real guests in both emulated rigs'
	@echo 'make lint      shell scripts, and the kernel patches by checkpatch'
	@echo 'make setup     install packages, fetch the kernel, build all; called by the others'
	@echo '     KSRC= KDIR=  your own kernel source, and its build directory'
	@echo 'make clean     remove build/; results/ stays'
	@echo 'V=1 shows the commands.'

# Packages come first, by a make of their own: what follows needs them.
packages:
	$(Q)scripts/setup

setup: packages
	$(Q)$(MAKE) --no-print-directory $(BUILD)/exitbench $(image)

bench: setup
	$(Q)$(BUILD)/exitbench run --kernel=$(KERNEL) $(if $(RIG),--rig='$(RIG)') \
		$(if $(MODE),--mode='$(MODE)') $(if $(WORKLOAD),--workload='$(WORKLOAD)') \
		$(if $(REPS),--reps='$(REPS)') $(if $(MACHINE),--machine='$(MACHINE)') \
		$(if $(TIMEOUT),--timeout='$(TIMEOUT)')

check-abi: setup
	$(Q)$(BUILD)/exitbench check-abi --kernel=$(KERNEL) \
		$(if $(RIG),--rig='$(RIG)') $(if $(MODE),--mode='$(MODE)') \
		$(if $(PARAMS),--kvm='$(PARAMS)')

bench-overhead: setup
	$(Q)$(MAKE) --no-print-directory $(overhead_image)
	$(Q)$(BUILD)/exitbench overhead --kernel=$(KERNEL) --mode=tdp \
		$(if $(RIG),--rig='$(RIG)') $(if $(MACHINE),--machine='$(MACHINE)')

list: packages
	$(Q)$(MAKE) --no-print-directory $(BUILD)/exitbench
	$(Q)$(BUILD)/exitbench list

report: packages
	$(Q)$(MAKE) --no-print-directory $(BUILD)/exitbench
	$(Q)$(BUILD)/exitbench report $(RUN)

clean:
	rm -rf $(BUILD)

$(OBJ)/%.o: %.c
	@mkdir -p $(@D)
	$(if $(V),,@echo '  CC      $<')
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(OBJ)/%.o: %.S
	@mkdir -p $(@D)
	$(if $(V),,@echo '  AS      $<')
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/exitbench: $(host_objs)
	$(if $(V),,@echo '  LD      $@')
	$(Q)$(CC) -o $@ $^ -lvirt -ljansson -lz -lm

$(BUILD)/exitbench-kvmhost: $(kvmhost_objs)
	$(if $(V),,@echo '  LD      $@')
	$(Q)$(CC) -s -o $@ $^ -ljansson -lz

$(BUILD)/exitbench-guest: $(guest_objs)
	$(if $(V),,@echo '  LD      $@')
	$(Q)$(CC) -s -static -Wl,-e,exitbench_start -o $@ $^ -ljansson -lz

$(kernel_dir)/release:
	$(Q)scripts/fetch-kernel $(KERNEL) $(kernel_dir)

$(kvm_dir)/kvm.ko: $(kernel_dir)/release scripts/build-kvm kvm-patch/kvm_exit_acct.h \
		$(wildcard kvm-patch/linux-$(KERNEL)/*.patch)
	$(if $(V),,@echo '  KVM     $(KERNEL), patched: $(kvm_dir)')
	$(Q)scripts/build-kvm $(or $(KSRC),$(kernel_dir)/source.tar.xz) \
		$(or $(KDIR),$(kernel_dir)/headers) kvm-patch/linux-$(KERNEL) $(kvm_dir)

$(guest_image): $(BUILD)/exitbench-guest $(kernel_dir)/release scripts/make-image
	$(if $(V),,@echo '  IMAGE   $@')
	$(Q)scripts/make-image guest $(kernel_dir) $< $@

$(image): $(BUILD)/exitbench-kvmhost $(guest_image) $(kvm_dir)/kvm.ko scripts/make-image
	$(if $(V),,@echo '  IMAGE   $@')
	$(Q)scripts/make-image kvmhost $(kernel_dir) $< $@ $(kvm_dir) $(guest_image)

# The same source without the patches, to compare with.
$(BUILD)/kvm-stock-$(KERNEL)/kvm.ko: $(kernel_dir)/release scripts/build-kvm
	$(if $(V),,@echo '  KVM     $(KERNEL), stock: $(@D)')
	$(Q)STOCK=1 scripts/build-kvm $(or $(KSRC),$(kernel_dir)/source.tar.xz) \
		$(or $(KDIR),$(kernel_dir)/headers) kvm-patch/linux-$(KERNEL) $(@D)

$(overhead_image): $(BUILD)/exitbench-kvmhost $(guest_image) $(kvm_dir)/kvm.ko \
		$(BUILD)/kvm-stock-$(KERNEL)/kvm.ko scripts/make-image
	$(if $(V),,@echo '  IMAGE   $@')
	$(Q)scripts/make-image kvmhost $(kernel_dir) $< $@ $(kvm_dir) \
		$(guest_image) $(BUILD)/kvm-stock-$(KERNEL)

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
