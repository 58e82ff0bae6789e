/* SPDX-License-Identifier: MIT */
/* Our own private keys: see key.h. */
#include "tls/key.h"

#include <string.h>

#include <mbedtls/base64.h>
#include <mbedtls/ecp.h>
#include <mbedtls/rsa.h>
#include <mbedtls/sha256.h>

#include "base/apart.h"
#include "base/sbuf.h"
#include "base/wipe.h"
#include "tls/arena.h"
#include "tls/objects.h"
#include "tls/rng.h"

enum {
	/* RSA 4096 takes 550 bytes; larger keys are read, to be refused. */
	PUBLIC_MAX = 800,
	RSA_EXPONENT = 65537,
	/* Random numbers drawn between two ticks: see draw(). */
	TICK_DRAWS = 64
};

static const struct {
	mbedtls_ecp_group_id curve;	/* NONE: RSA */
	unsigned bits;
} kinds[] = {
	[KEY_P256] = { MBEDTLS_ECP_DP_SECP256R1, 256 },
	[KEY_P384] = { MBEDTLS_ECP_DP_SECP384R1, 384 },
	[KEY_RSA2048] = { MBEDTLS_ECP_DP_NONE, 2048 },
	[KEY_RSA3072] = { MBEDTLS_ECP_DP_NONE, 3072 },
	[KEY_RSA4096] = { MBEDTLS_ECP_DP_NONE, 4096 }
};

static struct key *
key_new(struct err *e)
{
	struct key *k = arena_calloc(1, sizeof *k);

	if (k == NULL)
		err_why(e, "private key", NULL, "out of memory");
	else
		mbedtls_pk_init(&k->pk);
	return k;
}

static void (*progress)(void);

void
key_progress(void (*tick)(void))
{
	progress = tick;
}

/*
 * mbedTLS reports no progress, but draws a random number for each candidate and
 * for each round of the Miller-Rabin test.
 */
static int
draw(void *arg, unsigned char *out, size_t len)
{
	unsigned *n = arg;

	if (progress != NULL && ++*n % TICK_DRAWS == 0)
		progress();
	return tls_rng(NULL, out, len);
}

bool
key_kind_is_rsa(enum key_kind kind)
{
	return kinds[kind].curve == MBEDTLS_ECP_DP_NONE;
}

static int
generate(struct key *k, enum key_kind kind)
{
	bool rsa = key_kind_is_rsa(kind);
	unsigned drawn = 0;

	if (mbedtls_pk_setup(&k->pk, mbedtls_pk_info_from_type(rsa ?
	    MBEDTLS_PK_RSA : MBEDTLS_PK_ECKEY)) != 0)
		return -1;
	if (rsa)
		return mbedtls_rsa_gen_key(mbedtls_pk_rsa(k->pk), draw,
		    &drawn, kinds[kind].bits, RSA_EXPONENT);
	return mbedtls_ecp_gen_key(kinds[kind].curve, mbedtls_pk_ec(k->pk),
	    tls_rng, NULL);
}

struct key *
key_make(enum key_kind kind, struct err *e)
{
	struct key *k = key_new(e);

	if (k == NULL)
		return NULL;
	if (generate(k, kind) != 0) {
		err_why(e, "make a private key", NULL, "no random numbers or "
		    "no memory");
		key_free(k);
		return NULL;
	}
	return k;
}

struct key *
key_read(const char *pem, size_t len, struct err *e)
{
	struct key *k = key_new(e);

	if (k == NULL)
		return NULL;
	/* Both stop at the first NUL: no key may hide after one. */
	if (strlen(pem) != len || mbedtls_pk_parse_key(&k->pk,
	    (const unsigned char *)pem, len + 1, NULL, 0, tls_rng,
	    NULL) != 0) {
		err_why(e, "private key", NULL, "missing or damaged");
		key_free(k);
		return NULL;
	}
	return k;
}

struct key *
key_read_der(const uint8_t *der, size_t len)
{
	struct err ignored;
	struct key *k;

	err_clear(&ignored);
	k = key_new(&ignored);
	if (k != NULL && mbedtls_pk_parse_key(&k->pk, der, len, NULL, 0,
	    tls_rng, NULL) != 0) {
		key_free(k);
		return NULL;
	}
	return k;
}

