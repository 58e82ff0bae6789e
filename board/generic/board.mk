# SPDX-License-Identifier: MIT
# For packagers: any CPU, with the compiler and the mbedTLS that they give.
# ../README.md says how; all of these may be given to make.
PIE = no
STATIC = yes
SANDBOX = seccomp
