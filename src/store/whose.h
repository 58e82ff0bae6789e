/* SPDX-License-Identifier: MIT */
/* One line about the certificate in use and its origin. */
#ifndef STORE_WHOSE_H
#define STORE_WHOSE_H

#include <stdbool.h>

/*
 * Tells SAY: BEFORE, the path below DIR of server.pem (SECOND: of
 * server-also.pem) in the current folder, whether it is the device's own or who
 * issued it, and until when it is valid.  Nothing if it cannot be read.
 */
void whose_say(const char *before, const char *dir, bool second,
    void (*say)(const char *line));

#endif
