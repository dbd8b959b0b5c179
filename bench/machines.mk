# SPDX-License-Identifier: GPL-2.0
# What the emulated machines boot: kernel, KVM modules, images.

$(kernel_dir)/release: $(own)
	$(Q)$(if $(own),scripts/own-kernel $(KDIR),scripts/fetch-kernel $(KERNEL)) $(kernel_dir)

# Built anew when KSRC= or KDIR= change, or what is in KSRC=.
kvm_from := $(or $(KSRC),$(kernel_dir)/source.tar.xz) $(or $(KDIR),$(kernel_dir)/headers)

$(kvm_dir).from: FORCE
	@mkdir -p $(@D); echo '$(kvm_from)' | cmp -s - $@ || echo '$(kvm_from)' >$@

$(kvm_dir)/kvm.ko: $(kernel_dir)/release $(kvm_dir).from scripts/build-kvm kvm-patch/kvm_exit_acct.h \
		$(wildcard scripts/series kvm-patch/common/*.patch kvm-patch/linux-*/series kvm-patch/linux-*/*.patch) \
		$(if $(KSRC),$(shell find $(KSRC)/arch/x86/kvm $(KSRC)/virt/kvm -name '*.[ch]' 2>/dev/null))
	$(if $(V),,@echo '  KVM     $(KERNEL), patched: $(kvm_dir)')
	$(Q)RELEASE=$$(cat $(kernel_dir)/release) scripts/build-kvm $(kvm_from) auto $(kvm_dir)

# Out of tree: what a build of the kernel's leaves behind stays in build/.
# No BTF, no debug information and no path of this machine's, as in build-kvm.
$(guest_module): $(wildcard bench/guest-module/*)
$(kvmhost_module): $(wildcard bench/kvmhost-module/*)
$(guest_module) $(kvmhost_module): $(kernel_dir)/release
	$(if $(V),,@echo '  MODULE  $@')
	@mkdir -p $(@D)
	$(Q)cp bench/$(notdir $(@D:-$(KERNEL)=))/* $(@D)
	$(Q)cc=$$(scripts/kernel-cc $(or $(KDIR),$(kernel_dir)/headers)) || exit 1; \
		$(MAKE) -C $(or $(KDIR),$(kernel_dir)/headers) $$cc M=$(abspath $(@D)) KCFLAGS="-g0 -fmacro-prefix-map=$(abspath $(@D))/=" CONFIG_DEBUG_INFO_BTF_MODULES= modules >$(@D)/build.log 2>&1 || \
		{ tail -20 $(@D)/build.log >&2; exit 1; }

$(guest_image): $(BUILD)/exitbench-guest $(guest_module) $(kernel_dir)/release scripts/make-image
	$(if $(V),,@echo '  IMAGE   $@')
	$(Q)scripts/make-image guest $(kernel_dir) $< $@ $(guest_module)

$(BUILD)/tool-%.cpio: scripts/make-image $(wildcard workloads/jobs/*)
	$(if $(V),,@echo '  IMAGE   $@')
	$(Q)scripts/make-image tool /usr/bin/$* workloads/jobs $@

# Made anew when VMM= names another.
$(BUILD)/vmm.from: FORCE
	@mkdir -p $(@D); echo "$${said_VMM:-qemu-system-x86_64}" | cmp -s - $@ || \
		echo "$${said_VMM:-qemu-system-x86_64}" >$@

$(image) $(overhead_image): $(BUILD)/vmm.from
$(image): $(BUILD)/exitbench-kvmhost $(guest_image) $(kvmhost_module) $(kvm_dir)/kvm.ko scripts/make-image
	$(if $(V),,@echo '  IMAGE   $@')
	$(Q)VMM="$$said_VMM" scripts/make-image kvmhost $(kernel_dir) $< $@ $(kvm_dir) $(guest_image) $(kvmhost_module)

# The same source without the patches, to compare with.
$(BUILD)/kvm-stock-$(KERNEL)/kvm.ko: $(kernel_dir)/release $(kvm_dir).from scripts/build-kvm
	$(if $(V),,@echo '  KVM     $(KERNEL), stock: $(@D)')
	$(Q)STOCK=1 scripts/build-kvm $(kvm_from) auto $(@D)

$(overhead_image): $(BUILD)/exitbench-kvmhost $(guest_image) $(kvmhost_module) $(kvm_dir)/kvm.ko \
		$(BUILD)/kvm-stock-$(KERNEL)/kvm.ko scripts/make-image
	$(if $(V),,@echo '  IMAGE   $@')
	$(Q)VMM="$$said_VMM" scripts/make-image kvmhost $(kernel_dir) $< $@ $(kvm_dir) \
		$(guest_image) $(kvmhost_module) $(BUILD)/kvm-stock-$(KERNEL)
