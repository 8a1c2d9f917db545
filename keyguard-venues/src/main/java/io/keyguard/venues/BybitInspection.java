/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.WITHDRAW;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks Bybit what a key may do, and closes over what it could give itself: with any wallet right a key edits itself. In a sub-account it clears its own list of addresses
 * and takes every right there is; in a master account it makes and edits keys of sub-accounts. That it is read-only does not count then, as it may undo that first.
 */
final class BybitInspection {
    private static final String QUESTION = "GET /v5/user/query-api";
    private static final String WALLET = "Wallet/";
    /** What keys of sub-accounts never have, so that a reply about one may leave it out. */
    private static final Set<String> GROUPS_OF_MASTERS =
            Set.of("BlockTrade", "FiatP2P", "FiatBitPay", "FiatConvertBroker", "BitCard", "ByXPost", "Affiliate");

    private final JsonNode key;
    private final boolean master;
    private final boolean readOnly;
    private final Set<String> ticked;

    private BybitInspection(JsonNode key) {
        this.key = key;
        this.master = flag("isMaster");
        this.readOnly = isReadOnly();
        this.ticked = ticked(Answers.requireObject(Bybit.ID, QUESTION, key.path("permissions")));
        // Without it nothing could be said of what the key may give itself.
        Answers.array(Bybit.ID, QUESTION, key.path("permissions"), "Wallet");
    }

    static KeyFacts inspect(SignedCalls venue) {
        return new BybitInspection(Bybit.result(venue, VenueRequest.get("/v5/user/query-api"))).facts();
    }

    private KeyFacts facts() {
        Observed<Set<String>> ips = addresses();
        return new KeyFacts(permissions(), rights(), ips, expiry(ips), Observed.of(account()));
    }

    private boolean flag(String name) {
        if (!key.path(name).isBoolean()) {
            throw malformed();
        }
        return key.path(name).asBoolean();
    }

    private boolean isReadOnly() {
        JsonNode flag = key.path("readOnly");
        if (!flag.isIntegralNumber() || !Set.of("0", "1").contains(flag.asText())) {
            throw malformed();
        }
        return flag.asText().equals("1");
    }

    /** The rights that are ticked, as {@code group/right}. */
    static Set<String> ticked(JsonNode permissions) {
        var rights = new TreeSet<String>();
        for (Map.Entry<String, JsonNode> group : permissions.properties()) {
            if (!group.getValue().isArray() && !group.getValue().isNull()) {
                throw malformed();
            }
            for (JsonNode right : group.getValue()) {
                if (!right.isTextual() || right.asText().isBlank()) {
                    throw malformed();
                }
                rights.add(group.getKey() + "/" + right.asText());
            }
        }
        return rights;
    }

    private boolean administersItself() {
        return administersItself(ticked);
    }

    private static boolean administersItself(Set<String> ticked) {
        return ticked.stream().anyMatch(right -> right.startsWith(WALLET));
    }

    private Set<String> rights() {
        return rights(ticked, readOnly);
    }

    /** Rights of a key that can only read, and cannot change that, do nothing; those that keyguard does not know may. */
    static Set<String> rights(Set<String> ticked, boolean readOnly) {
        var rights = new TreeSet<>(ticked);
        if (readOnly && !administersItself(ticked)) {
            rights.removeAll(Bybit.RIGHTS.grants().keySet());
        }
        rights.add(Bybit.READ);
        return rights;
    }

    private PermissionSet permissions() {
        var set = PermissionSet.builder();
        var granted = EnumSet.noneOf(Permission.class);
        var unknown = missing();
        for (String right : rights()) {
            if (Bybit.RIGHTS.grants().containsKey(right)) {
                granted.addAll(grants(right));
            } else {
                set.unrecognised(right);
                unknown.add(WITHDRAW);
            }
        }
        if (administersItself()) {
            granted.addAll(Bybit.SUB_ACCOUNT_CLOSURE);
            granted.addAll(master ? Bybit.MASTER_ONLY : Set.of());
        }
        var denied = EnumSet.complementOf(granted);
        denied.removeAll(unknown);
        return set.granted(granted).denied(denied).build();
    }

    /** The table has what a wallet right comes to in a master account. */
    private Set<Permission> grants(String right) {
        Set<Permission> grants = Bybit.RIGHTS.grants().getOrDefault(right, Set.of());
        if (master || !right.startsWith(WALLET) || right.equals(WALLET + "Withdraw")) {
            return grants;
        }
        return Bybit.SUB_ACCOUNT_CLOSURE;
    }

    /** What groups would grant that the reply leaves out. */
    private EnumSet<Permission> missing() {
        var missing = EnumSet.noneOf(Permission.class);
        if (readOnly && !administersItself()) {
            return missing;
        }
        Bybit.RIGHTS.grants().forEach((right, permissions) -> {
            String group = right.split("/", 2)[0];
            boolean told = group.equals(Bybit.READ)
                    || key.path("permissions").path(group).isArray()
                    || (!master && GROUPS_OF_MASTERS.contains(group));
            if (!told) {
                missing.addAll(permissions);
            }
        });
        return missing;
    }

    /** A list that a key can clear by itself binds nobody; whether a master key still can is not confirmed. */
    private Observed<Set<String>> addresses() {
        Observed<Set<String>> shown = Addresses.of(addresses(key.path("ips")));
        if (!administersItself() || shown.value().isEmpty()) {
            return shown;
        }
        return master ? Observed.unknown() : Observed.none();
    }

    /** The addresses as they are written. */
    static Set<String> addresses(JsonNode ips) {
        if (!ips.isArray()) {
            throw malformed();
        }
        var list = new TreeSet<String>();
        for (JsonNode address : ips) {
            if (!address.isTextual() || address.asText().isBlank()) {
                throw malformed();
            }
            list.add(address.asText().strip());
        }
        return list;
    }

    /** The first day of 1970 stands for no end, which a key has that is bound to addresses; one that is not ends after 90 days. */
    private Observed<Instant> expiry(Observed<Set<String>> ips) {
        if (!key.has("expiredAt")) {
            return Observed.unknown();
        }
        try {
            Instant end = Instant.parse(Answers.text(Bybit.ID, QUESTION, key, "expiredAt"));
            if (!end.equals(Instant.EPOCH)) {
                return Observed.of(end);
            }
            return ips.value().isPresent() ? Observed.none() : Observed.unknown();
        } catch (DateTimeParseException e) {
            throw malformed();
        }
    }

    private String account() {
        String id = Answers.text(Bybit.ID, QUESTION, key, "userID");
        if (!id.matches("[1-9]\\d{0,18}")) {
            throw malformed();
        }
        return id;
    }

    private static RuntimeException malformed() {
        return KeyguardExceptions.malformedReply(Bybit.ID, QUESTION, 200);
    }
}
