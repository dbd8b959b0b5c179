// SPDX-License-Identifier: GPL-2.0
/*
 * walks.so in a real QEMU: a hypervisor of a few instructions, in place of the
 * firmware, runs guests whose accesses are counted by hand. No kernel, no KVM;
 * a second.
 *
 * usage: plugin BUILD     prints "ok" or "not ok" lines; 77 without such a QEMU
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <glib.h>

#include "ask.h"
#include "base.h"

#define ROM_SIZE 0x10000
#define RESET_VECTOR 0xfff0
#define TIMEOUT_S 20

/*
 * Runs at 0xf0000, in 32-bit mode without paging: virtual and physical addresses
 * are equal. The VMCB is at 0x2000;
 * as KVM does, RIP, RSP, RAX and CR2 are stored into it before every VMRUN; and
 * once into another page, then, what is not all of them. "touch" reads
 * 8 regions of 2 MiB, from 2 MiB on, a hundred times. The first guest only wakes
 * the model.
 */
asm(".pushsection .rodata\n"
    ".macro mark low; .byte 0x0f, 0x1f, 0x80, \\low, 0x00, 0xb0, 0x7e; .endm\n"
    ".macro number n; .set bit, 31; .rept 32; mark ((\\n >> bit) & 1)\n"
    "	.set bit, bit - 1; .endr; .endm\n"
    ".macro enter where, other=0; movl $(0xf0000 + \\where - rom), 0x2578\n"
    "	movl $0, 0x25d8; movl $0, 0x25f8; movl $0, 0x2640\n"
    "	.if \\other; movl $0, 0x4578; movl $0, 0x45f8; .endif\n"
    "	movl $0x2000, %eax; vmrun; .endm\n"
    ".macro touch; movl $100, %ecx\n"
    "1:	.set at, 1; .rept 8; movl at << 21, %ebx; .set at, at + 1; .endr\n"
    "	loop 1b; .endm\n"
    "rom:\n"
    "	.code16\n"
    "	cli\n"
    "	lgdtl	%cs:(gdtr - rom)\n"
    "	movl	%cr0, %eax\n"
    "	orb	$1, %al\n"
    "	movl	%eax, %cr0\n"
    "	ljmpl	$8, $(0xf0000 + protected - rom)\n"
    "protected:\n"
    "	.code32\n"
    "	movw	$16, %ax\n"
    "	movw	%ax, %ds\n"
    "	movw	%ax, %es\n"
    "	movw	%ax, %ss\n"
    "	movl	$0xc0000080, %ecx	# EFER\n"
    "	rdmsr\n"
    "	orl	$0x1000, %eax		# SVME\n"
    "	wrmsr\n"
    "	movl	$0xc0010117, %ecx	# VM_HSAVE_PA\n"
    "	movl	$0x3000, %eax\n"
    "	xorl	%edx, %edx\n"
    "	wrmsr\n"
    "	movl	$0x2000, %edi\n"
    "	xorl	%eax, %eax\n"
    "	movl	$1024, %ecx\n"
    "	cld\n"
    "	rep stosl\n"
    "	movl	$3, 0x2010		# intercept VMRUN and VMMCALL\n"
    "	movl	$1, 0x2058		# ASID\n"
    "	.set at, 0x2400			# ES, CS, SS, DS: flat\n"
    "	.rept 4\n"
    "	movl	$0x0c930010, at\n"
    "	movl	$0xffffffff, at + 4\n"
    "	.set at, at + 16\n"
    "	.endr\n"
    "	movl	$0x0c9b0008, 0x2410\n"
    "	movl	$0x1000, 0x24d0		# EFER\n"
    "	movl	$0x11, 0x2558		# CR0\n"
    "	movl	$0x400, 0x2560		# DR7\n"
    "	movl	$0xffff0ff0, 0x2568	# DR6\n"
    "	movl	$2, 0x2570		# RFLAGS\n"
    "	enter	zeroth\n"
    "	enter	first\n"
    "	movl	$2, 0x2058		# another ASID\n"
    "	enter	second\n"
    "	enter	third, other=1\n"
    "	movl	$3, 0x3058		# not the VMCB\n"
    "	enter	fourth\n"
    "	movl	0x2000000, %ebx		# in bracket 5, with what enter stores\n"
    "	movl	0x2000000, %ebx\n"
    "	enter	fifth\n"
    "	enter	sixth\n"
    "	movl	$0x40000, 0x200c	# intercept CPUID, too\n"
    "	enter	latched\n"
    "	enter	began\n"
    "	enter	ended\n"
    "	enter	latched_anew\n"
    "	enter	empty\n"
    "	movw	$0xf4, %dx\n"
    "	movb	$5, %al\n"
    "	outb	%al, %dx\n"
    "	hlt\n"
    "zeroth: number 0; mark 2; touch; mark 3; vmmcall\n"
    "first:	number 0x80000001\n"
    "	mark 2; touch; mark 3; vmmcall\n"
    "second: number 2; mark 2; touch; mark 3; vmmcall\n"
    "third:	number 3; mark 2; touch; mark 3; vmmcall\n"
    "fourth: number 4; mark 2; touch; mark 3\n"
    "	number 5; mark 2; vmmcall\n"
    "fifth:	mark 3\n"
    "	number 6; mark 2; mark 3; vmmcall\n"
    "sixth:	number 7; mark 2\n"
    "	movl	%cr3, %eax\n"
    "	movl	%eax, %cr3\n"
    "	movl	1 << 21, %ebx; mark 3; mark 3; vmmcall\n"
    "latched: number 8; cpuid\n"
    "began:	mark 2; vmmcall\n"
    "ended:	mark 3; cpuid\n"
    "latched_anew: number 9; cpuid\n"
    "empty:	mark 2; mark 3; cpuid\n"
    "	.balign	8\n"
    "gdt:	.quad	0, 0x00cf9b000000ffff, 0x00cf93000000ffff\n"
    "gdtr:	.word	. - gdt - 1\n"
    "	.long	0xf0000 + gdt - rom\n"
    "rom_end:\n"
    "	.code64\n"
    "	.popsection\n");

