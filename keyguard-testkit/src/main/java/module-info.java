/* SPDX-License-Identifier: Apache-2.0 */
/** Venue simulators, fakes and contracts for the tests of bots. */
module io.keyguard.testkit {
    requires static org.jspecify;
    requires static com.google.errorprone.annotations;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires jdk.httpserver;
    requires org.bouncycastle.provider;

    exports io.keyguard.testkit.venue;
}
