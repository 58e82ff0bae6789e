/* SPDX-License-Identifier: MIT */
/* Checking keys and certificates for --check: see keycheck.h. */
#include "key/keycheck.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "key/environment.h"
#include "key/keyring.h"
#include "key/sni.h"
#include "os/backend.h"
#include "os/dir.h"
#include "wrap/wrap_apply.h"

/* Checks and frees the keys in R; RC and E are the result of loading them. */
static bool
prove(struct keyring *r, int rc, const struct err *e,
    void (*say)(const char *text))
{
	struct err why = *e;
	unsigned i;

	if (rc == 0)
		rc = keyring_prove(r, &why);
	for (i = 0; i < r->n; i++)
		if (identity_facts(r->id[i])->unproven)
			say("a signature in the chain was not verified: the "
			    "CA's kind of key cannot be used here\n");
	keyring_free(r);
	if (rc == 0)
		return r->clean;
	say(why.text);
	say("\n");
	return false;
}

/* Whether some server name selects this file. */
static bool
is_asked_for(const char *stem)
{
	char probe[SNI_STEM_MAX], back[SNI_STEM_MAX];
	bool wild = stem[0] == '_' && stem[1] == '.';
	size_t len = strlen(stem);

	if (len >= sizeof probe)
		return false;
	memcpy(probe, stem, len + 1);
	if (wild)
		probe[0] = 'x';
	return sni_stem(probe, len, wild, back) == 0 &&
	    strcmp(back, stem) == 0;
}

static bool
ends_in(const char *name, const char *ending)
{
	size_t n = strlen(name), m = strlen(ending);

	return n > m && strcmp(name + n - m, ending) == 0;
}

static void
say_good(const char *folder, const char *name, void (*say)(const char *text))
{
	say(folder);
	say("/");
	say(name);
	say(": good\n");
}

/* Checks file NAME of the folder and the -also.pem beside it. */
static bool
check_file(struct keyring *r, const char *name, void (*say)(const char *text))
{
	char stem[DIR_NAME_MAX];
	size_t len = strlen(name) - (sizeof KEYRING_PEM - 1);
	struct err e;
	int rc;

	memcpy(stem, name, len);
	stem[len] = '\0';
	err_clear(&e);
	r->clean = true;
	if (!is_asked_for(stem))
		keyring_warn(r, "no server name selects", name,
		    "name it HOST.pem or _.DOMAIN.pem, in lower case");
	rc = keyring_add(r, stem, &e);
	if (!prove(r, rc < 0 ? -1 : 0, &e, say))
		return false;
	say_good(r->folder, name, say);
	return true;
}

static bool
check_folder(struct keyring *r, void (*say)(const char *text))
{
	int fd = open(r->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char name[DIR_NAME_MAX] = "";
	bool good = fd >= 0;

	while (fd >= 0 && dir_next(fd, name, name) > 0)
		if (ends_in(name, KEYRING_PEM) &&
		    !ends_in(name, KEYRING_ALSO) && !check_file(r, name, say))
			good = false;
	if (fd >= 0)
		(void)close(fd);
	return good;
}

int
keycheck_all(const struct wrap_opts *o, void (*say)(const char *text))
{
	const char *only[] = { WRAP_PEM, NULL };
	const char *const *pem = o->pem[0] == NULL ? only : o->pem;
	struct keyring r;
	struct err e;
	unsigned i;
	bool good;
	int rc;

	err_clear(&e);
	rc = keyring_open(&r, o, &e);
	if (rc == 0)
		rc = keyring_load(&r, "", 0, &e);
	good = prove(&r, rc, &e, say);
	for (i = 0; good && i < WRAP_PEMS_MAX && pem[i] != NULL; i++)
		if (pem[i] != r.folder) {
			say(pem[i]);
			say(": good\n");
		}
	if (r.folder != NULL && !check_folder(&r, say))
		good = false;
	return good ? 0 : -1;
}

int
keycheck_program(const struct wrap_opts *o, struct err *e)
{
	const char *path = getenv("PATH");
	struct priv ids, run_as;

	if (o->prog == NULL)
		return 0;
	if (wrap_find_ids(o, &ids, &run_as, e) < 0 ||
	    priv_become(&run_as, e) < 0)
		return -1;
	if (backend_find(o->prog, path != NULL ? path : ENVIRONMENT_PATH) < 0)
		return err_set(e, "start", o->prog, errno);
	return 0;
}
