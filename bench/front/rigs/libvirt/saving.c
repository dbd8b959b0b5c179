// SPDX-License-Identifier: GPL-2.0
/* Saving and restoring a booted KVM host; see saving.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>
#include <libvirt/virterror.h>

#include "ask.h"
#include "init.h"
#include "keeper_xml.h"
#include "migrate.h"
#include "plan.h"
#include "saving.h"

#define ASK_TIMEOUT_S 10

/* What QEMU loads into this machine beside kernel and initramfs. */
static const char *const firmware[] = {
	"bios-256k.bin", "kvmvapic.bin", "linuxboot_dma.bin",
};

/* SHA-256 of a file, a new string, or NULL. */
static char *hash_of(const char *path)
{
	g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);

	return file ? g_compute_checksum_for_data(G_CHECKSUM_SHA256,
			(const guchar *)g_mapped_file_get_contents(file),
			g_mapped_file_get_length(file)) : NULL;
}

/* Of QEMU's directories, one a line, the first that has a file counts. */
static void add_firmware(GString *all, char *qemu)
{
	char *argv[] = { qemu, "-L", "help", NULL };
	char text[4096];
	g_auto(GStrv) dirs = NULL;

	if (ask(argv, ASK_TIMEOUT_S, text, sizeof(text)))
		*text = 0;
	dirs = g_strsplit(text, "\n", 0);
	for (char **dir = dirs; *dir; dir++)
		for (size_t i = 0; **dir && i < G_N_ELEMENTS(firmware); i++) {
			g_autofree char *path = g_build_filename(*dir, firmware[i], NULL);
			g_autofree char *hash = hash_of(path);

			if (hash)
				g_string_append_printf(all, "%s %s\n", firmware[i], hash);
		}
}

/*
 * All that the state of a booted host depends on: its domain as libvirt is told it,
 * with contents instead of paths and without what it is to do; QEMU with what that
 * loads; and libvirt, which makes the command line.
 */
static int make_key(struct saving *s, const struct libvirt_profile *profile)
{
	static const char *const no_words[] = { NULL };
	const struct images *images = s->machine->images;
	g_autofree char *qemu = part_path(profile->qemu);
	g_autofree char *emulator = qemu ? hash_of(qemu) : NULL;
	struct images hashes = {
		.host_kernel = hash_of(images->host_kernel),
		.host_initrd = hash_of(images->host_initrd),
	};
	struct machine plain = *s->machine;
	g_autoptr(GString) all = g_string_new(emulator);
	unsigned long libvirt = 0;
	char *xml = NULL;

	plain.images = &hashes;
	plain.worker = no_words;
	plain.console = plain.channel = "";
	plain.plugin = NULL;
	if (emulator && hashes.host_kernel && hashes.host_initrd &&
	    !virGetVersion(&libvirt, NULL, NULL))
		xml = keeper_xml(&plain, "", profile, false);
	if (xml) {
		g_autofree char *key = NULL;

		g_string_append_printf(all, "\nlibvirt %lu\n%s", libvirt, xml);
		add_firmware(all, qemu);
		key = g_compute_checksum_for_string(G_CHECKSUM_SHA256, all->str, all->len);
		g_strlcpy(s->key, key, sizeof(s->key));
	}
	free(xml);
	g_free(hashes.host_kernel);
	g_free(hashes.host_initrd);
	return xml ? 0 : -ENOENT;
}

void saving_begin(struct saving *s, const struct machine *machine,
		  const struct libvirt_profile *profile, struct sentence *why)
{
	int err;

	*s = (struct saving){ .machine = machine, .file.fd = -1 };
	if (!profile->awaits || !machine->saved || machine->plan->libvirt_uri ||
	    make_key(s, profile))
		return;
	/* It has to see the boot, which is the same with it. */
	s->wanted = machine->plugin;
	if (s->wanted)
		return;
	err = saved_file_open(&s->file, machine->saved, s->key, why);
	s->found = !err;
	/* Where it is not safe to read, it is not to write. */
	s->wanted = err == -ENOENT || err == -EINVAL;
	if (!s->found)
		saved_file_close(&s->file);
}

/* What the machine has printed before. QEMU has emptied it, and appends. */
static void give_console(const struct saving *s)
{
	FILE *f = fopen(s->machine->console, "ae");

	if (!f)
		return;
	fputs(s->file.console, f);
	fclose(f);
}

int saving_restore(struct saving *s, virDomainPtr domain, struct sentence *why)
{
	struct sentence what;
	int err = migrate_in(domain, &s->file, &what);

	if (!err)
		give_console(s);
	if (!err && virDomainResume(domain))
		err = sentence_set(&what, -EIO, "%s", virGetLastErrorMessage());
	if (!err)
		return 0;
	/* It is whole, but this QEMU does not take it. */
	unlink(s->file.path);
	s->found = false;
	s->wanted = true;
	return sentence_set(why, err, "saved KVM host '%s': restore it: %s", s->file.path,
			    what.text);
}

/* What the console has, if the machine waits to be saved or has waited; else NULL. */
static char *console_of(const struct saving *s, bool *over)
{
	char *text = NULL;

	if (g_file_get_contents(s->machine->console, &text, NULL, NULL) &&
	    strstr(text, AWAIT_MARK)) {
		*over = strstr(text, AWAIT_OVER);
		return text;
	}
	g_free(text);
	return NULL;
}

/* It stands. */
static int save(struct saving *s, virDomainPtr domain, struct sentence *why)
{
	bool over = true;
	g_autofree char *console = console_of(s, &over);
	int err;

	if (over)
		return sentence_set(why, -ETIME,
				    "saved KVM host: this one was not stopped in time; the next may be");
	err = saved_file_begin(&s->file, s->machine->saved, s->key, console, why) ?:
	      migrate_out(domain, &s->file, why) ?:
	      saved_file_commit(&s->file, why);
	saved_file_close(&s->file);
	return err;
}

void saving_look(struct saving *s, virDomainPtr domain)
{
	struct sentence why;
	bool over;
	g_autofree char *console = s->wanted ? console_of(s, &over) : NULL;
	int err;

	if (!console)
		return;
	s->wanted = false;
	if (over || virDomainSuspend(domain))
		return;
	err = save(s, domain, &why);
	if (err && err != -EBUSY)
		fprintf(stderr, "exitbench: %s\n", why.text);
	if (virDomainResume(domain))
		fprintf(stderr, "exitbench: let it go on: %s\n",
			virGetLastErrorMessage());
}

void saving_end(struct saving *s)
{
	saved_file_close(&s->file);
}
