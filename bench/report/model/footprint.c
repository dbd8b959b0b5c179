// SPDX-License-Identifier: GPL-2.0
/* Figures of the KVM host's memory; see footprint.h. */
#include <stdlib.h>

#include "footprint.h"
#include "record_fields.h"

static bool knows(const struct memory_look *look, enum memory_count count)
{
	return look->known & 1u << count;
}

/* Those of the whole host count from before the VM. */
static bool is_of_host(enum memory_count count)
{
	return count == MEMORY_HOST_TABLES || count == MEMORY_KVM_TABLES;
}

static double since(const struct memory_look *from, const struct memory_look *to,
		    enum memory_count count)
{
	return (double)to->count[count] - (double)from->count[count];
}

static bool after(const struct host_memory *m, enum memory_count count,
		  double *value)
{
	*value = is_of_host(count) ? since(&m->before_vm, &m->end, count) :
				     m->end.count[count];
	return knows(&m->end, count) &&
	       (!is_of_host(count) || knows(&m->before_vm, count));
}

/* A boot begins with the VM, of which all counts were 0 then. */
static bool change(const struct host_memory *m, enum memory_count count,
		   double *value)
{
	if (!m->has_begin)
		return after(m, count, value);
	*value = since(&m->begin, &m->end, count);
	return knows(&m->begin, count) && knows(&m->end, count);
}

static struct spread over(const struct mode_figures *mode,
			  enum memory_count count,
			  bool (*of)(const struct host_memory *m,
				     enum memory_count count, double *value))
{
	double *values = calloc(mode->n_recs + 1, sizeof(*values));
	struct spread s = { 0 };
	size_t n = 0;

	for (size_t i = 0; values && i < mode->n_recs; i++)
		if (mode->recs[i]->status == STATUS_OK &&
		    extras(mode->recs[i])->memory &&
		    of(extras(mode->recs[i])->memory, count, &values[n]))
			n++;
	if (n)
		s = stats_double(values, n);
	free(values);
	return s;
}

struct spread footprint_after(const struct mode_figures *mode,
			   enum memory_count count)
{
	return over(mode, count, after);
}

struct spread footprint_change(const struct mode_figures *mode,
			    enum memory_count count)
{
	return over(mode, count, change);
}

const char *footprint_key(enum memory_count count)
{
	return pages_fields[count].name;
}

bool footprint_known(const struct figures *figs)
{
	for (size_t i = 0; i < figs->res->n_records; i++)
		if (extras(&figs->res->records[i])->memory &&
		    figs->res->records[i].status == STATUS_OK)
			return true;
	return false;
}