bool
key_is_rsa(const struct key *k)
{
	return mbedtls_pk_can_do(&k->pk, MBEDTLS_PK_RSA) != 0;
}

bool
key_serves(const struct key *k)
{
	size_t bits = mbedtls_pk_get_bitlen(&k->pk);

	if (key_is_rsa(k))
		return bits >= KEY_RSA_BITS_MIN && bits <= KEY_RSA_BITS_MAX;
	return key_is(k, KEY_P256) || key_is(k, KEY_P384);
}

/* LEN bytes at DER as lines of base64; RFC 7468, 2. */
static void
add_lines(struct sbuf *s, const unsigned char *der, size_t len)
{
	enum { LINE = 48 };
	unsigned char text[LINE / 3 * 4 + 1];
	size_t n, i;

	for (; len > 0; der += n, len -= n) {
		n = len < LINE ? len : LINE;
		if (mbedtls_base64_encode(text, sizeof text, &i, der, n) == 0)
			sbuf_mem(s, (const char *)text, i);
		sbuf_char(s, '\n');
	}
	wipe(text, sizeof text);
}

/*
 * Not mbedtls_pk_write_key_pem(), which frees its copy of the text without
 * wiping it.
 */
int
key_write(const struct key *k, char *pem, size_t cap, struct err *e)
{
	static APART unsigned char der[KEY_PEM_MAX];
	const char *label = mbedtls_pk_can_do(&k->pk, MBEDTLS_PK_RSA) ?
	    "RSA PRIVATE KEY-----\n" : "EC PRIVATE KEY-----\n";
	int n = mbedtls_pk_write_key_der(&k->pk, der, sizeof der);
	struct sbuf s;

	sbuf_init(&s, pem, cap);
	sbuf_str(&s, "-----BEGIN ");
	sbuf_str(&s, label);
	/* mbedTLS writes at the end of the buffer. */
	if (n > 0)
		add_lines(&s, der + sizeof der - n, (size_t)n);
	sbuf_str(&s, "-----END ");
	sbuf_str(&s, label);
	wipe(der, sizeof der);
	if (n <= 0 || s.cut)
		return err_why(e, "write a private key", NULL, "too large");
	return 0;
}

bool
key_is(const struct key *k, enum key_kind kind)
{
	bool rsa = key_kind_is_rsa(kind);

	return mbedtls_pk_can_do(&k->pk, rsa ? MBEDTLS_PK_RSA :
	    MBEDTLS_PK_ECDSA) != 0 &&
	    mbedtls_pk_get_bitlen(&k->pk) == kinds[kind].bits;
}

bool
key_same_public(const mbedtls_pk_context *a, const mbedtls_pk_context *b)
{
	unsigned char of_a[PUBLIC_MAX], of_b[PUBLIC_MAX];
	int len = mbedtls_pk_write_pubkey_der(a, of_a, sizeof of_a);

	/* mbedTLS writes at the end of the buffer. */
	return len > 0 && len == mbedtls_pk_write_pubkey_der(b, of_b,
	    sizeof of_b) && memcmp(of_a + sizeof of_a - len,
	    of_b + sizeof of_b - len, (size_t)len) == 0;
}

int
key_id_of(const mbedtls_pk_context *pk, unsigned char *id)
{
	unsigned char public[PUBLIC_MAX], hash[32];
	unsigned char *p = public + sizeof public;
	int n;

	/* mbedTLS writes at the end of the buffer. */
	n = mbedtls_pk_write_pubkey(&p, public, pk);
	if (n < 0 || mbedtls_sha256(p, (size_t)n, hash, 0) != 0)
		return -1;
	memcpy(id, hash, KEY_ID_LEN);
	return 0;
}

int
key_id(const struct key *k, uint8_t id[KEY_ID_LEN])
{
	return key_id_of(&k->pk, id);
}

void
key_free(struct key *k)
{
	if (k == NULL)
		return;
	mbedtls_pk_free(&k->pk);
	arena_free(k);
}
