/* SPDX-License-Identifier: MIT */
/* STARTTLS = no: no client is greeted in plain text. */
#include "net/plain.h"

void
plain_greet(int fd, const struct starttls_protocol *p, const char *address)
{
	(void)fd;
	(void)p;
	(void)address;
}

const char *
plain_talk(struct fdstream *net, const struct starttls_protocol *p,
    int64_t until_ms)
{
	(void)net;
	(void)p;
	(void)until_ms;
	return "starttls-is-left-out";
}

void
plain_refuse(int fd, const struct starttls_protocol *p)
{
	(void)fd;
	(void)p;
}
