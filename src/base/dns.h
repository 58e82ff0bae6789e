/* SPDX-License-Identifier: MIT */
/*
 * The address of a host name: DNS queries and answers (RFC 1035), /etc/hosts
 * and /etc/resolv.conf, as bytes. musl's getaddrinfo(3) does the same, but
 * takes 16 KB of flash and malloc(3).  Only for lookups on which no security
 * decision depends.
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
 * Writes the query for the addresses of type TYPE of host NAME into OUT of
 * DNS_QUERY_MAX bytes.  Returns its length.
 */
size_t dns_query(uint8_t *out, uint16_t id, unsigned type, const char *name);

/*
 * Parses the LEN bytes of an answer.  1: *OUT is the first address; 0: there is
 * none; -1: not an answer to query ID.
 */
int dns_answer(const uint8_t *msg, size_t len, uint16_t id, unsigned type,
    struct name *out);

/*
 * Finds the first address of TYPE for NAME in the text of /etc/hosts; 0 or -1.
 */
int dns_hosts(const char *text, unsigned type, const char *name,
    struct name *out);

/* Adds the name servers in the text of /etc/resolv.conf to SET. */
void dns_servers(const char *text, struct names *set);

#endif
