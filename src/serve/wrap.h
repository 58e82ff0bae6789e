/* SPDX-License-Identifier: MIT */
/* The wrapper: what BusyBox inetd starts on each accepted connection. */
#ifndef SERVE_WRAP_H
#define SERVE_WRAP_H

/* Runs `thimble` with its arguments and returns its exit status. */
int wrap_main(int argc, char **argv);

#endif
