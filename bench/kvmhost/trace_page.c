// SPDX-License-Identifier: GPL-2.0
/* Pages of the kernel's trace buffer; see trace_page.h. */
#include <errno.h>
#include <string.h>

#include "trace_page.h"

/* Before the events: the time of the first, and how many bytes they take. */
#define HEADER_BYTES 16
#define COMMIT_OFFSET 8
#define COMMIT_MISSED (1ULL << 31)
#define COMMIT_BYTES 0xfffffULL

/* An event begins with 5 bits of type or length and 27 bits of time. */
#define LENGTH_BITS 5
#define TIME_BITS 27
#define ALIGNMENT 4

enum type {
	LONG_DATA = 0,		/* its length stands behind */
	PADDING = 29,
	TIME_EXTEND,		/* more bits of the time since the last event */
	TIME_STAMP,		/* a time of its own, without its highest bits */
};

/* Those that a time stamp leaves out are those of the time before it. */
#define TIME_STAMP_HIGH (0xf8ULL << 56)

static uint32_t read_u32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static uint64_t read_u64(const uint8_t *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static uint64_t absolute(uint64_t before, uint64_t stamp)
{
	stamp |= before & TIME_STAMP_HIGH;
	return stamp < before ? stamp + (1ULL << 59) : stamp;
}

/*
 * One event at @at, of which @left bytes follow. Returns how many it takes, 0 at
 * the end of the page, or -EBADMSG.
 */
static int read_event(const uint8_t *at, size_t left, uint64_t *time,
		      trace_page_event event, void *arg)
{
	uint32_t head = read_u32(at), type = head & ((1 << LENGTH_BITS) - 1);
	uint64_t delta = head >> LENGTH_BITS;
	size_t len = type * ALIGNMENT, skip = 4;

	if (type == PADDING && !delta)
		return 0;
	if (type == LONG_DATA || type >= PADDING) {
		if (left < 8)
			return -EBADMSG;
		len = type < TIME_EXTEND ? read_u32(at + 4) : 4;
	}
	if (len > left - 4 || (len < 4 && type < TIME_EXTEND))
		return -EBADMSG;
	if (type >= TIME_EXTEND)
		delta |= (uint64_t)read_u32(at + 4) << TIME_BITS;
	*time = type == TIME_STAMP ? absolute(*time, delta) : *time + delta;
	if (type == LONG_DATA)
		skip = 8;
	if (type < PADDING)
		event(arg, *time, at + skip, len + 4 - skip);
	return len + 4;
}

int trace_page_read(const void *page, size_t size, trace_page_event event,
		    void *arg, bool *missed)
{
	const uint8_t *at = page, *end;
	uint64_t time, commit;
	int taken;

	if (size < HEADER_BYTES)
		return -EBADMSG;
	time = read_u64(at);
	commit = read_u64(at + COMMIT_OFFSET);
	*missed |= !!(commit & COMMIT_MISSED);
	if ((commit & COMMIT_BYTES) > size - HEADER_BYTES)
		return -EBADMSG;
	at += HEADER_BYTES;
	end = at + (commit & COMMIT_BYTES);
	while (end - at >= 4) {
		taken = read_event(at, end - at, &time, event, arg);
		if (taken <= 0)
			return taken;
		at += (taken + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	}
	return 0;
}
