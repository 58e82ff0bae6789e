/* SPDX-License-Identifier: MIT */
/* Host names and addresses: see name.h. */
#include "base/name.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/ip.h"

enum { LABEL_MAX = 63 };

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The length of the label at P; 0: it is not valid. */
static size_t
label(const char *p, bool *all_digits)
{
	size_t n;

	*all_digits = true;
	for (n = 0; p[n] != '\0' && p[n] != '.'; n++) {
		if (!is_digit(p[n]))
			*all_digits = false;
		if (!is_digit(p[n]) && !(p[n] >= 'a' && p[n] <= 'z') &&
		    p[n] != '-')
			return 0;
	}
	if (n == 0 || n > LABEL_MAX || p[0] == '-' || p[n - 1] == '-')
		return 0;
	return n;
}

static bool
is_host_name(const char *p)
{
	bool wild = p[0] == '*' && p[1] == '.';
	bool all_digits;
	unsigned labels = 0;
	size_t n;

	if (wild)
		p += 2;
	for (;;) {
		n = label(p, &all_digits);
		if (n == 0)
			return false;
		labels++;
		p += n;
		if (*p == '\0')
			break;
		p++;
	}
	return !all_digits && (!wild || labels >= 2);
}

/* Not "this network", not multicast and above (RFC 6890). */
static bool
is_host_address(const struct name *n)
{
	static const uint8_t zero[16];

	if (n->ip_len == 4)
		return n->ip[0] != 0 && n->ip[0] < 224;
	return n->ip[0] != 0xff && memcmp(n->ip, zero, 16) != 0;
}

int
name_parse(const char *text, size_t len, struct name *out)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	char word[NAME_TEXT_MAX];
	uint8_t ip[16];
	size_t i;

	if (len == 0 || len >= sizeof word)
		return -1;
	for (i = 0; i < len; i++)
		word[i] = lower(text[i]);
	word[len] = '\0';
	if (strlen(word) != len)
		return -1;
	if (inet_pton(AF_INET, word, ip) == 1) {
		name_of_ip(out, ip, 4);
		return is_host_address(out) ? 0 : -1;
	}
	if (inet_pton(AF_INET6, word, ip) == 1) {
		if (memcmp(ip, mapped, sizeof mapped) == 0)
			name_of_ip(out, ip + sizeof mapped, 4);
		else
			name_of_ip(out, ip, 16);
		return is_host_address(out) ? 0 : -1;
	}
	if (!is_host_name(word))
		return -1;
	memset(out, 0, sizeof *out);
	memcpy(out->text, word, len + 1);
	return 0;
}

void
name_of_ip(struct name *n, const void *ip, size_t ip_len)
{
	struct sbuf s;

	memset(n, 0, sizeof *n);
	n->ip_len = (uint8_t)ip_len;
	memcpy(n->ip, ip, ip_len);
	sbuf_init(&s, n->text, sizeof n->text);
	if (ip_len == IP4_BYTES)
		ip_show4(&s, n->ip);
	else
		ip_show6(&s, n->ip);
}

bool
name_same(const struct name *a, const struct name *b)
{
	return a->ip_len == b->ip_len && strcmp(a->text, b->text) == 0;
}

bool
name_within(const char *name, const char *domain)
{
	size_t n = strlen(name), d = strlen(domain);

	if (d > n || strcmp(name + n - d, domain) != 0)
		return false;
	return d == n || d == 0 || name[n - d - 1] == '.';
}

bool
name_is_loopback(const struct name *n)
{
	if (n->ip_len == 4)
		return n->ip[0] == 127;
	return strcmp(n->text, "::1") == 0 ||
	    name_within(n->text, "localhost");
}

bool
name_is_private(const struct name *n)
{
	if (n->ip_len == 16)
		return (n->ip[0] & 0xfe) == 0xfc;
	return n->ip_len == 4 && (n->ip[0] == 10 ||
	    (n->ip[0] == 172 && (n->ip[1] & 0xf0) == 16) ||
	    (n->ip[0] == 192 && n->ip[1] == 168));
}

bool
names_have(const struct names *set, const struct name *n)
{
	unsigned i;

	for (i = 0; i < set->n; i++)
		if (name_same(&set->item[i], n))
			return true;
	return false;
}

bool
names_cover(const struct names *held, const struct name *n)
{
	const char *dot = strchr(n->text, '.');
	unsigned i;

	if (names_have(held, n))
		return true;
	for (i = 0; i < held->n && n->ip_len == 0 && dot != NULL; i++)
		if (held->item[i].text[0] == '*' &&
		    strcmp(held->item[i].text + 1, dot) == 0)
			return true;
	return false;
}

int
names_add(struct names *set, const struct name *n)
{
	if (names_have(set, n))
		return 0;
	if (set->n == NAMES_MAX)
		return -1;
	set->item[set->n++] = *n;
	return 0;
}

static const char between[] = " \t,";

const char *
names_read(struct names *set, const char *text)
{
	struct name name;
	size_t len;

	for (;;) {
		text += strspn(text, between);
		len = strcspn(text, between);
		if (len == 0)
			return NULL;
		if (name_parse(text, len, &name) < 0 ||
		    names_add(set, &name) < 0)
			return text;
		text += len;
	}
}

void
names_word(struct sbuf *s, const char *text)
{
	sbuf_mem(s, text, strcspn(text, between));
}

void
names_show(struct sbuf *s, const struct names *set)
{
	unsigned i;

	for (i = 0; i < set->n; i++) {
		if (i > 0)
			sbuf_str(s, ", ");
		sbuf_str(s, set->item[i].text);
	}
}
