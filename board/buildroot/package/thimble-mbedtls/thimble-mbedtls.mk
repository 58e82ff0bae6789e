################################################################################
#
# thimble-mbedtls
#
################################################################################

# SPDX-License-Identifier: MIT

# Unpacked and nothing else: thimble compiles it with a configuration of its own.
THIMBLE_MBEDTLS_VERSION = 3.6.7
THIMBLE_MBEDTLS_SITE = https://github.com/Mbed-TLS/mbedtls/releases/download/mbedtls-$(THIMBLE_MBEDTLS_VERSION)
THIMBLE_MBEDTLS_SOURCE = mbedtls-$(THIMBLE_MBEDTLS_VERSION).tar.bz2
THIMBLE_MBEDTLS_LICENSE = Apache-2.0 or GPL-2.0+
THIMBLE_MBEDTLS_LICENSE_FILES = LICENSE
THIMBLE_MBEDTLS_CPE_ID_VENDOR = trustedfirmware
THIMBLE_MBEDTLS_CPE_ID_PRODUCT = mbed_tls
THIMBLE_MBEDTLS_INSTALL_TARGET = NO

$(eval $(generic-package))
