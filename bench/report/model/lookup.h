/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Finds one of many entries by its key, in a time that does not grow with them:
 * a hash table of indices. The entries are the caller's.
 */
#ifndef EXITBENCH_LOOKUP_H
#define EXITBENCH_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOOKUP_NONE SIZE_MAX

/* Of a slot; entries are less. */
#define LOOKUP_FREE UINT32_MAX

struct lookup {
	/* Small, as a run may have a million records. */
	struct lookup_slot {
		uint32_t hash;
		uint32_t entry;		/* LOOKUP_FREE: none */
	} *slots;
	size_t n_slots, n;
};

/* Hashes @text after what @hash is of; begins with LOOKUP_SEED. */
#define LOOKUP_SEED 0xcbf29ce484222325
uint64_t lookup_bytes(uint64_t hash, const void *bytes, size_t len);
uint64_t lookup_text(uint64_t hash, const char *text);
uint64_t lookup_number(uint64_t hash, uint64_t number);

/*
 * The entry of @hash for which @same(@data, entry) holds, or LOOKUP_NONE. Then
 * lookup_add() makes @entry the one; 0, or a negative errno.
 */
size_t lookup_find(const struct lookup *lookup, uint64_t hash,
		   bool (*same)(const void *data, size_t entry),
		   const void *data);
int lookup_add(struct lookup *lookup, uint64_t hash, size_t entry);
void lookup_free(struct lookup *lookup);

#endif
