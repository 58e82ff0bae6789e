/* SPDX-License-Identifier: MIT */
/*
 * The owner's page: a CGI program (RFC 3875) that is not root, has no key and
 * can change nothing by itself.  All it does is judge the request, have the
 * hook do it, and write HTML.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "web/web.h"

/*
 * Answers the request in the environment, over TLS or, PLAIN, without: then
 * there is only the CA, how to trust it, and the way to the page.  An exit
 * status.
 */
int page_run(const struct web *w, int plain);

#endif
