/* SPDX-License-Identifier: MIT */
/* Certificates: what is made is what is read, and who made it. */
#include "tls/crt_make.h"

#include "lib/rsa_key.h"
#include "lib/unit.h"
#include "tls/arena.h"
#include "tls/crt.h"

/* 2026-01-01 and 2050-01-01, where the encoding of dates changes. */
enum { FROM = 1767225600 };
static const int64_t to = 2524608000;

static struct key *ca_key, *leaf_key;
static struct crt *ca;
static struct names names;
static struct err e;

static void
add(struct names *set, const char *text)
{
	struct name n;

	CHECK(name_parse(text, strlen(text), &n) == 0);
	CHECK(names_add(set, &n) == 0);
}

static struct crt *
make(const struct crt_spec *spec)
{
	static uint8_t room[CRT_DER_MAX];
	const uint8_t *der;
	size_t len;

	err_clear(&e);
	der = crt_make(spec, room, &len, &e);
	if (!CHECK(der != NULL))
		return NULL;
	return crt_read(der, len, &e);
}

/* "unit Thimble CA" and the digits of K's identifier. */
static const char *
ca_name(const struct key *k)
{
	static char text[64];
	uint8_t id[KEY_ID_LEN];
	struct sbuf s;

	CHECK(key_id(k, id) == 0);
	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "unit Thimble CA ");
	sbuf_hex(&s, id, 4, '\0');
	return text;
}

static void
test_ca(void)
{
	const struct crt_spec spec = {
		.ca = true, .key = ca_key, .signer = ca_key,
		.common_name = ca_name(ca_key), .organization = "a,b+c",
		.not_before = FROM, .not_after = to, .names = &names
	};
	struct crt_facts f;
	char text[200];
	struct sbuf s;

	ca = make(&spec);
	if (!CHECK(ca != NULL))
		return;
	crt_facts(ca, &f);
	CHECK(f.ca && f.self_issued && f.constrained);
	CHECK_INT(f.not_before, FROM);
	CHECK_INT(f.not_after, to);
	CHECK_STR(f.key_type, "P-256");
	CHECK(f.serial_len >= 12 && f.serial_len <= 16);
	CHECK(crt_fits(ca, ca_key) && !crt_fits(ca, leaf_key));
	CHECK(crt_is_ours(ca) && crt_signed_by(ca, ca));
	sbuf_init(&s, text, sizeof text);
	crt_subject(ca, &s);
	CHECK(strstr(text, "CN=unit Thimble CA ") == text);
	CHECK(strstr(text, ",O=a\\,b\\+c") != NULL);
}

static void
permits(const char *text, bool want)
{
	struct name n;

	CHECK(name_parse(text, strlen(text), &n) == 0);
	if (!CHECK(crt_permits(ca, &n) == want))
		printf("\t%s\n", text);
}

static void
test_constraints(void)
{
	static struct names set;

	permits("router", true);
	permits("www.router", true);
	permits("router.lan", true);
	permits("notrouter.lan", false);
	permits("lan", false);
	permits("other.lan", false);
	permits("mail.example.org", true);
	permits("*.example.org", true);
	permits("example.org", true);
	permits("example.com", false);
	permits("10.1.2.3", true);
	permits("172.31.0.1", true);
	permits("172.32.0.1", false);
	permits("192.168.255.255", true);
	permits("169.254.0.9", true);
	permits("127.0.0.1", false);
	permits("::1", false);
	permits("203.0.113.5", true);
	permits("203.0.113.6", false);
	permits("fd00::9", true);
	permits("fe80::9", true);
	permits("2001:db8::5", true);
	permits("2001:db8::6", false);
	set.n = 0;
	crt_permitted(ca, &set);
	/* The two of example.org are one; 192.168.1.1 is in a range. */
	CHECK_INT(set.n, 5);
}

