// SPDX-License-Identifier: GPL-2.0
/* The state file of the rig `host`, and recovery from it; see restore.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "hygiene.h"
#include "restore.h"

#define BOOT_ID "/proc/sys/kernel/random/boot_id"

static void full_path(const struct stock_env *env, const char *path, char *full,
		      size_t len)
{
	snprintf(full, len, "%s%s", env->root, path);
}

int restore_lock(const struct stock_env *env)
{
	char path[4096];
	int fd;

	full_path(env, RESTORE_LOCK, path, sizeof(path));
	fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return -2;
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	close(fd);
	return -1;
}

int restore_write(const struct stock_env *env, const json_t *stock,
		  const json_t *settings, char *error, size_t len)
{
	char path[4096], temporary[4104], boot[64], when[32];
	time_t now = time(NULL);
	json_t *state;
	int fd, ret;

	stock_read_line(env->root, BOOT_ID, boot, sizeof(boot));
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	state = json_pack("{s:i, s:s, s:s, s:O, s:O}", "schema", 1, "boot_id",
			  boot, "begun", when, "modules", stock, "settings",
			  settings);
	full_path(env, RESTORE_STATE, path, sizeof(path));
	snprintf(temporary, sizeof(temporary), "%s.tmp", path);
	unlink(temporary);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	ret = fd < 0 || json_dumpfd(state, fd, JSON_INDENT(1)) || fsync(fd) ||
	      rename(temporary, path) ? -1 : 0;
	if (ret)
		snprintf(error, len, "write '%s': %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	json_decref(state);
	return ret;
}

json_t *restore_read(const struct stock_env *env)
{
	char path[4096], boot[64];
	json_t *state;
	const char *of;

	full_path(env, RESTORE_STATE, path, sizeof(path));
	state = json_load_file(path, 0, NULL);
	if (!state)
		return NULL;
	stock_read_line(env->root, BOOT_ID, boot, sizeof(boot));
	of = json_string_value(json_object_get(state, "boot_id"));
	if (of && !strcmp(of, boot) &&
	    json_is_array(json_object_get(state, "modules")))
		return state;
	/* Of before a restart of the machine, which undid it all. */
	unlink(path);
	json_decref(state);
	return NULL;
}

bool restore_pending(const struct stock_env *env)
{
	json_t *state = restore_read(env);

	json_decref(state);
	return state;
}

static int put(const struct stock_env *env, const char *path, const char *value,
	       char *error, size_t len)
{
	char full[4096], now[4096];
	FILE *file;

	if (tune_read(env->root, path, now, sizeof(now)) &&
	    !strcmp(now, value))
		return 0;
	full_path(env, path, full, sizeof(full));
	file = fopen(full, "we");
	if (file && fputs(value, file) >= 0 && !fclose(file))
		return 0;
	snprintf(error, len, "write '%s' to '%s': %s", value, full,
		 strerror(errno));
	return -1;
}

int restore_all(const struct stock_env *env, const json_t *state, char *error,
		size_t len)
{
	json_t *setting;
	char path[4096];
	int ret = 0;
	size_t i;

	json_array_foreach(json_object_get(state, "settings"), i, setting)
		if (put(env, json_string_value(json_object_get(setting, "path")),
			json_string_value(json_object_get(setting, "value")),
			error, len))
			ret = -1;
	if (stock_restore(env, json_object_get(state, "modules"), error, len))
		ret = -1;
	if (ret)
		return -1;
	full_path(env, RESTORE_STATE, path, sizeof(path));
	if (!unlink(path) || errno == ENOENT)
		return 0;
	snprintf(error, len, "remove '%s': %s", path, strerror(errno));
	return -1;
}

/* Says what is not as it was. */
static void say_found(const struct stock_env *env, const json_t *state)
{
	const json_t *modules = json_object_get(state, "modules");
	const char *path, *value;
	char text[4096];
	json_t *setting;
	size_t i;

	fprintf(stderr,
		"exitbench: a run on this machine (rig host), started at %s, was killed before it could put everything back\n",
		json_string_value(json_object_get(state, "begun")));
	if (stock_differs(env, modules, text, sizeof(text)))
		fprintf(stderr, "exitbench: found: %s\n", text);
	else
		fprintf(stderr,
			"exitbench: found: the KVM modules are as they were\n");
	json_array_foreach(json_object_get(state, "settings"), i, setting) {
		path = json_string_value(json_object_get(setting, "path"));
		value = json_string_value(json_object_get(setting, "value"));
		tune_read(env->root, path, text, sizeof(text));
		if (strcmp(text, value))
			fprintf(stderr,
				"exitbench: found: %s is '%s', it was '%s'\n",
				path, text, value);
	}
}

static int say_nothing(bool asked)
{
	if (asked)
		printf("Nothing to put back: no run on this machine was killed.\n");
	return 0;
}

int restore_left_over(const struct stock_env *env, bool asked)
{
	json_t *state;
	char error[1024] = "", path[4096];
	int ret = -1, lock;

	if (!restore_pending(env))
		return say_nothing(asked);
	lock = restore_lock(env);
	/* Whoever had the lock may have put it all back by now. */
	state = restore_read(env);
	if (!state) {
		ret = say_nothing(asked);
		goto out;
	}
	if (lock == -1) {
		/* It puts things back itself. */
		if (asked)
			fprintf(stderr, "exitbench: another run is using this machine; it puts everything back when it ends\n");
		ret = asked ? -1 : 0;
		goto out;
	}
	say_found(env, state);
	full_path(env, RESTORE_STATE, path, sizeof(path));
	if (access(path, W_OK)) {
		fprintf(stderr, "exitbench: to put it back, type: sudo exitbench restore\n");
		goto out;
	}
	if (restore_all(env, state, error, sizeof(error))) {
		fprintf(stderr, "exitbench: %s; then type: exitbench restore. A reboot does it, too\n",
			error);
		goto out;
	}
	fprintf(stderr, "exitbench: put back: the KVM modules are those of the system again, with the parameters they had\n");
	ret = 0;
out:
	if (lock >= 0)
		close(lock);
	json_decref(state);
	return ret;
}
