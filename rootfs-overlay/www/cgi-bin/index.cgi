#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The owner's page. httpd runs this for each folder without an index.html, even
# for one that does not exist; the program checks the whole request.
set -eu
exec /usr/sbin/thimble-web page
