/* SPDX-License-Identifier: GPL-2.0 */
/* What tests of the loop over guests share. Include after fake_kvmhost.h. */
#ifndef RUN_GUESTS_H
#define RUN_GUESTS_H

/* Of a guest that may be slow to start; but the one that hangs is to be found soon. */
static unsigned int patience_s = 30;

/* Repetitions that are not recorded. */
static unsigned int warmup = 1;

/* Why nothing more will come, NULL when it did not say so. */
static inline const char *fatal(void)
{
	const json_t *obj;
	size_t i;

	json_array_foreach(emitted, i, obj)
		if (!strcmp(json_string_value(json_object_get(obj, "type")),
			    "fatal")) {
			assert_non_null(json_object_get(obj, "console"));
			return json_string_value(json_object_get(obj, "text"));
		}
	return NULL;
}

static inline int begin(void **state)
{
	(void)state;
	emitted = json_array();
	memset(script, 0, sizeof(script));
	guests = 0;
	patience_s = 30;
	warmup = 1;
	module_error = complaint = last_words = starved = NULL;
	log_lost = false;
	crash = (struct crash){ 0 };
	return 0;
}

static inline int end(void **state)
{
	(void)state;
	json_decref(emitted);
	return 0;
}

#endif
