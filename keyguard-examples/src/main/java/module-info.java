/* SPDX-License-Identifier: Apache-2.0 */
/** Runnable stories; the first is the main job of the README. */
module io.keyguard.examples {
    requires static org.jspecify;
    requires io.keyguard.core;
    requires io.keyguard.redaction;
    requires io.keyguard.venues;
    requires io.keyguard.testkit;
    requires io.keyguard.cli;
    requires java.desktop;
    requires java.net.http;
    requires org.slf4j;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
}
