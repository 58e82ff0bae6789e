/* SPDX-License-Identifier: MIT */
/*
 * What comes with client certificates: the names in a stranger's certificate
 * as one line, and the PEM text of the trusted files.
 */
#include "lib/fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "base/sbuf.h"
#include "tls/arena.h"
#include "tls/dn.h"
#include "tls/policy.h"
#include "tls/trust.h"

/* It is one printable line, and its quotes come in pairs. */
static void
look(const mbedtls_x509_name *name, size_t cap)
{
	char text[1024];
	bool quoted = false;
	struct sbuf s;
	size_t i;

	sbuf_init(&s, text, cap);
	dn_line(&s, name);
	MUST(strlen(text) == s.len && s.len < cap);
	for (i = 0; i < s.len; i++) {
		MUST(text[i] >= ' ' && text[i] <= '~');
		if (text[i] == '\\')
			i++;
		else if (text[i] == '"')
			quoted = !quoted;
	}
	MUST(s.cut || !quoted);
}

static void
look_all(const mbedtls_x509_crt *c)
{
	for (; c != NULL && c->version != 0; c = c->next) {
		look(&c->subject, 1024);
		look(&c->issuer, 1024);
		look(&c->subject, 16);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *pem = fuzz_text(data, len);
	mbedtls_x509_crt crt;
	struct trust t;
	struct err e;

	mbedtls_x509_crt_init(&crt);
	if (mbedtls_x509_crt_parse_der(&crt, data, len) == 0)
		look_all(&crt);
	mbedtls_x509_crt_free(&crt);

	trust_init(&t);
	err_clear(&e);
	MUST(trust_add(&t, pem, len, &e) == 0 || e.text[0] != '\0');
	look_all(&t.certs);
	if (t.certs.version != 0)
		MUST(trust_has(&t, &t.certs));
	trust_free(&t);
	err_clear(&e);
	MUST(policy_prove(pem, len, true, &e) == 0 || e.text[0] != '\0');
	MUST(arena_used() == 0);
	free(pem);
	return 0;
}
