# SPDX-License-Identifier: GPL-2.0
# Fuzz targets: one file each, with libFuzzer, ASan and UBSan, all by clang.

F := $(BUILD)/fuzz
fuzz_targets := $(patsubst tests/fuzz/%.c,$F/%,$(wildcard tests/fuzz/*.c))
FUZZ_CFLAGS = -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -g -MMD -MP \
	-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
	$(INCLUDES) -Ibench/guest $(FRONT_CFLAGS)

# What reads the words of strangers; a target takes from it what it needs.
fuzzed := $(common) $(wildcard bench/report/model/*.c bench/report/text/*.c bench/report/stats/*.c \
	bench/report/data/run_archive*.c bench/front/base/xml.c bench/front/rigs/libvirt/agent.c \
	bench/front/rigs/libvirt/libvirt_remedy.c bench/front/plan/plan.c $(filter %/matrix.c %/axes.c %/combine.c,$(front_sources)) \
	bench/guest/foreign.c)

$F/obj/%.o: %.c
	@mkdir -p $(@D)
	$(if $(V),,@echo '  CC (F)  $<')
	$(Q)clang $(FUZZ_CFLAGS) -c -o $@ $<

$F/fuzzed.a: $(patsubst %.c,$F/obj/%.o,$(fuzzed))
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(fuzz_targets): $F/%: $F/obj/tests/fuzz/%.o $F/fuzzed.a
	$(if $(V),,@echo '  LD (F)  $@')
	$(Q)clang -fsanitize=fuzzer,address,undefined -o $@ $^ $(FRONT_LIBS)

.PHONY: fuzz fuzz-targets
fuzz-targets: $(fuzz_targets)

# EXECUTIONS of each target; one that was stopped goes on, and what it has found
# out about the input stays in build/fuzz/corpus.
fuzz:
	$(Q)scripts/setup clang
	$(SUBMAKE) fuzz-targets
	$(Q)tests/fuzz/run $(BUILD) $(or $(EXECUTIONS),1000000) $(TARGETS)

-include $(shell find $F/obj -name '*.d' 2>/dev/null)
