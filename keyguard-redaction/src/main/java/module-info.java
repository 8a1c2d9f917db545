/* SPDX-License-Identifier: Apache-2.0 */
/** One redaction engine and its bindings to logging. */
module io.keyguard.redaction {
    requires static org.jspecify;
    requires static com.google.errorprone.annotations;
    requires transitive io.keyguard.core;
    requires transitive org.slf4j;
    // What Log4j tells of a new configuration is a bean's event.
    requires static java.desktop;
    requires static java.logging;
    requires static ch.qos.logback.classic;
    requires static ch.qos.logback.core;
    requires static org.apache.logging.log4j;
    requires static org.apache.logging.log4j.core;

    exports io.keyguard.redaction;
    exports io.keyguard.redaction.jul;
    exports io.keyguard.redaction.log4j;
    exports io.keyguard.redaction.logback;
    exports io.keyguard.redaction.system;

    provides io.keyguard.source.SecretObserver with
            io.keyguard.redaction.internal.ProcessSecrets;
}
