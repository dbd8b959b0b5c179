// SPDX-License-Identifier: GPL-2.0
/* The table of processors, and reading a user's word; see geometry.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geometry.h"

#define ENTRIES_MAX 65536
#define CYCLES_MAX 10000

/*
 * TLBs are from the vendors' optimization guides. Neither vendor publishes all of
 * its page-walk caches: those of Intel are as van Schaik and others measured them
 * (RevAnC, 2017), rounded to a power of two. A nested TLB was only published for
 * Barcelona, 16 entries (Bhargava and others, ASPLOS 2008); all have it here.
 *
 * Cycles: an entry that maps a page is read from the L2 cache, because as many as
 * overflow a TLB overflow the L1 cache, too, at 8 bytes a page; entries above it
 * from the L1 cache. Load-to-use latencies of the same guides.
 */
static const struct geometry known[] = {
	{
		/*
		 * AMD 57647, Software Optimization Guide for the Zen4
		 * Microarchitecture: the L2 TLB also holds PDEs, and a page
		 * directory cache of 64 entries the levels above.
		 */
		.name = "zen4",
		.size = {
			[L1D] = { 72, 72 }, [L1I] = { 64, 64 },
			[L2D] = { 3072, 24 }, [L2I] = { 512, 8 },
			[PDPTE] = { 32, 32 }, [PML4E] = { 32, 32 },
			[NTLB] = { 16, 16 },
		},
		.pde_in_l2d = true,
		.leaf_cycles = 14, .upper_cycles = 4,
	}, {
		/* Intel 248966, Optimization Reference Manual, Skylake client. */
		.name = "skylake",
		.size = {
			[L1D] = { 64, 4 }, [L1D_2M] = { 32, 4 },
			[L1I] = { 128, 8 }, [L2D] = { 1536, 12 },
			[PDE] = { 32, 4 }, [PDPTE] = { 4, 4 },
			[PML4E] = { 2, 2 }, [NTLB] = { 16, 16 },
		},
		.leaf_cycles = 12, .upper_cycles = 4,
	}, {
		/* The same, Ice Lake client. */
		.name = "icelake",
		.size = {
			[L1D] = { 64, 4 }, [L1D_2M] = { 32, 4 },
			[L1I] = { 128, 8 }, [L2D] = { 2048, 16 },
			[PDE] = { 32, 4 }, [PDPTE] = { 4, 4 },
			[PML4E] = { 2, 2 }, [NTLB] = { 16, 16 },
		},
		.leaf_cycles = 13, .upper_cycles = 5,
	},
};

#define N_KNOWN (sizeof(known) / sizeof(*known))

static const char *const keys[TLB_CACHES] = {
	[L1D] = "l1d", [L1D_2M] = "l1d_2m", [L1I] = "l1i", [L2D] = "l2d",
	[L2I] = "l2i", [PDE] = "pde", [PDPTE] = "pdpte", [PML4E] = "pml4e",
	[NTLB] = "ntlb",
};

/* Sets are found by low bits of a page number, so there are 2^n of them. */
static bool possible(const struct cache_size *s)
{
	unsigned int sets = s->ways ? s->entries / s->ways : 0;

	if (!s->entries)
		return !s->ways;
	return s->entries <= ENTRIES_MAX && sets && sets * s->ways == s->entries &&
	       !(sets & (sets - 1));
}

static bool read_size(const char *text, struct cache_size *size)
{
	char *end;

	if (!strcmp(text, "0")) {
		*size = (struct cache_size){ 0, 0 };
		return true;
	}
	size->entries = strtoul(text, &end, 10);
	if (end == text || *end != '/')
		return false;
	text = end + 1;
	size->ways = strtoul(text, &end, 10);
	return end != text && !*end && size->entries && possible(size);
}

static bool read_cycles(const char *text, unsigned int *cycles)
{
	char *end;

	*cycles = strtoul(text, &end, 10);
	return end != text && !*end && *cycles <= CYCLES_MAX;
}

static bool take(struct geometry *g, const char *key, const char *value)
{
	if (!strcmp(key, "leaf"))
		return read_cycles(value, &g->leaf_cycles);
	if (!strcmp(key, "upper"))
		return read_cycles(value, &g->upper_cycles);
	if (!strcmp(key, "nested")) {
		g->nested_4k = !strcmp(value, "4k");
		return g->nested_4k || !strcmp(value, "2m");
	}
	for (int c = 0; c < TLB_CACHES; c++) {
		if (strcmp(key, keys[c]))
			continue;
		/* What everything else falls back on must be there. */
		if (!strcmp(value, "0") && (c == L1D || c == L1I || c == L2D))
			return false;
		if (c == PDE) {
			g->pde_in_l2d = !strcmp(value, "l2d");
			if (g->pde_in_l2d)
				value = "0";
		}
		return read_size(value, &g->size[c]);
	}
	return false;
}

static int unknown(const char *text, char *why, size_t size)
{
	size_t n = snprintf(why, size, "unknown geometry '%s'; known ones:",
			    text);

	for (size_t i = 0; i < N_KNOWN && n < size; i++)
		n += snprintf(why + n, size - n, " %s", known[i].name);
	return -1;
}

int geometry_find(const char *text, struct geometry *geometry, char *why,
		  size_t size)
{
	char words[sizeof(geometry->name)], *save = NULL, *word, *value;
	const struct geometry *base = NULL;

	if (snprintf(words, sizeof(words), "%s", text) >= (int)sizeof(words))
		return unknown(text, why, size);
	word = strtok_r(words, ":", &save);
	for (size_t i = 0; i < N_KNOWN; i++)
		if (word && !strcmp(word, known[i].name))
			base = &known[i];
	if (!base)
		return unknown(text, why, size);
	*geometry = *base;
	snprintf(geometry->name, sizeof(geometry->name), "%s", text);
	while ((word = strtok_r(NULL, ":", &save))) {
		value = strchr(word, '=');
		if (value)
			*value++ = 0;
		if (value && take(geometry, word, value))
			continue;
		snprintf(why, size, "geometry '%s': '%s' wants l1d=, l1d_2m=, l1i=, l2d=, l2i=, pde=, pdpte=, pml4e= or ntlb= with ENTRIES/WAYS, of which the quotient is a power of two, leaf= or upper= with cycles, or nested=4k or 2m",
			 text, word);
		return -1;
	}
	return 0;
}
