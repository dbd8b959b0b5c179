// SPDX-License-Identifier: GPL-2.0
/* Reads the headers of an ELF file; see elf_look.h. */
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "elf_look.h"

static const char *machine_name(unsigned int machine)
{
	switch (machine) {
	case EM_386:
		return "32-bit x86";
	case EM_AARCH64:
		return "AArch64";
	case EM_ARM:
		return "32-bit Arm";
	case EM_RISCV:
		return "RISC-V";
	case EM_PPC64:
		return "POWER";
	case EM_S390:
		return "S/390";
	}
	return "another processor";
}

/* Whether @size bytes from @offset on are there. */
static bool is_there(size_t len, uint64_t offset, uint64_t size)
{
	return offset <= len && size <= len - offset;
}

/* @header as the file has it, in its own byte order: only x86-64's is read. */
static int check_machine(const Elf64_Ehdr *header, struct sentence *why)
{
	bool little = header->e_ident[EI_DATA] == ELFDATA2LSB;
	unsigned int machine = little ? GUINT16_FROM_LE(header->e_machine) :
					GUINT16_FROM_BE(header->e_machine);

	if (machine == EM_X86_64 && header->e_ident[EI_CLASS] == ELFCLASS64 &&
	    little)
		return 0;
	return sentence_set(why, -ENOEXEC,
			    "it is a program for %s; the guest runs 64-bit x86",
			    machine == EM_X86_64 ? "x32" : machine_name(machine));
}

int elf_look(const char *bytes, size_t len, char **loader,
	     struct sentence *why)
{
	Elf64_Ehdr header;
	Elf64_Phdr part;
	size_t i;
	int err;

	*loader = NULL;
	if (len < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG))
		return 0;
	if (len < sizeof(header))
		return sentence_set(why, -ENOEXEC, "it ends within its ELF header");
	memcpy(&header, bytes, sizeof(header));
	err = check_machine(&header, why);
	for (i = 0; !err && !*loader && i < header.e_phnum; i++) {
		uint64_t at = header.e_phoff + i * header.e_phentsize;

		if (!is_there(len, at, sizeof(part)))
			return sentence_set(why, -ENOEXEC,
					    "its ELF program headers are cut off");
		memcpy(&part, bytes + at, sizeof(part));
		if (part.p_type != PT_INTERP)
			continue;
		if (!is_there(len, part.p_offset, part.p_filesz))
			return sentence_set(why, -ENOEXEC,
					    "the name of its loader is cut off");
		*loader = g_strndup(bytes + part.p_offset, part.p_filesz);
	}
	return err;
}
