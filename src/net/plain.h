/* SPDX-License-Identifier: MIT */
/*
 * The plain-text phase of a STARTTLS port (-n): sends and reads the text of
 * relay/starttls.h, with a fixed time limit.
 */
#ifndef NET_PLAIN_H
#define NET_PLAIN_H

#include <stdint.h>

#include "os/fdstream.h"
#include "relay/starttls.h"

/*
 * Greets the client on descriptor FD, whose local address is ADDRESS.  Reads
 * nothing and does not block, so the waiting process, which is root, can call
 * it. A client that does not even accept the greeting runs into the time limit.
 */
void plain_greet(int fd, const struct starttls_protocol *p,
    const char *address);

/*
 * Talks to the client until STARTTLS is answered and the next byte belongs to
 * TLS.  Returns NULL, or why the connection ends instead.  Blocks until
 * UNTIL_MS at most.
 */
const char *plain_talk(struct fdstream *net,
    const struct starttls_protocol *p, int64_t until_ms);

/* Tells the client that there is no service; does not block. */
void plain_refuse(int fd, const struct starttls_protocol *p);

#endif
