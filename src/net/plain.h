/* SPDX-License-Identifier: MIT */
/*
 * The plain text of a STARTTLS port (-n) on the network: relay/starttls.h says
 * what, this sends and reads it, with an absolute limit of time.
 */
#ifndef NET_PLAIN_H
#define NET_PLAIN_H

#include <stdint.h>

#include "os/fdstream.h"
#include "relay/starttls.h"

/*
 * Greets the client on descriptor FD, whose end here is ADDRESS; reads nothing
 * and does not block.  This is for the process that waits, which is root.  A
 * client that does not even take the greeting meets the limit of time.
 */
void plain_greet(int fd, const struct starttls_protocol *p,
    const char *address);

/*
 * Talks until STARTTLS was answered and the next byte is TLS's.  The result is
 * NULL, or why the connection ends instead.  Blocks until UNTIL_MS at most.
 */
const char *plain_talk(struct fdstream *net,
    const struct starttls_protocol *p, int64_t until_ms);

/* Says that there will be no service; does not block. */
void plain_refuse(int fd, const struct starttls_protocol *p);

#endif
