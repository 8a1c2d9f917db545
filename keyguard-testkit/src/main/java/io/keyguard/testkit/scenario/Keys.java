/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.AccountEvent;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Observed;
import io.keyguard.venue.VenueKeyId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The list of an account's keys, of which the owner knows the first two. */
final class Keys {
    private static final Set<VenueKeyId> KNOWN = Set.of(id("key-1"), id("key-2"));
    private static final Set<String> BOUND = Set.of("192.0.2.10");

    private Keys() {}

    private static VenueKeyId id(String name) {
        return VenueKeyId.of(Desk.VENUE, name);
    }

    /** The bot reads the list, in which {@code names} stand. */
    static void list(Desk desk, String... names) {
        List<ListedKey> listed = Arrays.stream(names)
                .map(name -> key(name, Set.of("trade"), BOUND))
                .toList();
        desk.exchange().tell(new AccountEvent.KeysListed(listed, KNOWN));
    }

    /** The bot reads the list, and its key has more rights, and no addresses. */
    static void listWidened(Desk desk) {
        ListedKey wide = key("key-1", Set.of("trade", "withdraw"), Set.of());
        desk.exchange().tell(new AccountEvent.KeysListed(List.of(wide), KNOWN));
    }

    private static ListedKey key(String name, Set<String> rights, Set<String> addresses) {
        return new ListedKey(
                id(name), "", Observed.of(rights), Observed.of(addresses), Observed.unknown(), Observed.unknown());
    }
}
