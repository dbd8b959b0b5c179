/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A page of the kernel's trace buffer, as trace_pipe_raw gives it (the kernel's
 * Documentation/trace/ring-buffer-map.rst and include/linux/ring_buffer.h).
 */
#ifndef EXITBENCH_TRACE_PAGE_H
#define EXITBENCH_TRACE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* @data: an event as its format describes it; @len may count padding. */
typedef void (*trace_page_event)(void *arg, uint64_t time, const void *data,
				 size_t len);

/*
 * Hands over all events of @page, @size bytes, in their order. 0, -EBADMSG if it
 * is not such a page; *@missed is set if the kernel says that events before it
 * are gone.
 */
int trace_page_read(const void *page, size_t size, trace_page_event event,
		    void *arg, bool *missed);

#endif
