/* SPDX-License-Identifier: MIT */
/* Official certificates, as part of the verb status. */
#ifndef WEB_OFFICIAL_H
#define WEB_OFFICIAL_H

#include "web/out.h"

/*
 * Adds an object: what `thimble-cert acme show` prints of the configuration
 * CONFIG, with an underscore for each hyphen.
 */
void official_show(struct out *o, const char *config);

#endif
