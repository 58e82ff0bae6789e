/* SPDX-License-Identifier: MIT */
/*
 * What the greatest tasks take of mbedTLS's memory, so that the arena's size
 * (src/tls/arena.h) is a measured one: making a key of 4096 bits and reading
 * ten certificates with such keys.
 */
#include "base/rng.h"
#include "lib/issue.h"
#include "lib/unit.h"
#include "tls/arena.h"
#include "tls/identity.h"

enum {
	MAKE_MAX = 12 * 1024,		/* a third above what was measured */
	READ_MAX = 40 * 1024,
	CERTS = 10,
	BITS = 4096
};

static char pem[IDENTITY_PEM_MAX + 1];

/*
 * Randomness that leads to primes at once: P for the first number of their
 * length, then by turns nothing special and Q.  So the search ends soon on
 * the smallest CPU, and what it takes of memory is what it always takes.
 */
static int
lucky_rng(void *count, unsigned char *buf, size_t len)
{
	unsigned *n = count;

	if (rng_fill(buf, len) < 0)
		return -1;
	if (len != sizeof issue_p)
		return 0;
	if (*n == 0)
		memcpy(buf, issue_p, len);
	else if (*n % 2 == 0)
		memcpy(buf, issue_q, len);
	++*n;
	return 0;
}

/* Written, it stands beside its PEM, as when thimble-cert makes one. */
static void
make_key(mbedtls_pk_context *key)
{
	unsigned count = 0;

	mbedtls_pk_init(key);
	CHECK_INT(mbedtls_pk_setup(key, mbedtls_pk_info_from_type(
	    MBEDTLS_PK_RSA)), 0);
	CHECK_INT(mbedtls_rsa_gen_key(mbedtls_pk_rsa(*key), lucky_rng, &count,
	    BITS, 65537), 0);
	CHECK(count > 2);
	CHECK_INT(issue_pem_key(pem, sizeof pem, key), 0);
}

int
main(void)
{
	static struct issued cert;
	mbedtls_pk_context key;
	char subject[16], issuer[16];
	size_t before;
	struct err e;
	unsigned i;

	make_key(&key);
	printf("making a key of %d bits: peak %zu bytes\n", BITS,
	    arena_peak());
	CHECK(arena_peak() > 0);
	CHECK(arena_peak() < MAKE_MAX);
	/* The leaf of one identity after the other, ten deep. */
	for (i = 0; i < CERTS; i++) {
		(void)snprintf(subject, sizeof subject, "CN=%u", i);
		(void)snprintf(issuer, sizeof issuer, "CN=%u", i + 1);
		CHECK_INT(issue(&cert, &key, subject, &key, issuer), 0);
		CHECK_INT(issue_pem(pem, sizeof pem, &cert), 0);
	}
	CHECK(arena_peak() < READ_MAX);
	mbedtls_pk_free(&key);
	CHECK_INT(arena_used(), 0);

	before = arena_peak();
	err_clear(&e);
	identity_free(identity_load(pem, strlen(pem), &e));
	CHECK_STR(e.text, "");
	printf("reading %d certificates: peak %zu bytes\n", CERTS,
	    arena_peak());
	CHECK(arena_peak() >= before);
	CHECK(arena_peak() < READ_MAX);
	CHECK_INT(arena_used(), 0);
	return unit_done();
}
