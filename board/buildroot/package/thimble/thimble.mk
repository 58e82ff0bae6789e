################################################################################
#
# thimble
#
################################################################################

# SPDX-License-Identifier: MIT

# The tree that this folder is part of.
THIMBLE_VERSION = 0.1.0
THIMBLE_SITE = $(BR2_EXTERNAL_THIMBLE_PATH)/../..
THIMBLE_SITE_METHOD = local
THIMBLE_OVERRIDE_SRCDIR_RSYNC_EXCLUSIONS = --exclude=/out
THIMBLE_LICENSE = MIT
THIMBLE_LICENSE_FILES = LICENSE
THIMBLE_DEPENDENCIES = thimble-mbedtls

# Buildroot strips the target's programs itself, or not if so configured.
THIMBLE_MAKE_OPTS = \
	BOARD=generic \
	MBEDTLS_SRC=$(THIMBLE_MBEDTLS_DIR) \
	STATIC=$(if $(BR2_STATIC_LIBS),yes,no) \
	STRIP=

define THIMBLE_BUILD_CMDS
	$(TARGET_MAKE_ENV) $(MAKE) -C $(@D) $(TARGET_CONFIGURE_OPTS) \
		$(THIMBLE_MAKE_OPTS)
endef

define THIMBLE_INSTALL_TARGET_CMDS
	$(TARGET_MAKE_ENV) $(MAKE) -C $(@D) $(TARGET_CONFIGURE_OPTS) \
		$(THIMBLE_MAKE_OPTS) DESTDIR=$(TARGET_DIR) install
	$(INSTALL) -D -m 0644 $(THIMBLE_PKGDIR)/services \
		$(TARGET_DIR)/etc/thimble/services
	$(INSTALL) -D -m 0644 $(@D)/rootfs-overlay/lib/upgrade/keep.d/thimble \
		$(TARGET_DIR)/lib/upgrade/keep.d/thimble
endef

define THIMBLE_INSTALL_INIT_SYSV
	$(INSTALL) -D -m 0755 $(THIMBLE_PKGDIR)/thimble-renew \
		$(TARGET_DIR)/usr/sbin/thimble-renew
	$(INSTALL) -D -m 0755 $(THIMBLE_PKGDIR)/S45thimble-renew \
		$(TARGET_DIR)/etc/init.d/S45thimble-renew
	$(INSTALL) -D -m 0755 $(THIMBLE_PKGDIR)/S50thimble \
		$(TARGET_DIR)/etc/init.d/S50thimble
endef

$(eval $(generic-package))
