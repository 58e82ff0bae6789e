/* SPDX-License-Identifier: MIT */
/* Asking a CA: see run.h. */
#include <string.h>

#include "acme/key.h"
#include "acme/run.h"
#include "base/apart.h"
#include "base/install.h"
#include "tls/csr.h"

static int
fail(struct acme *a, const char *word, const struct err *e)
{
	reason_set(&a->reason, word, e->text);
	return -1;
}

/* What is written is what is read back; the CA judges it. */
static int
judge(void *arg, const char *text, size_t len, struct err *e)
{
	(void)arg;
	(void)text;
	(void)len;
	(void)e;
	return 0;
}

/* Makes the request for the names that are wanted. */
static int
make_request(struct acme *a, struct err *e)
{
	static APART char pem[CSR_PEM_MAX], back[CSR_PEM_MAX + 2];
	struct csr_spec spec = {
		.names = &a->run.conf.acme.names, .names_only = true
	};
	struct install job = {
		.name = ACME_CSR, .mode = 0600, .bytes = pem, .back = back,
		.cap = sizeof back, .judge = judge
	};
	struct key *k = acme_key(a->run.conf.dir, e);
	int rc = -1;

	if (k == NULL)
		return -1;
	spec.key = k;
	if (csr_make(&spec, pem, sizeof pem, e) == 0) {
		job.len = strlen(pem);
		rc = install_file(&job, e);
	}
	key_free(k);
	return rc;
}

static int
understand(struct acme *a, enum client_end end)
{
	if (end == CLIENT_DONE || end == CLIENT_CURRENT)
		return 0;
	if (end == CLIENT_MISSING)
		reason_set(&a->reason, "client", "there is no ACME client: "
		    "install uacme, or set acme-client");
	else
		reason_find(&a->reason, a->client.said, a->client.said_len);
	return -1;
}

/* Another directory, or one that has forgotten us: an account first. */
static int
account(struct acme *a, bool fresh)
{
	char *known = a->state.account;

	if (!fresh && strcmp(known, a->client.directory) == 0)
		return 0;
	if (understand(a, client_account(&a->client)) < 0)
		return -1;
	memcpy(known, a->client.directory, strlen(a->client.directory) + 1);
	return 0;
}

int
acme_ask(struct acme *a, const char *directory, const char *folder)
{
	struct err e;

	err_clear(&e);
	a->client.directory = directory;
	a->client.folder = folder;
	if (make_request(a, &e) < 0)
		return fail(a, "key", &e);
	if (account(a, false) < 0)
		return -1;
	if (understand(a, client_issue(&a->client, ACME_CSR)) == 0)
		return 0;
	if (strcmp(a->reason.word, "accountDoesNotExist") != 0)
		return -1;
	return account(a, true) < 0 ? -1 :
	    understand(a, client_issue(&a->client, ACME_CSR));
}

int
acme_judge(struct acme *a)
{
	const char *why = NULL;

	if (a->cert == NULL)
		why = "the CA sent no certificate for this device's key";
	else if (!a->facts.fits)
		why = "the CA sent a certificate without the names it was "
		    "asked for";
	else if (a->facts.now < a->facts.from)
		why = "the CA sent a certificate that is not valid yet: its "
		    "clock or this device's is wrong";
	else if (a->facts.now >= due_own(a->facts.from, a->facts.to))
		why = "the CA sent a certificate that has expired or is about "
		    "to: its clock or this device's is wrong";
	if (why == NULL)
		return 0;
	reason_set(&a->reason, "badCertificate", why);
	return -1;
}
