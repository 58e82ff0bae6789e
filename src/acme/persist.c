/* SPDX-License-Identifier: MIT */
/* The record of dns-persist-01: see show.h. */
#include <string.h>
#include <sys/stat.h>

#include "acme/show.h"
#include "base/apart.h"
#include "base/exit.h"
#include "base/install.h"
#include "base/lock.h"
#include "store/text.h"

enum { URI_MAX = 300, TEXT_MAX = NAMES_MAX * (NAME_TEXT_MAX + URI_MAX + 100) };

#define LOCK ".lock"

/*
 * The account's URI, which the client says only when it is asked for an account
 * that there is already; NULL: A's reason says why not.
 */
static const char *
account_uri(struct acme *a)
{
	static const char says[] = "Account already exists at ";
	static APART char uri[URI_MAX];
	const char *p = NULL;
	struct sbuf s;
	int i;

	for (i = 0; i < 2 && p == NULL; i++) {
		if (client_account(&a->client) != CLIENT_DONE) {
			reason_find(&a->reason, a->client.said,
			    a->client.said_len);
			return NULL;
		}
		p = strstr(a->client.said, says);
	}
	if (p == NULL) {
		reason_set(&a->reason, "client", "the ACME client does not "
		    "say the account's address");
		return NULL;
	}
	p += sizeof says - 1;
	sbuf_init(&s, uri, sizeof uri);
	sbuf_shown(&s, p, strcspn(p, "\r\n \""));
	return uri;
}

static int
print(const struct conf_acme *c, const char *issuer, const char *uri)
{
	static APART char text[TEXT_MAX];
	const char *name;
	struct sbuf s;
	unsigned i;
	bool wild;

	sbuf_init(&s, text, sizeof text);
	for (i = 0; i < c->names.n; i++) {
		if (c->names.item[i].ip_len != 0)
			continue;
		name = c->names.item[i].text;
		wild = name[0] == '*';
		sbuf_str(&s, "_validation-persist.");
		sbuf_str(&s, wild ? name + 2 : name);
		sbuf_str(&s, ". IN TXT \"");
		sbuf_str(&s, issuer);
		sbuf_str(&s, "; accounturi=");
		sbuf_str(&s, uri);
		sbuf_str(&s, wild ? "; policy=wildcard\"\n" : "\"\n");
	}
	return text_put(text, s.len);
}

int
acme_persist(struct acme *a)
{
	const struct conf_acme *c = &a->run.conf.acme;
	const char *why = acme_obstacle(a), *uri = NULL;
	struct err e;
	mode_t old = umask(077);
	int lock = -1;

	err_clear(&e);
	if (why == NULL && client_issuer(c->directory) == NULL)
		why = "the record needs the CA's own domain, which is known "
		    "here for Let's Encrypt only";
	if (why == NULL && install_enter(a->folder, true, &e) == 0)
		lock = lock_take(LOCK, (unsigned)a->wait_s, &e);
	(void)umask(old);
	if (lock >= 0) {
		a->client.lock = lock;
		a->client.directory = c->directory;
		a->client.folder = a->folder;
		uri = account_uri(a);
		why = a->reason.text;
	}
	if (uri != NULL)
		return print(c, client_issuer(c->directory), uri);
	text_complain("acme", why != NULL ? why : lock == LOCK_BUSY ?
	    "another run is asking the CA" : e.text);
	return lock == LOCK_BUSY ? EXIT_LATER : EXIT_FAILED;
}
