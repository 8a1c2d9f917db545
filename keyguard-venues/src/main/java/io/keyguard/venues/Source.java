/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.net.URI;
import java.util.EnumSet;
import java.util.Set;

/**
 * A document that facts of a venue come from, and when it was written or read.
 *
 * @param official whether the venue wrote it; what only others say is UNCONFIRMED
 * @param title what it is, and which part of it
 * @param address where it stands
 * @param date of the document, or of the copy that was read: a day or a month
 * @param topics what it tells
 */
record Source(boolean official, String title, URI address, String date, Set<Topic> topics) {
    /** Of the venue itself: its documents, or clients that it publishes. */
    static Source official(String title, String address, String date) {
        return new Source(true, title, URI.create(address), date, Set.of());
    }

    /** Of somebody else: clients and copies. */
    static Source other(String title, String address, String date) {
        return new Source(false, title, URI.create(address), date, Set.of());
    }

    /** The release of ccxt with which everything was compared. */
    static Source ccxt(String part) {
        return other("ccxt 4.5.84 (" + part + ")", "https://github.com/ccxt/ccxt/tree/v4.5.84", "2026-09-25");
    }

    Source on(Topic first, Topic... more) {
        return on(EnumSet.of(first, more));
    }

    Source onEverything() {
        return on(EnumSet.allOf(Topic.class));
    }

    Source onEverythingBut(Topic first, Topic... more) {
        return on(EnumSet.complementOf(EnumSet.of(first, more)));
    }

    private Source on(Set<Topic> all) {
        return new Source(official, title, address, date, Set.copyOf(all));
    }
}
