/* SPDX-License-Identifier: MIT */
/* Sealing and opening tickets: see ticket.h. */
#include "tls/ticket.h"

#include <string.h>

#include <mbedtls/chachapoly.h>

#include "base/rng.h"
#include "base/wipe.h"

enum { NONCE_LEN = 12, MADE_LEN = 8, TAG_LEN = 16 };

/* Offsets in a ticket. */
enum {
	NONCE_AT = TICKET_ID_LEN,
	SEALED_AT = NONCE_AT + NONCE_LEN
};

int
ticket_key_make(struct ticket_key *k, int64_t now_ms)
{
	k->made_ms = now_ms;
	return rng_fill(k->id, sizeof k->id) < 0 ||
	    rng_fill(k->key, sizeof k->key) < 0 ? -1 : 0;
}

static void
put_ms(uint8_t *p, int64_t ms)
{
	unsigned i;

	for (i = 0; i < MADE_LEN; i++)
		p[i] = (uint8_t)((uint64_t)ms >> (8 * (MADE_LEN - 1 - i)));
}

static int64_t
get_ms(const uint8_t *p)
{
	uint64_t ms = 0;
	unsigned i;

	for (i = 0; i < MADE_LEN; i++)
		ms = ms << 8 | p[i];
	return (int64_t)ms;
}

int
ticket_seal(const struct ticket_key *k, const struct ticket_terms *t,
    const void *session, size_t len, uint8_t *ticket)
{
	uint8_t plain[MADE_LEN + TICKET_SESSION_MAX];
	mbedtls_chachapoly_context c;
	int rc = -1;

	if (len > TICKET_SESSION_MAX)
		return -1;
	mbedtls_chachapoly_init(&c);
	put_ms(plain, t->now_ms);
	memcpy(plain + MADE_LEN, session, len);
	memcpy(ticket, k->id, sizeof k->id);
	if (rng_fill(ticket + NONCE_AT, NONCE_LEN) < 0 ||
	    mbedtls_chachapoly_setkey(&c, k->key) != 0 ||
	    mbedtls_chachapoly_encrypt_and_tag(&c, MADE_LEN + len,
	    ticket + NONCE_AT, t->scope, t->scope_len, plain,
	    ticket + SEALED_AT, ticket + SEALED_AT + MADE_LEN + len) != 0)
		goto out;
	rc = 0;
out:
	mbedtls_chachapoly_free(&c);
	wipe(plain, sizeof plain);
	return rc;
}

/* Opens with K a ticket whose plain text has PLAIN_LEN bytes. */
static int
open_with(const struct ticket_key *k, const struct ticket_terms *t,
    const uint8_t *ticket, size_t plain_len, uint8_t *plain)
{
	mbedtls_chachapoly_context c;
	int rc;

	mbedtls_chachapoly_init(&c);
	rc = mbedtls_chachapoly_setkey(&c, k->key);
	if (rc == 0)
		rc = mbedtls_chachapoly_auth_decrypt(&c, plain_len,
		    ticket + NONCE_AT, t->scope, t->scope_len,
		    ticket + SEALED_AT + plain_len, ticket + SEALED_AT,
		    plain);
	mbedtls_chachapoly_free(&c);
	return rc;
}

long
ticket_open(const struct ticket_key *k, unsigned n,
    const struct ticket_terms *t, const uint8_t *ticket, size_t len,
    uint8_t *session)
{
	uint8_t plain[MADE_LEN + TICKET_SESSION_MAX];
	size_t plain_len = len - SEALED_AT - TAG_LEN;
	int64_t age_ms;
	long rc = -1;

	if (len < TICKET_AROUND || len > TICKET_MAX)
		return -1;
	while (n > 0 && (k->made_ms == 0 ||
	    memcmp(k->id, ticket, sizeof k->id) != 0)) {
		k++;
		n--;
	}
	if (n == 0 || open_with(k, t, ticket, plain_len, plain) != 0)
		goto out;
	age_ms = t->now_ms - get_ms(plain);
	if (age_ms < 0 || age_ms > t->life_ms)
		goto out;
	memcpy(session, plain + MADE_LEN, plain_len - MADE_LEN);
	rc = (long)(plain_len - MADE_LEN);
out:
	wipe(plain, sizeof plain);
	return rc;
}
