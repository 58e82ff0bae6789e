/* SPDX-License-Identifier: MIT */
/* Damaged files: see problems.h. */
#include "web/problems.h"

#include <errno.h>
#include <sys/stat.h>

#include "acme/state.h"
#include "base/apart.h"
#include "base/wipe.h"
#include "store/files.h"
#include "store/store.h"
#include "tls/identity.h"
#include "web/secret.h"

#define CONSOLE "Whoever looks after this device has to look at it on the " \
	"console"

/* Files and folders; what is missing is no problem here. */
static const struct {
	const char *name;
	bool secret, folder;
} rows[] = {
	{ STORE_SERVER, true, false }, { STORE_SECOND, true, false },
	{ STORE_OWN, true, false }, { STORE_OWN_SECOND, true, false },
	{ STORE_CA, false, false }, { STORE_CA_KEY, true, false },
	{ STORE_PENDING, true, false }, { STORE_ISSUED, true, false },
	{ STORE_ACME_KEY, true, false }, { SECRET_FILE, true, false },
	{ ACME_FOLDER, false, true }, { STORE_HOOKS, false, true }
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static void
show(struct out *o, const char *file, const char *text, const char *advice,
    const char *next)
{
	out_object(o, NULL);
	out_str(o, "file", file);
	out_str(o, "text", text);
	out_str(o, "advice", advice);
	out_str(o, "next", next);
	out_end(o);
}

/* The form that mends it, if one does: see conf_edit(). */
static void
show_conf(struct out *o, const struct conf *c, const struct err *damage)
{
	const unsigned names = CONF_BAD_NAMES | CONF_BAD_OTHER;
	const char *next = "", *advice = "Correct this line on the device's "
	    "console, or remove it. Until then, no certificate is renewed";

	if ((c->bad & ~names) == 0) {
		next = "set-names";
		advice = "Set the names of this device once more: that mends "
		    "it. Until then, the certificate is not renewed";
	} else if (c->bad == CONF_BAD_ASK) {
		next = "acme";
		advice = "Fill in the form for an official certificate once "
		    "more: that mends it. Until then, none is renewed";
	} else if ((c->bad & ~(unsigned)CONF_BAD_ACME) == 0) {
		advice = "Correct this line on the device's console, or remove "
		    "it. Until then, no official certificate is renewed";
	}
	show(o, STORE_CONF_NAME, damage->text, advice, next);
}

static bool
is_folder(const char *name)
{
	struct stat st;

	return lstat(name, &st) < 0 ? errno == ENOENT : S_ISDIR(st.st_mode);
}

static void
judge(struct out *o, unsigned i)
{
	static APART char text[IDENTITY_PEM_MAX];
	struct err e;
	size_t len = 0;
	bool open;

	err_clear(&e);
	if (rows[i].folder) {
		if (!is_folder(rows[i].name))
			(void)err_why(&e, rows[i].name, NULL, "not a folder");
	} else {
		(void)files_text(rows[i].name, rows[i].secret, text,
		    sizeof text, &len, &open, &e);
		wipe(text, len);
	}
	if (e.text[0] != '\0')
		show(o, rows[i].name, e.text, CONSOLE, "");
}

/* With a damaged password those who are signed in are the last. */
static void
judge_password(struct out *o)
{
	struct err e;
	struct stat st;

	err_clear(&e);
	if (lstat(SECRET_FILE, &st) == 0 && secret_usable(&e) == 0)
		show(o, SECRET_FILE, "the file of the password is damaged: "
		    "nobody can sign in with it", "Start the device again: "
		    "its console shows a new password", "");
}

/* A device may have none. */
static void
judge_list(struct out *o, const char *path)
{
	struct stat st;
	struct err e;

	err_clear(&e);
	if (stat(path, &st) < 0 ? errno == ENOENT : S_ISREG(st.st_mode))
		return;
	(void)err_why(&e, path, NULL, "cannot be read");
	show(o, path, e.text, CONSOLE, "");
}

void
problems_show(struct out *o, const struct web *w, const struct conf *c,
    const struct err *damage)
{
	unsigned i;

	out_list(o, "problems");
	if (damage->text[0] != '\0')
		show_conf(o, c, damage);
	for (i = 0; i < ROWS; i++)
		judge(o, i);
	judge_password(o);
	judge_list(o, w->inetd);
	judge_list(o, w->log);
	out_end(o);
}
