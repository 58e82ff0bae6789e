/* SPDX-License-Identifier: MIT */
/* services(5): names and aliases of TCP, and nothing like them. */
#define _GNU_SOURCE
#include "os/services.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/unit.h"

static const char file[] =
    "# comment 1/tcp\n"
    "\n"
    "imap2 143/tcp imap\t\t# the old one\n"
    "imaps\t\t993/tcp\n"
    "domain 53/udp\n"
    "domain 53/tcp dns\n"
    "  pop3s 995/tcp spop3 pop3-ssl\r\n"
    "udponly 7/udp only\n"
    "hidden # 8/tcp\n"
    "noport\n"
    "slash 9\n"
    "zero 0/tcp\n"
    "huge 65536/tcp\n"
    "word x/tcp\n"
    "top 65535/tcp last#not";

static const struct {
	const char *name;
	long port;
} rows[] = {
	{ "imap", 143 }, { "imap2", 143 }, { "imaps", 993 }, { "domain", 53 },
	{ "dns", 53 }, { "pop3s", 995 }, { "pop3-ssl", 995 }, { "top", 65535 },
	{ "last", 65535 },
	{ "only", -1 }, { "udponly", -1 }, { "hidden", -1 }, { "noport", -1 },
	{ "slash", -1 }, { "zero", -1 }, { "huge", -1 }, { "word", -1 },
	{ "ima", -1 }, { "", -1 }, { "#", -1 }, { "993/tcp", -1 },
	{ "the", -1 }, { "not", -1 }, { "comment", -1 }
};

int
main(void)
{
	const char *tmp = getenv("TMP");
	char path[600];
	size_t i;
	int fd;

	(void)snprintf(path, sizeof path, "%s/services",
	    tmp == NULL ? "." : tmp);
	CHECK_INT(services_port(path, "imaps"), -1);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	CHECK_INT(write(fd, file, sizeof file - 1), (int)sizeof file - 1);
	(void)close(fd);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (!CHECK_INT(services_port(path, rows[i].name),
		    rows[i].port))
			printf("\t%s\n", rows[i].name);
	(void)unlink(path);
	return unit_done();
}
