/* SPDX-License-Identifier: MIT */
/* -v -a -A --crl -C --groups --tls-min --alpn: what they mean together. */
#include "lib/unit.h"
#include "wrap/wrap_policy.h"

static const char long_name[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "aaaaaaaaaaaa";

static const struct {
	struct wrap_policy o;
	const char *why;
} bads[] = {
	{ { .verify = 1 }, "option -v: needs -A or -a: the certificates to "
	    "verify clients with" },
	{ { .verify = 3, .crl_file = "x" }, "option -v: needs -A or -a: the "
	    "certificates to verify clients with" },
	{ { .verify = VERIFY_UNSET, .ca_file = "x" }, "option -A: needs -v 1, "
	    "2 or 3: otherwise no client is verified" },
	{ { .verify = 0, .ca_dir = "x" }, "option -a: needs -v 1, 2 or 3: "
	    "otherwise no client is verified" },
	{ { .verify = VERIFY_UNSET, .crl_file = "x" }, "option --crl: needs -v "
	    "1, 2 or 3: otherwise no client is verified" },
	{ { .verify = VERIFY_UNSET, .suites = "HIGH:RC4" }, "option -C RC4: "
	    "unknown or insecure; see thimble(8)" },
	{ { .verify = VERIFY_UNSET, .groups = "P-521" }, "option --groups "
	    "P-521: not one of x25519, P-256 and P-384" },
	{ { .verify = VERIFY_UNSET, .tls_min = "1.1" }, "option --tls-min "
	    "1.1: must be 1.2 or 1.3" },
	{ { .verify = VERIFY_UNSET, .tls_min = "" }, "option --tls-min : "
	    "must be 1.2 or 1.3" },
	{ { .verify = VERIFY_UNSET, .tls_min = "1.3",
	    .suites = "ALL:!TLSv1.3" }, "option -C ALL:!TLSv1.3: selects "
	    "no suite of TLS 1.3, the only version" },
	{ { .verify = VERIFY_UNSET, .alpn = "" }, "option --alpn : needs a "
	    "name of 1 to 255 bytes, such as imap" }
};

int
main(void)
{
	struct wrap_policy o;
	struct tls_policy p;
	struct err e;
	size_t i;

	for (i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		o = bads[i].o;
		err_clear(&e);
		CHECK_INT(wrap_policy_parse(&o, &e), -1);
		CHECK_STR(e.text, bads[i].why);
	}
	memset(&o, 0, sizeof o);
	o.verify = VERIFY_UNSET;
	CHECK_INT(sizeof long_name - 1, 256);
	o.alpn = long_name;
	err_clear(&e);
	CHECK_INT(wrap_policy_parse(&o, &e), -1);
	o.alpn = long_name + 1;
	err_clear(&e);
	CHECK_INT(wrap_policy_parse(&o, &e), 0);

	memset(&p, '#', sizeof p);
	wrap_policy_fill(&p, &o);
	CHECK_INT(p.client, CLIENT_NOT_ASKED);
	CHECK(p.suites == NULL && p.groups == NULL && !p.only_tls13);
	CHECK(p.trust == NULL);

	o.verify = 3;
	o.ca_file = "ca.pem";
	o.suites = "TLS_AES_128_GCM_SHA256";
	o.groups = "P-384";
	o.tls_min = "1.3";
	CHECK_INT(wrap_policy_parse(&o, &e), 0);
	wrap_policy_fill(&p, &o);
	CHECK_INT(p.client, CLIENT_INSTALLED);
	CHECK_INT(p.suites[0], 0x1301);
	CHECK_INT(p.suites[1], 0);
	CHECK_INT(p.groups[0], 24);
	CHECK_INT(p.groups[1], 0);
	CHECK(p.only_tls13);

	memset(&o, 0, sizeof o);
	o.tls_min = "1.2";
	CHECK_INT(wrap_policy_parse(&o, &e), 0);
	wrap_policy_fill(&p, &o);
	CHECK_INT(p.client, CLIENT_IGNORED);
	CHECK(!p.only_tls13);
	return unit_done();
}