static void
test_loopback(void)
{
	static struct names set;
	struct crt_spec spec = {
		.ca = true, .key = ca_key, .signer = ca_key,
		.common_name = "x", .not_before = FROM, .not_after = to,
		.names = &set
	};
	struct crt *kept = ca;

	set.n = 0;
	add(&set, "localhost");
	ca = make(&spec);
	permits("127.0.0.1", true);
	permits("::1", true);
	permits("localhost", true);
	CHECK(!crt_is_ours(ca));
	set.n = 0;
	crt_permitted(ca, &set);
	CHECK_INT(set.n, 2);	/* localhost and ::1 */
	crt_free(ca);
	ca = kept;
}

/* The CA with another first letter: "Unit". */
static struct crt *
almost(void)
{
	struct crt_spec spec = {
		.ca = true, .key = ca_key, .signer = ca_key,
		.organization = "a,b+c", .not_before = FROM, .not_after = to,
		.names = &names
	};
	char name[64];

	memcpy(name, ca_name(ca_key), sizeof name);
	name[0] = 'U';
	spec.common_name = name;
	return make(&spec);
}

static void
test_leaf(void)
{
	struct crt_spec spec = {
		.key = leaf_key, .signer = ca_key, .issuer = ca,
		.common_name = "router", .not_before = FROM,
		.not_after = FROM + 1000, .names = &names
	};
	struct crt *leaf, *again;
	struct crt_facts f, g;
	struct name n;
	unsigned i;

	leaf = make(&spec);
	if (!CHECK(leaf != NULL))
		return;
	crt_facts(leaf, &f);
	CHECK(!f.ca && !f.self_issued && !f.constrained);
	CHECK(crt_signed_by(leaf, ca) && crt_is_ours(leaf));
	CHECK(!crt_signed_by(leaf, leaf));
	for (i = 0; i < names.n; i++) {
		CHECK(crt_name(leaf, i, &n) == CRT_NAME_HOST);
		CHECK(name_same(&n, &names.item[i]));
	}
	CHECK(crt_name(leaf, i, &n) == CRT_NAME_END);
	again = make(&spec);
	crt_facts(again, &g);
	CHECK(f.serial_len != g.serial_len ||
	    memcmp(f.serial, g.serial, f.serial_len) != 0);
	crt_free(again);
	crt_free(leaf);

	/*
	 * By the CA's key, under a name that differs by the case of a letter:
	 * not all clients take that for the same.
	 */
	spec.issuer = almost();
	leaf = make(&spec);
	CHECK(crt_signed_by(leaf, spec.issuer));
	CHECK(!crt_signed_by(leaf, ca));
	crt_free(leaf);
	crt_free((struct crt *)spec.issuer);
	spec.issuer = ca;

	/* Signed by another key under the CA's name. */
	spec.signer = leaf_key;
	leaf = make(&spec);
	CHECK(!crt_signed_by(leaf, ca));
	crt_free(leaf);
}

/* A common name has room for 64 bytes; a longer one is left out. */
static void
test_no_subject(void)
{
	static struct names set;
	struct crt_spec spec = {
		.key = leaf_key, .signer = ca_key, .issuer = ca,
		.not_before = FROM, .not_after = to, .names = &set
	};
	char text[80], dn[100];
	struct crt *c;
	struct sbuf s;

	memset(text, 'a', sizeof text);
	text[40] = '.';
	text[64] = '\0';
	set.n = 0;
	add(&set, text);
	spec.common_name = set.item[0].text;
	c = make(&spec);
	sbuf_init(&s, dn, sizeof dn);
	crt_subject(c, &s);
	CHECK_INT(s.len, 3 + 64);
	crt_free(c);
	memcpy(text + 64, "a", 2);
	set.n = 0;
	add(&set, text);
	c = make(&spec);
	sbuf_init(&s, dn, sizeof dn);
	crt_subject(c, &s);
	CHECK_INT(s.len, 0);
	CHECK(crt_signed_by(c, ca));
	crt_free(c);
}

