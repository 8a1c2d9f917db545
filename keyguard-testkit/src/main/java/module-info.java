/* SPDX-License-Identifier: Apache-2.0 */
/** Venue simulators, a leak scanner and contracts for the tests of bots. */
module io.keyguard.testkit {
    requires static transitive org.jspecify;
    requires static transitive com.google.errorprone.annotations;
    // For those alone who have it.
    requires static org.junit.jupiter.api;
    requires transitive io.keyguard.core;
    requires com.fasterxml.jackson.databind;
    requires jdk.httpserver;
    requires org.bouncycastle.provider;
    requires org.java_websocket;

    exports io.keyguard.testkit.junit;
    exports io.keyguard.testkit.leak;
    exports io.keyguard.testkit.scenario;
    exports io.keyguard.testkit.venue;
}