extern const uint8_t rom[], rom_end[];

static bool failed;

static void check(bool good, const char *what, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void check(bool good, const char *what, const char *format, ...)
{
	va_list ap;

	printf("%s - %s", good ? "ok" : "not ok", what);
	if (!good) {
		printf(": ");
		va_start(ap, format);
		vprintf(format, ap);
		va_end(ap);
	}
	printf("\n");
	failed |= !good;
}

static int make_rom(const char *path)
{
	static const uint8_t jump[] = { 0xea, 0, 0, 0, 0xf0 };	/* f000:0000 */
	size_t len = rom_end - rom;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	int err = fd < 0 || ftruncate(fd, ROM_SIZE) ||
		  pwrite(fd, rom, len, 0) != (ssize_t)len ||
		  pwrite(fd, jump, sizeof(jump), RESET_VECTOR) != sizeof(jump);

	if (fd >= 0)
		close(fd);
	return err ? -1 : 0;
}

/* "vmruns" of bracket @number in @lines, -1 for none. */
static int64_t vmruns(const char *lines, uint32_t number)
{
	char *copy = strdup(lines), *rest = copy, *line;
	int64_t value = -1;

	while ((line = strsep(&rest, "\n"))) {
		json_t *obj = json_loads(line, 0, NULL);

		if (json_integer_value(json_object_get(obj, "number")) == number &&
		    json_object_get(obj, "vmruns"))
			value = json_integer_value(json_object_get(obj, "vmruns"));
		json_decref(obj);
	}
	free(copy);
	return value;
}

static void check_vmruns(const char *lines, const char *how)
{
	static const struct { uint32_t number; int vmruns; const char *why; } brackets[] = {
		{ 7, -1, "none is told without a latch" },
		{ 8, 1, "a VMMCALL between its two CPUIDs" },
		{ 9, 0, "nothing between its two CPUIDs" },
	};

	for (size_t i = 0; i < sizeof(brackets) / sizeof(*brackets); i++) {
		int64_t is = vmruns(lines, brackets[i].number);
		char *what = format_text("plugin, %s: bracket %x, VM entries: %d, %s",
					 how, brackets[i].number,
					 brackets[i].vmruns, brackets[i].why);

		check(is == brackets[i].vmruns, what, "%lld", (long long)is);
		free(what);
	}
}

/* The counts of bracket @number in @lines, the one @part of it. */
static int64_t count(const char *lines, uint32_t number, const char *who,
		     const char *part)
{
	char *copy = strdup(lines), *rest = copy, *line;
	int64_t value = -1;

	while ((line = strsep(&rest, "\n"))) {
		json_t *obj = json_loads(line, 0, NULL);
		json_t *counts = json_object_get(json_object_get(obj, "walks"),
						 who);

		if (json_integer_value(json_object_get(obj, "number")) == number)
			value = json_is_integer(json_object_get(counts, part)) ?
				json_integer_value(json_object_get(counts, part)) :
				-2;
		json_decref(obj);
	}
	free(copy);
	return value;
}

static void expect(const char *lines, uint32_t number, const char *who,
		   const char *part, int64_t wanted, const char *why)
{
	int64_t is = count(lines, number, who, part);
	char *what = format_text("plugin: bracket %x, %s's %s: %lld, %s",
				 number, who, part, (long long)wanted, why);

	check(is == wanted, what, "%lld", (long long)is);
	free(what);
}

static void check_lines(const char *lines)
{
	static const char *const other[] = { "l1_misses", "walks", "leaf" };

	expect(lines, 0x80000001, "guest", "accesses", 800, "100 times 8 reads");
	for (size_t i = 0; i < 3; i++)
		expect(lines, 0x80000001, "guest", other[i], 8, "8 regions");
	expect(lines, 0x80000001, "guest", "walks_2m", 0, "one page of each region");
	expect(lines, 0x80000001, "guest", "upper", 8,
	       "PDEs; the code's walk had the rest");
	expect(lines, 0x80000001, "guest", "nested_leaf", 8, "8 regions");
	expect(lines, 0x80000001, "guest", "nested_upper", 2,
	       "PML4E and PDPTE of the first");
	expect(lines, 0x80000001, "guest", "cycles", 16 * 14 + 10 * 4,
	       "the zen4's");
	expect(lines, 0x80000001, "host", "accesses", 0, "no exit");
	expect(lines, 2, "guest", "walks", 8, "a new ASID has nothing in the TLB");
	expect(lines, 3, "guest", "walks", 0, "the same ASID has all");
	expect(lines, 3, "guest", "accesses", 800, "100 times 8 reads");
	expect(lines, 4, "guest", "walks", 0, "a store beside the VMCB says nothing");
	expect(lines, 5, "host", "accesses", 6, "2 reads, RIP, RSP, RAX and CR2");
	expect(lines, 5, "host", "walks", 1, "one region not seen before");
	expect(lines, 5, "guest", "accesses", 0, "it only exits");
	expect(lines, 6, "guest", "accesses", 0, "nothing is in it");
	expect(lines, 6, "guest", "walks", 0, "nothing is in it");
	expect(lines, 7, "guest", "walks", 2, "a load of CR3 flushes data and code");
	expect(lines, 7, "guest", "flushes", 1, "a load of CR3 flushes");
}

/* What the plugin with @args reports, to be freed; NULL without such a QEMU. */
static char *run(const char *dir, const char *so, const char *args)
{
	const char *qemu = getenv("QEMU") ?: "qemu-system-x86_64";
	g_autofree char *file = format_text("%s/rom", dir);
	g_autofree char *out = format_text("%s/walks", dir);
	/* A name without a slash would be looked for among libraries. */
	g_autofree char *path = g_canonicalize_filename(so, NULL);
	g_autofree char *plugin = format_text("%s,out=%s,%s", path, out, args);
	g_autofree char *what = format_text("plugin: QEMU runs a guest with %s",
					    args);
	char said[1024], *lines = NULL;
	char *const argv[] = {
		(char *)qemu, "-M", "pc", "-accel", "tcg", "-cpu", "max", "-m",
		"64", "-nodefaults", "-no-user-config", "-display", "none",
		"-no-reboot", "-bios", file, "-plugin", plugin,
		"-device", "isa-debug-exit,iobase=0xf4,iosize=4", NULL
	};
	int status = make_rom(file) ? 2 : ask(argv, TIMEOUT_S, said, sizeof(said));

	if (status == -ENOENT)
		printf("skip - plugin: '%s' is missing\n", qemu);
	else
		check(status == 11, what, "status %d: %s", status, said);
	g_file_get_contents(out, &lines, NULL, NULL);
	unlink(file);
	unlink(out);
	return status == -ENOENT ? NULL : lines ?: strdup("");
}

int main(int argc, char **argv)
{
	char dir[] = "/tmp/exitbench-plugin-XXXXXX";
	char *lines;
	int ret = 77;

	if (argc != 2 || !mkdtemp(dir))
		return 2;
	g_autofree char *so = g_build_filename(argv[1], "walks.so", NULL);

	lines = run(dir, so, "geometry=zen4,dimensions=2");
	if (!lines)
		goto out;
	check_lines(lines);
	free(lines);
	lines = run(dir, so, "vmruns=on");
	check_vmruns(lines, "without a model");
	free(lines);
	lines = run(dir, so, "geometry=zen4,dimensions=2,vmruns=on");
	check_vmruns(lines, "with a model");
	free(lines);
	ret = failed;
out:
	rmdir(dir);
	return ret;
}
