/* SPDX-License-Identifier: MIT */
/* Lists of cipher suites and of groups, as people write them. */
#include "lib/unit.h"
#include "tls/group.h"
#include "tls/suite.h"

#define NOT " unknown or insecure; see thimble(8)"

enum {
	A128 = 0x1301, A256 = 0x1302, C13 = 0x1303,
	EA128 = 0xc02b, EA256 = 0xc02c, EC = 0xcca9,
	RA128 = 0xc02f, RA256 = 0xc030, RC = 0xcca8
};

/* In the order that one CPU prefers; the other's is put in place below. */
static const struct {
	const char *list;
	int want[SUITES + 1];
} goods[] = {
	/* a list for TLS 1.2 alone leaves TLS 1.3 as it is */
	{ "ECDHE-RSA-AES256-GCM-SHA384", { A128, C13, A256, RA256 } },
	{ "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256",
	    { A128, C13, A256, EA128, RA128 } },
	/* the list's order is kept; blanks and commas do as well */
	{ "ECDHE-ECDSA-CHACHA20-POLY1305,ECDHE-ECDSA-AES128-GCM-SHA256 "
	    "ECDHE-ECDSA-AES256-GCM-SHA384",
	    { A128, C13, A256, EC, EA128, EA256 } },
	{ "::ECDHE-ECDSA-CHACHA20-POLY1305, :",
	    { A128, C13, A256, EC } },
	{ "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
	    { A128, C13, A256, EA128 } },
	{ "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
	    { A128, C13, A256, EA256 } },
	{ "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
	    { A128, C13, A256, EC } },
	{ "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
	    { A128, C13, A256, RA128 } },
	{ "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
	    { A128, C13, A256, RA256 } },
	{ "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
	    { A128, C13, A256, RC } },
	/* one that speaks of TLS 1.3 decides there, too */
	{ "TLS_AES_256_GCM_SHA384", { A256 } },
	{ "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:"
	    "ECDHE-RSA-CHACHA20-POLY1305", { C13, A128, RC } },
	{ "TLSv1.3", { A128, C13, A256 } },
	{ "ALL", { A128, C13, A256, EA128, RA128, EC, RC, EA256, RA256 } },
	{ "DEFAULT", { A128, C13, A256, EA128, RA128, EC, RC, EA256, RA256 } },
	{ "HIGH:!aNULL:!SSLv2:!DH:!kDHEPSK",
	    { A128, C13, A256, EA128, RA128, EC, RC, EA256, RA256 } },
	{ "CHACHA20", { C13, EC, RC } },
	{ "AESGCM", { A128, A256, EA128, RA128, EA256, RA256 } },
	{ "AES256:AES128", { A256, EA256, RA256, A128, EA128, RA128 } },
	{ "ECDHE", { A128, C13, A256, EA128, RA128, EC, RC, EA256, RA256 } },
	{ "EECDH+CHACHA20", { A128, C13, A256, EC, RC } },
	{ "kEECDH+aECDSA+AES128", { A128, C13, A256, EA128 } },
	{ "EECDH+AESGCM:EECDH+CHACHA20",
	    { A128, C13, A256, EA128, RA128, EA256, RA256, EC, RC } },
	{ "ALL:!AES256:!RC4:!MD5:!EXPORT:!RC4-SHA:!DES-CBC3-SHA:!DHE+RC4",
	    { A128, C13, EA128, RA128, EC, RC } },
	{ "ALL:-CHACHA20:CHACHA20",
	    { A128, A256, EA128, RA128, EA256, RA256, C13, EC, RC } },
	{ "ALL:!CHACHA20:CHACHA20",
	    { A128, A256, EA128, RA128, EA256, RA256 } },
	{ "ALL:+AES128:+RC4",
	    { C13, A256, EC, RC, EA256, RA256, A128, EA128, RA128 } },
	{ "!aRSA:ALL", { A128, C13, A256, EA128, EC, EA256 } },
	{ "ECDHE:!CHACHA20", { A128, A256, EA128, RA128, EA256, RA256 } },
	{ "aRSA:aRSA", { A128, C13, A256, RA128, RC, RA256 } }
};

