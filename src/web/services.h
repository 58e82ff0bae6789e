/* SPDX-License-Identifier: MIT */
/* The services that thimble serves, as inetd's configuration has them. */
#ifndef WEB_SERVICES_H
#define WEB_SERVICES_H

#include "web/out.h"

/* Adds the list `services` from file PATH; empty if it cannot be read. */
void services_show(struct out *o, const char *path);

#endif
