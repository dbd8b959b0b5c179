# SPDX-License-Identifier: GPL-2.0
# The three programs: exitbench (the front end), exitbench-kvmhost and
# exitbench-guest, which is exitstat, too. ARCHITECTURE.md says what is in them.

OBJ := $(BUILD)/obj

CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -Wall -Wextra $(if $(CI),-Werror) \
	$(INCLUDES) -MMD -MP $(CFLAGS)

# The rooms, ARCHITECTURE.md: a program sees its own and those below.
front := $(patsubst %,bench/front/%,. study run rigs rigs/libvirt swap plan base)
report := $(patsubst %,bench/report/%,views plots data model stats text)
INCLUDES := $(addprefix -I,$(front) $(report) bench/walks bench/common workloads workloads/lib kvm-patch)

# The front end's own libraries; the guest is static, the KVM host's are emulated.
# Asked for when they are used: packages come first.
pkgs = glib-2.0 libxml-2.0
FRONT_CFLAGS = $(eval FRONT_CFLAGS := $$(shell pkg-config --cflags $(pkgs)))$(FRONT_CFLAGS)
FRONT_LIBS = $(eval FRONT_LIBS := $$(shell pkg-config --libs $(pkgs)) \
	-lvirt-qemu -lvirt -lkmod -ljansson -larchive -lsqlite3 -lz -lm)$(FRONT_LIBS)

common := $(wildcard bench/common/*.c workloads/*.c workloads/lib/*.c)
front_sources := $(sort $(foreach r,$(front) $(report),$(subst /./,/,$(wildcard $r/*.c))))
front_objs := $(patsubst %.c,$(OBJ)/%.o,$(front_sources) $(common))
walks_objs := $(patsubst %.c,$(OBJ)/%.o,$(wildcard bench/walks/*.c))
kvmhost_objs := $(patsubst %.c,$(OBJ)/%.o,$(wildcard bench/kvmhost/*.c) $(common))
guest_objs := $(OBJ)/bench/guest/start.o \
	$(patsubst %.c,$(OBJ)/%.o,$(wildcard bench/guest/*.c) $(common))

$(OBJ)/%.o: %.c
	@mkdir -p $(@D)
	$(if $(V),,@echo '  CC      $<')
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(OBJ)/%.o: %.S
	@mkdir -p $(@D)
	$(if $(V),,@echo '  AS      $<')
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(OBJ)/bench/front/%.o: ALL_CFLAGS += $(FRONT_CFLAGS)

# Changes with the tree, at the next make: a run names what it was built from.
describe = git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown
$(BUILD)/revision: FORCE
	@mkdir -p $(@D); r=$$($(describe)); echo "$$r" | cmp -s - $@ || echo "$$r" >$@

$(OBJ)/bench/front/plan/revision.o: $(BUILD)/revision
$(OBJ)/bench/front/plan/revision.o: ALL_CFLAGS += -DREVISION='"$(shell cat $(BUILD)/revision)"'

$(BUILD)/exitbench: $(front_objs) $(OBJ)/bench/walks/geometry.o | $(BUILD)/walks.so
	$(if $(V),,@echo '  LD      $@')
	$(Q)$(CC) -o $@ $^ $(FRONT_LIBS)

# Loaded into the QEMU of svm-emu, whose callbacks it has by the billion.
$(OBJ)/bench/walks/%.o: ALL_CFLAGS += -fPIC -fvisibility=hidden

$(BUILD)/walks.so: $(walks_objs)
	$(if $(V),,@echo '  LD      $@')
	$(Q)$(CC) -shared -o $@ $^

$(BUILD)/exitbench-kvmhost: $(kvmhost_objs)
	$(if $(V),,@echo '  LD      $@')
	$(Q)$(CC) -s -o $@ $^ -ljansson -lz

# Some distributions have jansson as a shared library only.
$(BUILD)/exitbench-guest: $(guest_objs)
	$(if $(V),,@echo '  LD      $@')
	$(Q)a=$$($(CC) -print-file-name=libjansson.a); case $$a in /*) ;; \
		*) scripts/build-jansson $(BUILD)/jansson && a=$(BUILD)/jansson/libjansson.a ;; esac && \
		$(CC) -s -static -Wl,-e,exitbench_start -o $@ $^ $$a -lz

# The guest program by the name of its other half; static, for any guest.
$(BUILD)/exitstat: $(BUILD)/exitbench-guest
	$(Q)ln -sf $(<F) $@

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
