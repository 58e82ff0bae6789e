/* SPDX-License-Identifier: MIT */
/* Addresses of host names, from bytes. */
#include "base/dns.h"

#include "lib/unit.h"

static struct name out;

static void
test_query(void)
{
	static const uint8_t want[] = {
		0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,
		4, 'm', 'a', 'i', 'l', 3, 'o', 'r', 'g', 0, 0, 28, 0, 1
	};
	char name[254];
	uint8_t q[DNS_QUERY_MAX];
	size_t i;

	i = dns_query(q, 0x1234, DNS_AAAA, "mail.org");
	CHECK_MEM(q, i, want, sizeof want);
	for (i = 0; i < 253; i++)
		name[i] = i % 64 == 63 ? '.' : 'a';
	name[253] = '\0';
	CHECK_INT(dns_query(q, 1, DNS_A, name), sizeof q);
}

static void
test_answer(void)
{
	/* mail.org is an alias of m.org, which has an address of each kind. */
	static const uint8_t msg[] = {
		0x12, 0x34, 0x81, 0x80, 0, 1, 0, 3, 0, 0, 0, 0,
		4, 'm', 'a', 'i', 'l', 3, 'o', 'r', 'g', 0, 0, 1, 0, 1,
		0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 4, 1, 'm', 0xc0, 17,
		0xc0, 38, 0, 28, 0, 1, 0, 0, 0, 9, 0, 16,
		0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
		1, 'm', 0xc0, 17, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4,
		192, 0, 2, 7
	};
	uint8_t copy[sizeof msg];
	size_t i;

	CHECK_INT(dns_answer(msg, sizeof msg, 0x1234, DNS_A, &out), 1);
	CHECK_STR(out.text, "192.0.2.7");
	CHECK_INT(dns_answer(msg, sizeof msg, 0x1234, DNS_AAAA, &out), 1);
	CHECK_STR(out.text, "fd00::1");
	CHECK_INT(dns_answer(msg, sizeof msg, 0x1235, DNS_A, &out), -1);
	for (i = 0; i < sizeof msg; i++)
		CHECK_INT(dns_answer(msg, i, 0x1234, DNS_A, &out),
		    i < 12 ? -1 : 0);
	memcpy(copy, msg, sizeof msg);
	copy[2] = 1;
	CHECK_INT(dns_answer(copy, sizeof msg, 0x1234, DNS_A, &out), -1);
	memcpy(copy, msg, sizeof msg);
	copy[7] = 0;
	CHECK_INT(dns_answer(copy, sizeof msg, 0x1234, DNS_A, &out), 0);
	copy[7] = 3;
	copy[sizeof msg - 5] = 5;
	CHECK_INT(dns_answer(copy, sizeof msg, 0x1234, DNS_A, &out), 0);
}

static void
test_files(void)
{
	static const char hosts[] = "# 10.0.0.9 a.b\n\n10.0.0.1 x.y A.b\r\n"
	    "fd00::1\tc a.b #d.e\nnonsense a.b\n10.0.0.2 a.b";
	static struct names set;

	CHECK_INT(dns_hosts(hosts, DNS_A, "a.b", &out), 0);
	CHECK_STR(out.text, "10.0.0.1");
	CHECK_INT(dns_hosts(hosts, DNS_AAAA, "a.b", &out), 0);
	CHECK_STR(out.text, "fd00::1");
	CHECK_INT(dns_hosts(hosts, DNS_AAAA, "d.e", &out), -1);
	CHECK_INT(dns_hosts("", DNS_A, "a.b", &out), -1);
	dns_servers("search lan\nnameserver 10.0.0.1\n nameserver\tfd00::1 #\n"
	    "nameserver\nnameserver2 10.0.0.3\n#nameserver 10.0.0.4\n"
	    "nameserver none\n", &set);
	CHECK_INT(set.n, 2);
	CHECK_STR(set.item[0].text, "10.0.0.1");
	CHECK_STR(set.item[1].text, "fd00::1");
}

int
main(void)
{
	test_query();
	test_answer();
	test_files();
	return unit_done();
}
