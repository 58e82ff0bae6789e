/* SPDX-License-Identifier: MIT */
/*
 * The system calls that the network process may still make once it has
 * dropped its privileges.  board.mk chooses sandbox_seccomp.c, or
 * sandbox_none.c for kernels and architectures without filters.
 */
#ifndef OS_SANDBOX_H
#define OS_SANDBOX_H

/*
 * Allows the system calls needed to relay bytes: read, write, send, receive,
 * poll, shutdown, close, madvise, time, random numbers, waiting for the child,
 * exit.  Any other call kills the process.  Descriptors can be received on
 * PASSING only (recvmsg(2)); -1: on none. no_new_privs must be set.  Returns 1
 * if the filter is in force, 0 if this kernel has no filters, -1 and errno if
 * it refused.
 */
int sandbox_enter(int passing);

#endif
