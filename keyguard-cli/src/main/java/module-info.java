/* SPDX-License-Identifier: Apache-2.0 */
/** The operator's command line. */
@SuppressWarnings({"requires-automatic"
}) // the jars of the age format have no descriptors; this module is for applications alone
module io.keyguard.cli {
    requires static org.jspecify;
    requires transitive io.keyguard.core;
    requires io.keyguard.redaction;
    requires io.keyguard.testkit;
    requires io.keyguard.venues;
    requires com.fasterxml.jackson.core;
    requires com.exceptionfactory.jagged;
    requires com.exceptionfactory.jagged.framework;
    requires com.exceptionfactory.jagged.x25519;
    requires info.picocli;
    requires org.bouncycastle.provider;

    exports io.keyguard.cli;

    opens io.keyguard.cli to
            info.picocli;
}