static void
test_self(struct key *k)
{
	char unit[40];
	uint8_t id[KEY_ID_LEN];
	const struct crt_spec spec = {
		.key = k, .signer = k, .unit = unit, .common_name = "router",
		.not_before = FROM, .not_after = to, .names = &names
	};
	struct crt_facts f;
	struct crt *c;
	struct sbuf s;

	CHECK(key_id(k, id) == 0);
	sbuf_init(&s, unit, sizeof unit);
	sbuf_str(&s, "Thimble ");
	sbuf_hex(&s, id, 4, '\0');
	c = make(&spec);
	crt_facts(c, &f);
	CHECK(f.self_issued && !f.ca && crt_is_ours(c) && crt_fits(c, k));
	crt_free(c);
	key_free(k);
}

static void
test_many_names(void)
{
	static struct names set;
	const struct crt_spec spec = {
		.key = leaf_key, .signer = ca_key, .issuer = ca,
		.not_before = FROM, .not_after = to, .names = &set
	};
	static uint8_t room[CRT_DER_MAX];
	char text[NAME_TEXT_MAX];
	size_t len;
	unsigned i;

	set.n = 0;
	memset(text, 'a', sizeof text);
	text[60] = text[120] = text[180] = '.';
	text[200] = '\0';
	for (i = 0; i < NAMES_MAX; i++) {
		text[0] = (char)('a' + i % 26);
		text[1] = (char)('a' + i / 26);
		add(&set, text);
	}
	err_clear(&e);
	CHECK(crt_make(&spec, room, &len, &e) == NULL);
	CHECK(strstr(e.text, "too many names") != NULL);
}

static void
test_pem(void)
{
	static char pem[2 * CRT_PEM_MAX];
	static uint8_t room[CRT_DER_MAX];
	const struct crt_spec spec = {
		.key = leaf_key, .signer = ca_key, .issuer = ca,
		.not_before = FROM, .not_after = to, .names = &names
	};
	const uint8_t *der;
	const char *at;
	struct crt *c;
	size_t len;

	err_clear(&e);
	der = crt_make(&spec, room, &len, &e);
	CHECK(crt_pem(der, len, pem, sizeof pem, &e) == 0);
	memcpy(pem + strlen(pem), "text\n", 6);
	CHECK(crt_pem(der, len, pem + strlen(pem), CRT_PEM_MAX, &e) == 0);
	at = pem;
	c = crt_next(&at, &e);
	CHECK(c != NULL);
	crt_free(c);
	c = crt_next(&at, &e);
	CHECK(c != NULL && strstr(at, "BEGIN") == NULL);
	crt_free(c);
	CHECK(crt_next(&at, &e) == NULL && e.text[0] == '\0');
	pem[40] = '!';
	at = pem;
	CHECK(crt_next(&at, &e) == NULL && e.text[0] != '\0');
	err_clear(&e);
	c = crt_next(&at, &e);
	CHECK(c != NULL);
	crt_free(c);
	CHECK(crt_pem(der, len, pem, 100, &e) < 0);
}

int
main(void)
{
	err_clear(&e);
	ca_key = key_make(KEY_P256, &e);
	leaf_key = key_make(KEY_P256, &e);
	add(&names, "router");
	add(&names, "router.lan");
	add(&names, "*.example.org");
	add(&names, "example.org");
	add(&names, "192.168.1.1");
	add(&names, "203.0.113.5");
	add(&names, "2001:db8::5");
	test_ca();
	test_constraints();
	test_loopback();
	test_leaf();
	test_no_subject();
	test_self(key_make(KEY_P256, &e));
	test_self(key_make(KEY_P384, &e));
	test_self(key_read(rsa_key, strlen(rsa_key), &e));
	test_many_names();
	test_pem();
	crt_free(ca);
	key_free(ca_key);
	key_free(leaf_key);
	CHECK_INT(arena_used(), 0);
	return unit_done();
}
