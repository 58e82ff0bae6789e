/* SPDX-License-Identifier: MIT */
/*
 * Tickets of any bytes, in K, and sessions of any bytes, in N.  No ticket
 * opens but one that was sealed, and then not with one bit turned.
 */
#include "lib/fuzz.h"

#include <string.h>

#include <mbedtls/ssl.h>

#include "tls/ticket.h"

static const struct ticket_terms terms = {
	.scope = "imap", .scope_len = 4, .now_ms = 5, .life_ms = 1
};

static const struct ticket_key keys[2] = {
	{ 1, "12345678", "0123456789abcdef0123456789abcde" },
	{ 2, "abcdefgh", "abcdefghijklmnopqrstuvwxyz01234" }
};

static void
forge(const uint8_t *data, size_t len)
{
	uint8_t session[TICKET_SESSION_MAX], ticket[TICKET_MAX];

	MUST(ticket_open(keys, 2, &terms, data, len, session) < 0);
	/* The same with an id that there is. */
	if (len < TICKET_ID_LEN || len > TICKET_MAX)
		return;
	memcpy(ticket, data, len);
	memcpy(ticket, keys[1].id, TICKET_ID_LEN);
	MUST(ticket_open(keys, 2, &terms, ticket, len, session) < 0);
}

static void
turn(const uint8_t *data, size_t len)
{
	uint8_t session[TICKET_SESSION_MAX], ticket[TICKET_MAX];
	size_t whole = len + TICKET_AROUND, bit;

	if (len < 2 || len > TICKET_SESSION_MAX)
		return;
	MUST(ticket_seal(&keys[0], &terms, data, len, ticket) == 0);
	MUST(ticket_open(keys, 2, &terms, ticket, whole, session) ==
	    (long)len);
	MUST(memcmp(session, data, len) == 0);
	bit = ((size_t)data[0] << 8 | data[1]) % (whole * 8);
	ticket[bit / 8] ^= (uint8_t)(1 << bit % 8);
	MUST(ticket_open(keys, 2, &terms, ticket, whole, session) < 0);
}

static void
load(const uint8_t *data, size_t len)
{
	mbedtls_ssl_session s;

	mbedtls_ssl_session_init(&s);
	(void)mbedtls_ssl_session_load(&s, data, len);
	mbedtls_ssl_session_free(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	forge(data, len);
	turn(data, len);
	load(data, len);
	return 0;
}
