/* SPDX-License-Identifier: MIT */
/* Name constraints: see constraints.h. */
#include "tls/constraints.h"

#include <string.h>

#include <mbedtls/asn1.h>

/* GeneralName (RFC 5280, 4.2.1.6) and GeneralSubtrees. */
enum {
	NAME_DNS = DER_CONTEXT | 2,
	NAME_IP = DER_CONTEXT | 7,
	PERMITTED = DER_CONTEXT_OF | 0,
	EXCLUDED = DER_CONTEXT_OF | 1
};

struct range {
	uint8_t len;		/* of the address, bytes */
	uint8_t bits;		/* of the network */
	uint8_t start[2];	/* of the address; the rest is zero */
};

static const struct range private_ranges[] = {
	{ 4, 8, { 10, 0 } },		/* RFC 1918 */
	{ 4, 12, { 172, 16 } },
	{ 4, 16, { 192, 168 } },
	{ 4, 16, { 169, 254 } },	/* RFC 3927 */
	{ 16, 7, { 0xfc, 0 } },		/* RFC 4193 */
	{ 16, 10, { 0xfe, 0x80 } }	/* RFC 4291, 2.5.6 */
};

static const struct range loopback_range = { 4, 8, { 127, 0 } };

/* One iPAddress subtree: address, then mask. */
static void
write_ip(struct der *d, const uint8_t *ip, size_t len, unsigned bits)
{
	const uint8_t *end = d->p;
	uint8_t mask[16];
	unsigned i;

	memset(mask, 0, sizeof mask);
	for (i = 0; i < bits; i++)
		mask[i / 8] |= (uint8_t)(0x80 >> i % 8);
	der_raw(d, mask, len);
	der_raw(d, ip, len);
	der_head(d, NAME_IP, end);
	der_head(d, DER_SEQUENCE, end);
}

static void
write_range(struct der *d, const struct range *r)
{
	uint8_t ip[16];

	memset(ip, 0, sizeof ip);
	memcpy(ip, r->start, sizeof r->start);
	write_ip(d, ip, r->len, r->bits);
}

static bool
in_range(const struct range *r, const struct name *n)
{
	unsigned i;

	if (n->ip_len != r->len)
		return false;
	for (i = 0; i < r->bits; i++)
		if (((n->ip[i / 8] ^ r->start[i / 8]) & 0x80 >> i % 8) != 0)
			return false;
	return true;
}

static bool
is_private(const struct name *n)
{
	size_t i;

	for (i = 0; i < sizeof private_ranges / sizeof private_ranges[0]; i++)
		if (in_range(&private_ranges[i], n))
			return true;
	return in_range(&loopback_range, n);
}

/* A wildcard is permitted by the name after its star. */
static const char *
base_of(const struct name *n)
{
	return n->text[0] == '*' ? n->text + 2 : n->text;
}

static void
write_name(struct der *d, const struct name *n)
{
	const uint8_t *end = d->p;

	if (n->ip_len != 0) {
		if (!is_private(n))
			write_ip(d, n->ip, n->ip_len, n->ip_len * 8u);
		return;
	}
	der_bytes(d, NAME_DNS, base_of(n), strlen(base_of(n)));
	der_head(d, DER_SEQUENCE, end);
}

/* Whether another name of the set already permits this one. */
static bool
is_covered(const struct names *set, unsigned i)
{
	const char *name = base_of(&set->item[i]);
	const char *other;
	unsigned k;

	if (set->item[i].ip_len != 0)
		return false;
	for (k = 0; k < set->n; k++) {
		other = base_of(&set->item[k]);
		if (k == i || set->item[k].ip_len != 0 ||
		    !name_within(name, other))
			continue;
		/* Of two equivalent ones (a.b, *.a.b) the first stays. */
		if (strcmp(name, other) != 0 || k < i)
			return true;
	}
	return false;
}

void
constraints_write(struct der *d, const struct names *names)
{
	static const uint8_t ip6_loopback[16] = { [15] = 1 };
	const uint8_t *end = d->p;
	bool loopback = false;
	unsigned i;
	size_t r;

	for (i = 0; i < names->n; i++)
		loopback = loopback || name_is_loopback(&names->item[i]);
	for (r = sizeof private_ranges / sizeof private_ranges[0]; r > 0; r--)
		write_range(d, &private_ranges[r - 1]);
	if (loopback) {
		write_ip(d, ip6_loopback, 16, 128);
		write_range(d, &loopback_range);
	}
	for (i = names->n; i > 0; i--) {
		if (strcmp(names->item[i - 1].text, "::1") != 0 &&
		    !is_covered(names, i - 1))
			write_name(d, &names->item[i - 1]);
	}
	der_head(d, PERMITTED, end);
	der_head(d, DER_SEQUENCE, end);
}

