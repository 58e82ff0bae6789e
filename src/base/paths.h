/* SPDX-License-Identifier: MIT */
/*
 * Where the program looks when neither an option nor thimble.conf(5) names
 * another place.  The Makefile's SYSCONFDIR, RUNSTATEDIR and EMPTYDIR set
 * these, and `make install` refuses other values than it was built with.
 */
#ifndef BASE_PATHS_H
#define BASE_PATHS_H

#ifndef THIMBLE_SYSCONFDIR
#define THIMBLE_SYSCONFDIR "/etc"
#endif
#ifndef THIMBLE_RUNSTATEDIR
#define THIMBLE_RUNSTATEDIR "/run"
#endif
#ifndef THIMBLE_EMPTYDIR
#define THIMBLE_EMPTYDIR "/var/empty"
#endif

/* The configuration and, beside it, keys and certificates. */
#define PATHS_CONF THIMBLE_SYSCONFDIR "/thimble"
/* Counts of connections and the keys of session tickets. */
#define PATHS_RUN THIMBLE_RUNSTATEDIR "/thimble"
/* The root of the network process. */
#define PATHS_JAIL THIMBLE_EMPTYDIR

#endif
