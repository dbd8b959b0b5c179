// SPDX-License-Identifier: GPL-2.0
/*
 * exitbench doctor: rig by rig, whether it works on this machine, why not, and
 * what to do about it; and which rig is used when none is named.
 */
#include <cpuid.h>
#include <stdio.h>
#include <string.h>

#include "doctor.h"
#include "rigs.h"

#define WIDTH 100
#define INDENT 16	/* of sentences */

/* @text in lines behind an indentation, the first one already there. */
static void wrap(const char *text)
{
	size_t column = INDENT, len;

	for (; *text; text += len + (text[len] == ' ')) {
		len = strcspn(text, " ");
		if (column > INDENT && column + 1 + len > WIDTH) {
			printf("\n%*s", INDENT, "");
			column = INDENT;
		}
		printf("%s%.*s", column > INDENT ? " " : "", (int)len, text);
		column += len + (column > INDENT);
	}
	putchar('\n');
}

/* SDM vol. 2, CPUID: brand string, leaf 1 ecx bits 5 and 31; APM: svm. */
static void print_processor(void)
{
	unsigned int r[12] = { 0 }, eax, ebx, ecx, edx, svm = 0, i;
	const char *name = (const char *)r;

	if ((unsigned int)__get_cpuid_max(0x80000000, NULL) >= 0x80000004)
		for (i = 0; i < 3; i++)
			__cpuid(0x80000002 + i, r[4 * i], r[4 * i + 1],
				r[4 * i + 2], r[4 * i + 3]);
	__cpuid(1, eax, ebx, ecx, edx);
	if (__get_cpuid(0x80000001, &eax, &ebx, &svm, &edx))
		svm &= 1 << 2;
	printf("Processor: %.47s, %s%s\n\n", name + strspn(name, " "),
	       ecx & 1 << 5 ? "with vmx" : svm ? "with svm" :
			      "with neither vmx nor svm",
	       ecx & 1u << 31 ? ", in a virtual machine" : "");
}

int doctor(const char *build)
{
	const struct rig *rig, *chosen = NULL;
	struct probe p;
	unsigned int i;
	bool any = false;

	rigs_use(build);
	print_processor();
	for (i = 0; (rig = rig_at(i)); i++) {
		rig_probe(rig, &p);
		printf("  %-8s %-4s ", rig->name, p.works ? "yes" : "no");
		wrap(p.found);
		if (p.remedy[0]) {
			printf("%*s", INDENT, "> ");
			wrap(p.remedy);
		}
		any |= p.works;
		if (p.works && !strcmp(rig->name, "nested"))
			chosen = rig;
	}
	printf("\nRIG=auto, the default, takes %s.\n",
	       chosen ? chosen->name : rig_at(0)->name);
	return any ? 0 : 1;
}
