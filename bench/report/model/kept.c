// SPDX-License-Identifier: GPL-2.0
/* Texts, each kept once; see kept.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "kept.h"
#include "lookup.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept_text {
	const void *bytes;
	size_t len;
} *texts;
static size_t n_texts;
static struct lookup numbers;

static bool same_text(const void *data, size_t number)
{
	const struct kept_text *text = data;

	return text->len == texts[number].len &&
	       !memcmp(text->bytes, texts[number].bytes, text->len);
}

/* Makes room for one text more, each time twice as much. */
static int grow(void)
{
	struct kept_text *grown;

	if (n_texts & (n_texts - 1))	/* no power of two: there is room */
		return 0;
	grown = reallocarray(texts, n_texts ? 2 * n_texts : 1, sizeof(*grown));
	if (!grown)
		return -1;
	texts = grown;
	return 0;
}

/* Both are of a text, and stay. */
struct keeping {
	size_t number;
	const void *bytes;
};

static struct keeping keep(struct kept_text text)
{
	uint64_t hash = lookup_bytes(LOOKUP_SEED, text.bytes, text.len);
	struct keeping none = { KEPT_NONE, NULL };
	size_t number;
	void *copy;

	number = lookup_find(&numbers, hash, same_text, &text);
	if (number != LOOKUP_NONE)
		return (struct keeping){ number, texts[number].bytes };
	copy = grow() ? NULL : malloc(text.len);
	if (!copy || lookup_add(&numbers, hash, n_texts)) {
		free(copy);
		return none;
	}
	texts[n_texts].bytes = memcpy(copy, text.bytes, text.len);
	texts[n_texts].len = text.len;
	return (struct keeping){ n_texts++, copy };
}

static struct keeping keep_locked(const void *bytes, size_t len)
{
	struct keeping keeping;

	pthread_mutex_lock(&lock);
	keeping = keep((struct kept_text){ bytes, len });
	pthread_mutex_unlock(&lock);
	return keeping;
}

size_t kept_number(const char *text)
{
	return keep_locked(text, strlen(text) + 1).number;
}

const char *kept_text(size_t number)
{
	return texts[number].bytes;
}

const char *kept(const char *text)
{
	return text ? kept_bytes(text, strlen(text) + 1) : NULL;
}

const void *kept_bytes(const void *bytes, size_t len)
{
	return keep_locked(bytes, len).bytes;
}
