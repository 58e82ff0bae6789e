/* SPDX-License-Identifier: MIT */
/*
 * Lists of cipher suites as people write them: see suite.h.
 *
 * A set of suites is a mask of nine bits in three rows: one for TLS 1.3, one
 * for ECDSA and one for RSA certificates, each with AES-128, AES-256 and
 * ChaCha20.  Bit I is SUITE[I].
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <mbedtls/ssl_ciphersuites.h>

#include "tls/suite.h"

enum {
	ROW = 3,
	TLS13 = 0007, ECDSA = 0070, RSA = 0700, ALL = 0777,
	AES128 = 0111, AES256 = 0222, CHACHA = 0444,
	WORD_MAX = 64
};

static const unsigned short suite[SUITES] = {
	MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
	MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
	MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
};

static const struct {
	unsigned short mask;
	char name[10];
} groups[] = {
	{ ALL, "ALL" }, { ALL, "DEFAULT" }, { ALL, "HIGH" }, { ALL, "AEAD" },
	{ TLS13, "TLSv1.3" },
	{ ECDSA | RSA, "TLSv1.2" }, { ECDSA | RSA, "ECDHE" },
	{ ECDSA | RSA, "EECDH" }, { ECDSA | RSA, "kECDHE" },
	{ ECDSA | RSA, "kEECDH" },
	{ ECDSA, "ECDSA" }, { ECDSA, "aECDSA" }, { RSA, "aRSA" },
	{ AES128 | AES256, "AES" }, { AES128 | AES256, "AESGCM" },
	{ AES128, "AES128" }, { AES256, "AES256" }, { CHACHA, "CHACHA20" }
};

/*
 * Names that old lists exclude by habit, each between spaces.  None of these is
 * supported, so excluding them has no effect and asking for them is an error.
 */
static const char absent[] = " aNULL eNULL NULL ADH AECDH EXP EXPORT "
    "EXPORT40 EXPORT56 LOW MEDIUM DES 3DES RC2 RC4 IDEA SEED CAMELLIA ARIA "
    "MD5 SHA SHA1 SHA256 SHA384 AESCCM AESCCM8 CBC DSS aDSS DH kDH aDH DHE "
    "EDH kDHE kEDH RSA kRSA ECDH kECDH aECDH PSK kPSK aPSK kDHEPSK kECDHEPSK "
    "kRSAPSK SRP kSRP aSRP GOST KRB5 SSLv2 SSLv3 TLSv1 TLSv1.0 ";

/* Whether WORD is one of them, or begins with one, like RC4-MD5. */
static bool
is_absent(const char *word)
{
	const char *p = absent;
	size_t len = strcspn(word, "-");

	while ((p = strchr(p, ' ')) != NULL && *++p != '\0')
		if (strncmp(p, word, len) == 0 && p[len] == ' ')
			return len > 0;
	return false;
}

/* The rest of TEXT after PART; NULL: it does not begin with PART. */
static const char *
behind(const char *text, const char *part)
{
	size_t len = strlen(part);

	return strncmp(text, part, len) == 0 ? text + len : NULL;
}

/* Whether WORD is OpenSSL's or IANA's name of suite I; TLS 1.2 has both. */
static bool
is_suite(const char *word, size_t i)
{
	const char *rest;

	if (strcmp(word, suite_name(suite[i])) == 0)
		return true;
	if (i < ROW)
		return false;
	rest = behind(word, i < 2 * ROW ? "TLS_ECDHE_ECDSA_WITH_" :
	    "TLS_ECDHE_RSA_WITH_");
	/* The rest is the TLS 1.3 name without its "TLS_". */
	return rest != NULL &&
	    strcmp(rest, suite_name(suite[i % ROW]) + 4) == 0;
}

/* The suites that a word between two `+` selects; 0: none. */
static unsigned
mean_one(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof groups / sizeof groups[0]; i++)
		if (strcmp(word, groups[i].name) == 0)
			return groups[i].mask;
	for (i = 0; i < SUITES; i++)
		if (is_suite(word, i))
			return 1U << i;
	return 0;
}

/*
 * The suites that WORD, LEN bytes, selects.  *KNOWN becomes false if a part of
 * it is neither ours nor one of those absent names.
 */
static unsigned
mean(const char *word, size_t len, bool *known)
{
	unsigned mask = ALL, part;
	char text[WORD_MAX];
	size_t n;

	*known = true;
	for (;; word += n + 1, len -= n + 1) {
		for (n = 0; n < len && word[n] != '+'; n++)
			;
		if (n >= sizeof text) {
			*known = false;
			return 0;
		}
		memcpy(text, word, n);
		text[n] = '\0';
		part = mean_one(text);
		if (part == 0 && !is_absent(text))
			*known = false;
		mask &= part;
		if (n == len)
			return mask;
	}
}

/* The list as it is built. */
struct set {
	int *list;		/* ended by 0 */
	unsigned in, killed;
};

static void
drop(struct set *s, unsigned mask)
{
	int *from = s->list, *to = s->list;
	size_t i;

	for (; *from != 0; from++) {
		for (i = 0; suite[i] != *from; i++)
			;
		if ((mask >> i & 1) == 0)
			*to++ = *from;
	}
	*to = 0;
	s->in &= ~mask;
}

/* Appends the missing suites of MASK in the order of suite_order(). */
static void
add(struct set *s, unsigned mask)
{
	const int *order = suite_order();
	int *to = s->list;
	size_t i;

	while (*to != 0)
		to++;
	mask &= ~s->in & ~s->killed;
	for (; *order != 0; order++) {
		for (i = 0; suite[i] != *order; i++)
			;
		if ((mask >> i & 1) != 0)
			*to++ = *order;
	}
	*to = 0;
	s->in |= mask;
}

/* Applies one entry; -1: it is unknown or selects nothing secure. */
static int
obey(struct set *s, const char *word, size_t len, bool *says_tls13)
{
	char how = '\0';
	unsigned mask;
	bool known;

	if (strchr("!-+", word[0]) != NULL) {
		how = *word++;
		len--;
	}
	mask = mean(word, len, &known);
	if (!known || (how == '\0' && mask == 0))
		return -1;
	if (how != '\0')
		mask &= how == '+' ? s->in : ALL;
	if (how == '!')
		s->killed |= mask;
	if (how != '\0')
		drop(s, mask);
	if (how == '+' || how == '\0')
		add(s, mask);
	if (how == '\0' && (mask & TLS13) != 0)
		*says_tls13 = true;
	return 0;
}

int
suite_list(const char *what, const char *list, int out[SUITES + 1],
    struct err *e)
{
	static const char between[] = ":, ";
	int rest[SUITES + 1];
	struct set s = { .list = out };
	bool says_tls13 = false;
	char text[WORD_MAX];
	size_t len, i;

	out[0] = 0;
	for (; *list != '\0'; list += len) {
		list += strspn(list, between);
		len = strcspn(list, between);
		if (len == 0 || obey(&s, list, len, &says_tls13) == 0)
			continue;
		if (len >= sizeof text)
			len = sizeof text - 1;
		memcpy(text, list, len);
		text[len] = '\0';
		return err_why(e, what, text,
		    "unknown or insecure; see thimble(8)");
	}
	if (s.in == 0)
		return err_why(e, what, NULL, "selects no suite");
	if (says_tls13)
		return 0;
	memcpy(rest, out, sizeof rest);
	out[0] = 0;
	s.in = 0;
	add(&s, TLS13);
	for (i = 0; out[i] != 0; i++)
		;
	memcpy(out + i, rest, (SUITES + 1 - i) * sizeof rest[0]);
	return 0;
}
