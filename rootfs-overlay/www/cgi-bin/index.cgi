#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The owner's page. httpd runs this for each folder without an index.html, also
# for one that is not there; the program judges the whole request.
set -eu
exec /usr/sbin/thimble-web page
