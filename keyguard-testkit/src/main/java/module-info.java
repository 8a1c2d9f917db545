/* SPDX-License-Identifier: Apache-2.0 */
/** Venue simulators, fakes and contracts for the tests of bots. */
module io.keyguard.testkit {
    requires static org.jspecify;
    requires static com.google.errorprone.annotations;

    exports io.keyguard.testkit.leak;
}
