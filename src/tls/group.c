/* SPDX-License-Identifier: MIT */
/* Groups of the key exchange: see group.h. */
#include "tls/group.h"

#include <string.h>
#include <strings.h>

#include <mbedtls/ssl.h>

enum { WORD_MAX = 16 };

/* X25519 first: otherwise OpenSSL and browsers need a HelloRetryRequest. */
static const uint16_t order[] = {
	MBEDTLS_SSL_IANA_TLS_GROUP_X25519,
	MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
	MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
	MBEDTLS_SSL_IANA_TLS_GROUP_NONE
};

static const struct {
	uint16_t number;
	char name[11];
} names[] = {
	{ MBEDTLS_SSL_IANA_TLS_GROUP_X25519, "x25519" },
	{ MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, "P-256" },
	{ MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, "p256" },
	{ MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, "secp256r1" },
	{ MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, "prime256v1" },
	{ MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1, "P-384" },
	{ MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1, "p384" },
	{ MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1, "secp384r1" }
};

const uint16_t *
group_order(void)
{
	return order;
}

static uint16_t
number_of(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcasecmp(word, names[i].name) == 0)
			return names[i].number;
	return 0;
}

int
group_list(const char *what, const char *list, uint16_t out[GROUPS + 1],
    struct err *e)
{
	static const char between[] = ":, ";
	size_t len, i, n = 0;
	char word[WORD_MAX];
	uint16_t number;

	for (; *list != '\0'; list += len) {
		list += strspn(list, between);
		len = strcspn(list, between);
		if (len == 0)
			continue;
		i = len < sizeof word ? len : sizeof word - 1;
		memcpy(word, list, i);
		word[i] = '\0';
		number = len < sizeof word ? number_of(word) : 0;
		if (number == 0)
			return err_why(e, what, word,
			    "not one of x25519, P-256 and P-384");
		for (i = 0; i < n && out[i] != number; i++)
			;
		if (i == n)
			out[n++] = number;
	}
	out[n] = 0;
	return n > 0 ? 0 : err_why(e, what, NULL, "empty");
}
