/* SPDX-License-Identifier: MIT */
/*
 * The address of a host name: queries and answers of the DNS (RFC 1035) and
 * the two files that come before it, as bytes.  musl's getaddrinfo(3) would
 * do the same with 16 KB of flash, and malloc(3).  One who asks so wants to
 * look at something and rests nothing on it.
 */
#ifndef BASE_DNS_H
#define BASE_DNS_H

#include <stddef.h>
#include <stdint.h>

#include "base/name.h"

enum {
	DNS_A = 1,
	DNS_AAAA = 28,
	DNS_QUERY_MAX = 12 + 255 + 4,
	DNS_ANSWER_MAX = 512,		/* RFC 1035, 4.2.1 */
	DNS_PORT = 53
};

/*
 * Writes the question for the addresses of TYPE of NAME, a host name, into
 * OUT of DNS_QUERY_MAX bytes: how long it is.
 */
size_t dns_query(uint8_t *out, uint16_t id, unsigned type, const char *name);

/*
 * Reads the answer of LEN bytes.  1: *OUT is the first address; 0: there is
 * none; -1: it is no answer to question ID.
 */
int dns_answer(const uint8_t *msg, size_t len, uint16_t id, unsigned type,
    struct name *out);

/* The first address of TYPE for NAME in the text of /etc/hosts; 0 or -1. */
int dns_hosts(const char *text, unsigned type, const char *name,
    struct name *out);

/* Adds the name servers in the text of /etc/resolv.conf to SET. */
void dns_servers(const char *text, struct names *set);

#endif
