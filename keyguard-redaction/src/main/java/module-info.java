/* SPDX-License-Identifier: Apache-2.0 */
/** One redaction engine and its bindings to logging. */
module io.keyguard.redaction {
    requires static org.jspecify;
    requires static com.google.errorprone.annotations;
    requires transitive io.keyguard.core;
    requires transitive org.slf4j;
    requires static transitive java.logging;
    requires static transitive ch.qos.logback.classic;
    requires static transitive ch.qos.logback.core;

    exports io.keyguard.redaction;
    exports io.keyguard.redaction.jul;
    exports io.keyguard.redaction.logback;
    exports io.keyguard.redaction.system;

    provides io.keyguard.source.SecretObserver with
            io.keyguard.redaction.internal.ProcessSecrets;
}
