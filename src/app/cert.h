/* SPDX-License-Identifier: MIT */
/* The certificate tool, thimble-cert(8). */
#ifndef APP_CERT_H
#define APP_CERT_H

/* main() of the face that is called thimble-cert; an enum exit_status. */
int cert_main(int argc, char **argv);

#endif
