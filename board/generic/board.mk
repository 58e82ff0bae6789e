# SPDX-License-Identifier: MIT
# For packagers: any CPU, with the compiler and the mbedTLS that they give.
# ../README.md says how; all of these may be given to make.
PIE = no
STATIC = yes
SANDBOX = seccomp
# What mbedTLS brings along: a packager gives no other source.
CURVE_CODE = everest