/* The next subtree's name: returns its tag; 0: the end; -1: damaged. */
static int
next_subtree(unsigned char **p, const unsigned char *end,
    const unsigned char **value, size_t *len)
{
	unsigned char *item;
	size_t n;
	int tag;

	if (*p == end)
		return 0;
	if (mbedtls_asn1_get_tag(p, end, &n, DER_SEQUENCE) != 0 || n < 2)
		return -1;
	item = *p;
	*p += n;
	tag = *item;
	/* Behind it there is no minimum or maximum (RFC 5280, 4.2.1.10). */
	if (mbedtls_asn1_get_tag(&item, *p, len, tag) != 0 ||
	    item + *len != *p)
		return -1;
	*value = item;
	return tag;
}

/* A DNS subtree.  Unlike RFC 5280, some CAs write a leading dot. */
static bool
dns_matches(const struct name *n, const unsigned char *value, size_t len)
{
	struct name domain;

	if (len == 0)
		return true;
	if (value[0] == '.') {
		value++;
		len--;
	}
	return name_parse((const char *)value, len, &domain) == 0 &&
	    domain.ip_len == 0 && name_within(base_of(n), domain.text);
}

static bool
ip_matches(const struct name *n, const unsigned char *value, size_t len)
{
	size_t i;

	if (len != 2u * n->ip_len)
		return false;
	for (i = 0; i < n->ip_len; i++)
		if (((n->ip[i] ^ value[i]) & value[n->ip_len + i]) != 0)
			return false;
	return true;
}

enum verdict { SILENT, MATCHES, OTHERS_ONLY, DAMAGED };

/* How one list of subtrees applies to N. */
static enum verdict
judge(unsigned char *p, const unsigned char *end, const struct name *n)
{
	enum verdict v = SILENT;
	const unsigned char *value;
	size_t len;
	int tag;

	while ((tag = next_subtree(&p, end, &value, &len)) > 0) {
		if (tag != (n->ip_len == 0 ? NAME_DNS : NAME_IP))
			continue;
		if (n->ip_len == 0 ? dns_matches(n, value, len) :
		    ip_matches(n, value, len))
			v = MATCHES;
		else if (v == SILENT)
			v = OTHERS_ONLY;
	}
	return tag < 0 ? DAMAGED : v;
}

/* Finds list WHICH in the extension's value; *END NULL: it is absent. */
static int
find_list(const uint8_t *value, size_t len, int which, unsigned char **start,
    const unsigned char **end)
{
	/* mbedTLS's parser lacks const, but writes nothing. */
	unsigned char *p = (unsigned char *)value;
	const unsigned char *stop = value + len;
	size_t n;
	int tag;

	*end = NULL;
	if (mbedtls_asn1_get_tag(&p, stop, &n, DER_SEQUENCE) != 0 ||
	    p + n != stop)
		return -1;
	while (p < stop) {
		tag = *p;
		if ((tag != PERMITTED && tag != EXCLUDED) ||
		    mbedtls_asn1_get_tag(&p, stop, &n, tag) != 0)
			return -1;
		if (tag == which) {
			*start = p;
			*end = p + n;
		}
		p += n;
	}
	return 0;
}

bool
constraints_permit(const uint8_t *value, size_t len, const struct name *n)
{
	const unsigned char *end;
	unsigned char *p;
	enum verdict v;

	if (find_list(value, len, PERMITTED, &p, &end) < 0)
		return false;
	v = end == NULL ? SILENT : judge(p, end, n);
	if (v != SILENT && v != MATCHES)
		return false;
	if (find_list(value, len, EXCLUDED, &p, &end) < 0)
		return false;
	v = end == NULL ? SILENT : judge(p, end, n);
	return v == SILENT || v == OTHERS_ONLY;
}

void
constraints_list(const uint8_t *value, size_t len, struct names *set)
{
	const unsigned char *end, *item;
	unsigned char *p;
	struct name n;
	size_t k, item_len;
	int tag;

	if (find_list(value, len, PERMITTED, &p, &end) < 0 || end == NULL)
		return;
	while ((tag = next_subtree(&p, end, &item, &item_len)) > 0) {
		if (tag == NAME_DNS && name_parse((const char *)item,
		    item_len, &n) == 0 && n.ip_len == 0)
			(void)names_add(set, &n);
		if (tag != NAME_IP || (item_len != 8 && item_len != 32))
			continue;
		for (k = item_len / 2; k < item_len && item[k] == 0xff; k++)
			;
		if (k == item_len) {
			name_of_ip(&n, item, item_len / 2);
			(void)names_add(set, &n);
		}
	}
}
