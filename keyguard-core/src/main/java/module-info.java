/* SPDX-License-Identifier: Apache-2.0 */
/** Keys, secrets, stores, policy and rotation, and the SPI a venue implements. */
@SuppressWarnings({"module", "requires-automatic"}) // the modules that internal is exported to are built after this one
module io.keyguard.core {
    requires static transitive org.jspecify;
    requires static transitive com.google.errorprone.annotations;
    requires transitive java.net.http;
    requires org.bouncycastle.provider;
    requires com.github.benmanes.caffeine;
    requires com.fasterxml.jackson.core;
    requires org.slf4j;
    requires static micrometer.core;

    exports io.keyguard;
    exports io.keyguard.http;
    exports io.keyguard.secret;
    exports io.keyguard.sign;
    exports io.keyguard.source;
    exports io.keyguard.policy;
    exports io.keyguard.incident;
    exports io.keyguard.inventory;
    exports io.keyguard.audit;
    exports io.keyguard.rotation;
    exports io.keyguard.vault;
    exports io.keyguard.metrics;
    exports io.keyguard.detection;
    exports io.keyguard.venue;
    exports io.keyguard.internal to
            io.keyguard.redaction,
            io.keyguard.venues,
            io.keyguard.testkit,
            io.keyguard.cli;

    uses io.keyguard.source.SecretObserver;
}