static const struct {
	const char *list, *why;
} bads[] = {
	{ "RC4", "list RC4:" NOT },
	{ "HIGH:RC4-SHA", "list RC4-SHA:" NOT },
	{ "NULL", "list NULL:" NOT },
	{ "ALL:aNULL", "list aNULL:" NOT },
	{ "EXPORT", "list EXPORT:" NOT },
	{ "DES-CBC3-SHA", "list DES-CBC3-SHA:" NOT },
	{ "MD5", "list MD5:" NOT },
	{ "RSA", "list RSA:" NOT },
	{ "kRSA+AESGCM", "list kRSA+AESGCM:" NOT },
	{ "AES128-GCM-SHA256", "list AES128-GCM-SHA256:" NOT },
	{ "ECDHE-RSA-AES128-SHA256", "list ECDHE-RSA-AES128-SHA256:"
	    NOT },
	{ "DHE-RSA-AES128-GCM-SHA256", "list DHE-RSA-AES128-GCM-SHA256:"
	    NOT },
	{ "TLS_RSA_WITH_AES_128_GCM_SHA256",
	    "list TLS_RSA_WITH_AES_128_GCM_SHA256:" NOT },
	{ "TLS_ECDHE_RSA_WITH_", "list TLS_ECDHE_RSA_WITH_:" NOT },
	{ "TLS_AES_128_CCM_SHA256", "list TLS_AES_128_CCM_SHA256:" NOT },
	{ "high", "list high:" NOT },
	{ "ALL:!NIX", "list !NIX:" NOT },
	{ "ALL:-ALL2", "list -ALL2:" NOT },
	{ "!", "list !:" NOT },
	{ "ECDHE+", "list ECDHE+:" NOT },
	{ "ALL:@STRENGTH", "list @STRENGTH:" NOT },
	{ "CHACHA20+AESGCM", "list CHACHA20+AESGCM:" NOT },
	{ "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggg",
	    "list aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffff"
	    "ffffffggg:" NOT },
	{ "", "list: selects no suite" },
	{ " : ", "list: selects no suite" },
	{ "!RC4", "list: selects no suite" },
	{ "ALL:!ALL", "list: selects no suite" }
};

static const struct {
	const char *list;
	uint16_t want[GROUPS + 1];
	const char *why;
} groups[] = {
	{ "x25519", { 29 }, NULL },
	{ "X25519:P-256:P-384", { 29, 23, 24 }, NULL },
	{ "P-384,secp256r1", { 24, 23 }, NULL },
	{ "p256 p384", { 23, 24 }, NULL },
	{ "prime256v1:secp384r1:P256", { 23, 24 }, NULL },
	{ "", { 0 }, "list: empty" },
	{ "P-521", { 0 }, "list P-521: not one of x25519, P-256 "
	    "and P-384" },
	{ "x25519:x448", { 0 }, "list x448: not one of x25519, "
	    "P-256 and P-384" },
	{ "prime256v1prime256v1", { 0 }, "list prime256v1prime: "
	    "not one of x25519, P-256 and P-384" }
};

/* Where ChaCha20 comes first each of our rows changes with it. */
static bool
same(const int *got, const int *want)
{
	bool aes_first = suite_order()[0] == A128;
	unsigned left = 0, right = 0;
	size_t i;

	for (i = 0; got[i] != 0 && want[i] != 0; i++) {
		if (aes_first && got[i] != want[i])
			return false;
		left += (unsigned)got[i] * (unsigned)got[i];
		right += (unsigned)want[i] * (unsigned)want[i];
	}
	return got[i] == want[i] && left == right;
}

int
main(void)
{
	uint16_t found[GROUPS + 1];
	int out[SUITES + 1];
	struct err e;
	size_t i, n;

	for (i = 0; i < sizeof goods / sizeof goods[0]; i++) {
		err_clear(&e);
		memset(out, '#', sizeof out);
		CHECK_INT(suite_list("list", goods[i].list, out, &e), 0);
		CHECK_STR(e.text, "");
		if (!CHECK(same(out, goods[i].want)))
			printf("\t%s\n", goods[i].list);
	}
	for (i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		err_clear(&e);
		CHECK_INT(suite_list("list", bads[i].list, out, &e), -1);
		CHECK_STR(e.text, bads[i].why);
	}
	for (i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		err_clear(&e);
		n = groups[i].why == NULL;
		CHECK_INT(group_list("list", groups[i].list, found, &e),
		    n ? 0 : -1);
		CHECK_STR(e.text, n ? "" : groups[i].why);
		for (n = 0; groups[i].why == NULL && n <= GROUPS; n++) {
			CHECK_INT(found[n], groups[i].want[n]);
			if (found[n] == 0)
				break;
		}
	}
	return unit_done();
}
