// SPDX-License-Identifier: GPL-2.0
/* Texts, each kept once; see kept.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "kept.h"
#include "lookup.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char **texts;
static size_t n_texts;
static struct lookup numbers;

static bool same_text(const void *text, size_t number)
{
	return !strcmp(text, texts[number]);
}

/* Makes room for one text more, each time twice as much. */
static int grow(void)
{
	char **grown;

	if (n_texts & (n_texts - 1))	/* no power of two: there is room */
		return 0;
	grown = reallocarray(texts, n_texts ? 2 * n_texts : 1, sizeof(*grown));
	if (!grown)
		return -1;
	texts = grown;
	return 0;
}

/* Both are of @text, and stay. */
struct keeping {
	size_t number;
	const char *text;
};

static struct keeping keep(const char *text)
{
	uint64_t hash = lookup_text(LOOKUP_SEED, text);
	struct keeping none = { KEPT_NONE, NULL };
	size_t number;
	char *copy;

	number = lookup_find(&numbers, hash, same_text, text);
	if (number != LOOKUP_NONE)
		return (struct keeping){ number, texts[number] };
	copy = grow() ? NULL : strdup(text);
	if (!copy || lookup_add(&numbers, hash, n_texts)) {
		free(copy);
		return none;
	}
	texts[n_texts] = copy;
	return (struct keeping){ n_texts++, copy };
}

static struct keeping keep_locked(const char *text)
{
	struct keeping keeping;

	pthread_mutex_lock(&lock);
	keeping = keep(text);
	pthread_mutex_unlock(&lock);
	return keeping;
}

size_t kept_number(const char *text)
{
	return keep_locked(text).number;
}

const char *kept_text(size_t number)
{
	return texts[number];
}

const char *kept(const char *text)
{
	return text ? keep_locked(text).text : NULL;
}
