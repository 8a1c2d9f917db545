/* SPDX-License-Identifier: Apache-2.0 */
/** The operator's command line. */
module io.keyguard.cli {
    requires static org.jspecify;
    requires io.keyguard.core;
    requires io.keyguard.venues;
    requires com.fasterxml.jackson.core;
    requires info.picocli;

    opens io.keyguard.cli to
            info.picocli;
}
