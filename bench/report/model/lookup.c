// SPDX-License-Identifier: GPL-2.0
/* A hash table of indices with linear probing; see lookup.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lookup.h"

#define FNV_PRIME 0x100000001b3
#define LEAST_SLOTS 64

/* Fowler, Noll and Vo's hash, variant 1a. */
uint64_t lookup_bytes(uint64_t hash, const void *bytes, size_t len)
{
	for (const unsigned char *byte = bytes; len--; byte++)
		hash = (hash ^ *byte) * FNV_PRIME;
	return hash;
}

/* The end of the text counts. */
uint64_t lookup_text(uint64_t hash, const char *text)
{
	return lookup_bytes(hash, text, strlen(text) + 1);
}

uint64_t lookup_number(uint64_t hash, uint64_t number)
{
	return lookup_bytes(hash, &number, sizeof(number));
}

/* The low bits of such a hash say little about the high ones. */
static uint32_t folded(uint64_t hash)
{
	return hash ^ hash >> 32;
}

static size_t first_slot(const struct lookup *lookup, uint32_t hash)
{
	return hash & (lookup->n_slots - 1);
}

size_t lookup_find(const struct lookup *lookup, uint64_t of,
		   bool (*same)(const void *data, size_t entry),
		   const void *data)
{
	uint32_t hash = folded(of);

	if (!lookup->n_slots)
		return LOOKUP_NONE;
	for (size_t i = first_slot(lookup, hash);
	     lookup->slots[i].entry != LOOKUP_FREE;
	     i = (i + 1) & (lookup->n_slots - 1))
		if (lookup->slots[i].hash == hash &&
		    same(data, lookup->slots[i].entry))
			return lookup->slots[i].entry;
	return LOOKUP_NONE;
}

static void put(struct lookup *lookup, uint32_t hash, uint32_t entry)
{
	size_t i = first_slot(lookup, hash);

	while (lookup->slots[i].entry != LOOKUP_FREE)
		i = (i + 1) & (lookup->n_slots - 1);
	lookup->slots[i] = (struct lookup_slot){ hash, entry };
	lookup->n++;
}

/* Twice as many slots. */
static int grow(struct lookup *lookup)
{
	struct lookup grown = {
		.n_slots = lookup->n_slots ? 2 * lookup->n_slots : LEAST_SLOTS,
	};

	grown.slots = malloc(grown.n_slots * sizeof(*grown.slots));
	if (!grown.slots)
		return -ENOMEM;
	for (size_t i = 0; i < grown.n_slots; i++)
		grown.slots[i].entry = LOOKUP_FREE;
	for (size_t i = 0; i < lookup->n_slots; i++)
		if (lookup->slots[i].entry != LOOKUP_FREE)
			put(&grown, lookup->slots[i].hash,
			    lookup->slots[i].entry);
	free(lookup->slots);
	*lookup = grown;
	return 0;
}

int lookup_add(struct lookup *lookup, uint64_t hash, size_t entry)
{
	if (entry >= LOOKUP_FREE)
		return -EOVERFLOW;
	if (2 * (lookup->n + 1) > lookup->n_slots && grow(lookup))
		return -ENOMEM;
	put(lookup, folded(hash), entry);
	return 0;
}

void lookup_free(struct lookup *lookup)
{
	free(lookup->slots);
	*lookup = (struct lookup){ 0 };
}
