/* SPDX-License-Identifier: MIT */
/*
 * dns-01 by programs of the owner: those in the folder acme-dns.d beside
 * server.pem, which know how to change a zone.
 */
#ifndef ACME_DNS_H
#define ACME_DNS_H

#include "base/err.h"

#define DNS_FOLDER "acme-dns.d"

enum { DNS_MAX_S = 300 };

/*
 * Runs the programs of DIR/acme-dns.d, by the rules of hooks.h, in order of
 * their names and with ARGV, the arguments of a hook of uacme(1), until one of
 * them accepts the challenge by exit status 0; for done and failed, all of
 * them.  Each may take DNS_MAX_S seconds, because a zone takes time to change.
 * -1: none has accepted it, and E says so.
 */
int dns_answer_all(const char *dir, char *const argv[], struct err *e);

#endif
