/* SPDX-License-Identifier: MIT */
/* The certificate tool, thimble-cert(8). */
#ifndef CERT_CERT_H
#define CERT_CERT_H

/* main() when called as thimble-cert; returns an enum exit_status. */
int cert_main(int argc, char **argv);

#endif
