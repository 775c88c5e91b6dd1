/*
 * The configuration file (root rest-config) to config_set() calls.
 */
#ifndef XML_SETTINGS_H
#define XML_SETTINGS_H

#include <stddef.h>

#include "config.h"
#include "err.h"

#define SETTINGS_NAMESPACE \
	"http://www.sipfoundry.org/sipX/schema/xml/rest-config-00-00"

/*
 * Apply a document of n bytes to a configuration that holds the defaults.
 * Returns 0, or -1 with line and column; config is then half set and good for
 * config_release() only.
 */
int settings_read(struct config *config, const char *data, size_t n,
    unsigned long salt, struct err *err);

#endif
