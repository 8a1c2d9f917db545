/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.internal.NameMemo;
import io.keyguard.internal.RequestFields;
import io.keyguard.internal.RequestFields.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which orders a request that takes some away calls by name. Venues call an id by a few dozen names, which all end alike; what is not recognised counts as a request for everything, which explains more.
 *
 * <p>Not thread-safe.
 */
final class CancelledNames {
    private static final Set<String> IDS = Set.of("id", "ids", "cid", "txid", "uuid", "uuids");
    /** Names of what holds several orders, whose ids nobody can tell from it. */
    private static final Set<String> GROUPS = Set.of(
            "orderlistid", "listclientorderid", "gid", "groupid", "label", "userref", "all", "session", "sessionid");

    /** Beside these, "id" is the number of the message. */
    private static final Set<String> ENVELOPE = Set.of("method", "jsonrpc", "op", "reqid");

    /** Kraken takes the number of a group where the id of an order may stand: of no more digits. */
    private static final int LONGEST_GROUP = 10;

    /** What looks like an id, where no name says that it is one, is no shorter. */
    private static final int SHORTEST_ID = 6;

    /** What a name is. */
    private record Kind(boolean isId, boolean isGroup, boolean isOfEnvelope, boolean isTransaction) {
        static Kind of(String name) {
            return new Kind(
                    CancelledNames.isId(name), GROUPS.contains(name), ENVELOPE.contains(name), name.equals("txid"));
        }
    }

    private static final NameMemo<Kind> KINDS = new NameMemo<>(name -> Kind.of(RequestFields.plain(name)));

    /** What names orders. */
    private final List<Field> named = new ArrayList<>();
    /** What looks like one, where no name says that it is. */
    private final List<String> others = new ArrayList<>(0);

    private CancelledNames() {}

    /** Reads which orders {@code request} names; none if it may take others away too. */
    static CancelledNames of(RequestFields request) {
        var names = new CancelledNames();
        boolean takesAll = RequestFields.plain(request.path()).contains("all");
        if (!takesAll && request.fields().stream().noneMatch(CancelledNames::isOfMany)) {
            names.read(request);
        }
        return names;
    }

    /**
     * Returns the ids of orders that {@code request} names; none if it may take others away too.
     *
     * @param except the parameter that names what is placed; empty if nothing is
     */
    static List<String> in(RequestFields request, String except) {
        return of(request).but(except);
    }

    /**
     * Returns the ids of orders.
     *
     * @param except the parameter that names what is placed; empty if nothing is
     */
    List<String> but(String except) {
        var ids = new ArrayList<String>();
        for (Field field : named) {
            if (!field.name().equalsIgnoreCase(except)) {
                ids.add(field.value());
            }
        }
        ids.addAll(others);
        return ids;
    }

    private void read(RequestFields request) {
        boolean enveloped = false;
        for (Field field : request.fields()) {
            Kind kind = KINDS.of(field.name());
            enveloped |= kind.isOfEnvelope();
            if (kind.isId()) {
                named.add(field);
            } else if (field.name().isEmpty() && isLikeAnId(field.value())) {
                // A list of nothing but ids.
                others.add(field.value());
            }
        }
        if (enveloped) {
            named.removeIf(field -> field.plain().equals("id"));
        }
        others.addAll(inPath(request.path()));
    }

    private static boolean isOfMany(Field field) {
        Kind kind = KINDS.of(field.name());
        return kind.isGroup() || (kind.isTransaction() && isGroup(field.value()));
    }

    private static boolean isGroup(String value) {
        return value.length() <= LONGEST_GROUP && value.chars().allMatch(CancelledNames::isDigit);
    }

    /** Of one order, or a list of them. */
    private static boolean isId(String name) {
        String one = without("s", name);
        String listed = without("s", without("list", name));
        return IDS.contains(name)
                || one.endsWith("oid")
                || one.endsWith("orderlinkid")
                || listed.endsWith("ordid")
                || listed.endsWith("orderid");
    }

    private static String without(String end, String name) {
        return name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
    }

    private static boolean isLikeAnId(String value) {
        return value.length() >= SHORTEST_ID
                && value.chars().anyMatch(CancelledNames::isDigit)
                && value.chars().allMatch(CancelledNames::mayBeOfAnId);
    }

    private static boolean isDigit(int letter) {
        return letter >= '0' && letter <= '9';
    }

    private static boolean mayBeOfAnId(int letter) {
        return isDigit(letter)
                || (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || "_:-".indexOf(letter) >= 0;
    }

    /** What stands behind a segment about orders, and has a digit. */
    private static List<String> inPath(String path) {
        List<String> ids = new ArrayList<>(0);
        if (path.chars().noneMatch(CancelledNames::isDigit)) {
            return ids;
        }
        boolean ofOrders = false;
        for (String segment : path.split("/", -1)) {
            if (ofOrders && isLikeAnId(segment)) {
                ids.add(segment);
            }
            ofOrders = ofOrders || segment.toLowerCase(Locale.ROOT).contains("order");
        }
        return ids;
    }
}
