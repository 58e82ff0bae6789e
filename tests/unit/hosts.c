/* SPDX-License-Identifier: MIT */
/* Addresses by name: whole names, aliases, IPv4 before IPv6, or nothing. */
#include <stdlib.h>

#include "lib/unit.h"
#include "os/hosts.h"

static const char file[] =
    "# 192.0.2.99 commented\n"
    "127.0.0.1\tlocalhost loghost # 192.0.2.98 behind\n"
    "::1 localhost ip6-localhost\r\n"
    "2001:db8::1 both\n"
    "192.0.2.1   both Mail.Example.ORG\n"
    "192.0.2.2 both\n"
    "192.0.2 short\n"
    "nonsense word\n"
    "192.0.2.3\n"
    " 192.0.2.4 indented\n"
    "192.0.2.5 last";

static const struct {
	const char *name;
	int len;
	unsigned char first, last;
} rows[] = {
	{ "localhost", 4, 127, 1 }, { "loghost", 4, 127, 1 },
	{ "ip6-localhost", 16, 0, 1 },
	/* stunnel 3 knew IPv4 only; the first of several */
	{ "both", 4, 192, 1 }, { "mail.example.org", 4, 192, 1 },
	{ "LAST", 4, 192, 5 },
	{ "commented", 0, 0, 0 }, { "behind", 0, 0, 0 },
	{ "local", 0, 0, 0 }, { "short", 0, 0, 0 }, { "word", 0, 0, 0 },
	{ "192.0.2.3", 0, 0, 0 }, { "indented", 0, 0, 0 }, { "", 0, 0, 0 }
};

int
main(void)
{
	const char *tmp = getenv("TMP");
	char path[600];
	uint8_t ip[16];
	size_t i;
	FILE *f;
	int n;

	(void)snprintf(path, sizeof path, "%s/hosts", tmp == NULL ? "." : tmp);
	f = fopen(path, "w");
	if (!CHECK(f != NULL))
		return unit_done();
	CHECK(fputs(file, f) >= 0 && fclose(f) == 0);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		n = hosts_find(path, rows[i].name, ip);
		if (!CHECK_INT(n, rows[i].len))
			printf("\t%s\n", rows[i].name);
		if (n == 0)
			continue;
		CHECK_INT(ip[0], rows[i].first);
		CHECK_INT(ip[n - 1], rows[i].last);
	}
	CHECK_INT(hosts_find("/nowhere/hosts", "localhost", ip), 0);
	return unit_done();
}
