/* SPDX-License-Identifier: Apache-2.0 */
/** What is known of each exchange: hosts, signing, rights, errors. */
module io.keyguard.venues {
    requires static org.jspecify;
    requires static com.google.errorprone.annotations;
    requires transitive io.keyguard.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    // For those alone who have it.
    requires static okhttp3;

    exports io.keyguard.venues;
    exports io.keyguard.venues.okhttp;
}
