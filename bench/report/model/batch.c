// SPDX-License-Identifier: GPL-2.0
/* Lines that are parsed together; see batch.h. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch.h"
#include "parse_line.h"

/* A batch ends with the line that exceeds these many bytes. */
#define BATCH_BYTES (1 << 20)

/* So few lines are parsed before a thread has begun. */
#define LINES_PER_THREAD 16
#define THREADS_MAX 16

/* Lines that are being parsed: each thread takes the next one. */
struct work {
	struct batch *batch;
	atomic_size_t next;
};

static int add(struct batch *batch, const struct lines *lines)
{
	size_t len = lines->too_long ? 0 : lines->len;
	size_t room = batch->len + len + 1;
	struct batch_line *line = &batch->line[batch->n];
	char *grown;

	if (room > batch->room) {
		grown = realloc(batch->text, 2 * room);
		if (!grown)
			return -ENOMEM;
		batch->text = grown;
		batch->room = 2 * room;
	}
	memcpy(batch->text + batch->len, lines->text, len);
	batch->text[batch->len + len] = '\0';
	*line = (struct batch_line){
		.at = batch->len, .len = len, .too_long = lines->too_long,
	};
	batch->len = room;
	batch->n++;
	return 0;
}

int batch_read(struct batch *batch, struct lines *lines)
{
	int err = 1;

	batch->n = batch->len = 0;
	while (err > 0 && batch->n < BATCH_LINES && batch->len < BATCH_BYTES) {
		err = lines_next(lines);
		if (err > 0)
			err = add(batch, lines) ?: 1;
	}
	return err < 0 ? err : 0;
}

/* Why @line, which says @text, cannot be one record; NULL if it may be. */
static const char *no_record(const struct batch_line *line, const char *text)
{
	if (line->too_long)
		return "longer than the 16 MiB that a record may have";
	if (memchr(text, '\0', line->len))
		return "a NUL is in it: what is behind that is not read either";
	if (line->len && memchr(text, '\r', line->len - 1))
		return "a carriage return is in it, where a newline may have been: no record of this line is read";
	return NULL;
}

static int parse(struct batch_line *line, const char *text)
{
	const char *wrong = no_record(line, text);

	if (wrong)
		return sentence_set(&line->why, -EBADMSG, "%s", wrong);
	return parse_line(&line->rec, text, &line->why);
}

static void *parse_lines(void *data)
{
	struct work *work = data;
	struct batch *batch = work->batch;
	size_t i;

	while ((i = atomic_fetch_add(&work->next, 1)) < batch->n) {
		struct batch_line *line = &batch->line[i];

		line->err = parse(line, batch->text + line->at);
	}
	return NULL;
}

void batch_parse(struct batch *batch)
{
	struct work work = { .batch = batch };
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t threads[THREADS_MAX];
	size_t n = 0, most = batch->n / LINES_PER_THREAD;

	/* This thread is one, too; without another it does all. */
	while (n < most && n < THREADS_MAX && (long)n + 1 < processors &&
	       !pthread_create(&threads[n], NULL, parse_lines, &work))
		n++;
	parse_lines(&work);
	while (n)
		pthread_join(threads[--n], NULL);
}

void batch_free(struct batch *batch)
{
	free(batch->text);
}
