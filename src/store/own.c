/* SPDX-License-Identifier: MIT */
/* The device's own pair beside another's: see own.h. */
#include "store/own.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/install.h"
#include "base/wipe.h"
#include "store/files.h"
#include "store/store.h"
#include "tls/identity.h"

#define END ": only one certificate is served\n"

/* Whether file NAME is ours, and has a key if KEYED; -1: E. */
static int
is_ours(const char *name, bool second, bool keyed, struct err *e)
{
	static APART struct files f;
	int rc;

	rc = files_read_as(&f, name, second, e);
	if (rc == 0)
		rc = f.server.state != FILE_NONE && !f.foreign &&
		    (f.leaf_key != NULL || !keyed);
	files_free(&f);
	return rc;
}

static int
copy(const char *from, const char *to, struct err *e)
{
	static APART char text[IDENTITY_PEM_MAX];
	static APART char back[IDENTITY_PEM_MAX + 2];
	struct install job = {
		.name = to, .mode = 0600, .bytes = text, .back = back,
		.cap = sizeof back, .judge = files_judge_server
	};
	bool open;
	int rc;

	rc = files_text(from, true, text, sizeof text, &job.len, &open, e);
	if (rc > 0 && install_file(&job, e) < 0)
		rc = -1;
	wipe(text, sizeof text);
	return rc;
}

int
own_keep(const char *from, bool second, struct err *e)
{
	const char *to = files_own(second);
	int rc;

	rc = is_ours(from, second, true, e);
	if (rc <= 0)
		return rc;
	rc = install_alias(from, to, e);
	return rc == 0 ? copy(from, to, e) : rc;
}

void
own_drop(bool second)
{
	struct stat own, serves;

	if (lstat(files_own(second), &own) == 0 &&
	    lstat(files_server(second), &serves) == 0 &&
	    own.st_ino == serves.st_ino)
		(void)unlink(files_own(second));
}

int
own_move(bool second, bool bad, struct err *e)
{
	const char *from = files_own(second);
	struct stat st;

	if (lstat(from, &st) < 0)
		return errno == ENOENT ? 0 : err_set(e, "stat", from, errno);
	return install_move(from, files_server(second), bad ? ".bad" :
	    STORE_PREV, e) < 0 ? -1 : 1;
}

int
own_second_aside(bool wanted, void (*say)(const char *line), struct err *e)
{
	int rc;

	rc = is_ours(STORE_SECOND, true, false, e);
	if (rc <= 0)
		return rc;
	rc = wanted ? install_move(STORE_SECOND, STORE_OWN_SECOND, NULL, e) :
	    install_aside(STORE_SECOND, STORE_PREV, e);
	if (rc < 0)
		return -1;
	say(wanted ? "moved " STORE_SECOND " to " STORE_OWN_SECOND END :
	    "moved " STORE_SECOND " to " STORE_SECOND STORE_PREV END);
	return 1;
}
