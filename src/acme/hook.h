/* SPDX-License-Identifier: MIT */
/*
 * acme-hook: the program that an ACME client calls for each challenge, as
 * uacme(1) describes it.
 */
#ifndef ACME_HOOK_H
#define ACME_HOOK_H

/* The configuration file for it is in this variable of its environment. */
#define HOOK_CONF "THIMBLE_CONF"

/*
 * main() when called as acme-hook, with the arguments METHOD TYPE IDENT TOKEN
 * AUTH.  0: the challenge is answered, or its answer removed; 1: declined, or
 * it failed.
 */
int hook_main(int argc, char **argv);

#endif
