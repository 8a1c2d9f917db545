/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.internal.JsonMap;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a file of signed orders: at its beginning from when on it tells everything, then orders, and after each batch until when it does; at the end when the process ended, or when another saw that it had. One JSON object each.
 */
final class OrderRecords {
    private static final String FROM = "from";
    private static final String ACCOUNTS = "accounts";
    private static final String RUNNING = "running";
    private static final String UNTIL = "until";
    private static final String LOST = "lost";
    private static final String IDS = "ids";
    private static final String UNNAMED = "unnamed";
    private static final String ENDED = "ended";
    private static final String DIED = "died";

    private OrderRecords() {}

    /**
     * The beginning.
     *
     * @param accounts those that the process uses, as {@code venue/account}; none if that is not known
     * @param before processes that had ended, and of which there is a folder
     * @param running processes beside this one
     */
    record Beginning(Instant from, List<String> accounts, List<String> before, List<String> running) {
        byte[] toRecord() {
            return JsonMap.write(ordered(FROM, from, ACCOUNTS, accounts, "before", before, RUNNING, running));
        }
    }

    static byte[] orders(AccountName name, Collection<String> ids, long unnamed) {
        return JsonMap.write(ordered(
                "environment",
                name.environment(),
                "venue",
                name.venue(),
                "account",
                name.account(),
                IDS,
                List.copyOf(ids),
                UNNAMED,
                unnamed));
    }

    /** @param lost how many orders were signed and are not told */
    static byte[] until(Instant now, long lost) {
        return JsonMap.write(lost == 0 ? Map.of(UNTIL, now) : ordered(UNTIL, now, LOST, lost));
    }

    static byte[] ended(Instant now) {
        return JsonMap.write(Map.of(ENDED, now));
    }

    static byte[] died(Instant seen) {
        return JsonMap.write(Map.of(DIED, seen));
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        var values = new LinkedHashMap<String, Object>();
        for (int n = 0; n < namesAndValues.length; n += 2) {
            values.put((String) namesAndValues[n], namesAndValues[n + 1]);
        }
        return values;
    }

    /** Is told what stands in a file, in its order. */
    interface Reader {
        default void beginning(Beginning beginning) {}

        default void orders(String environment, String venue, String account, List<String> ids, long unnamed) {}

        default void until(Instant until, long lost) {}

        default void over(Instant at) {}
    }

    /** @throws IOException if {@code record} is none of these */
    static void read(byte[] record, Reader to) throws IOException {
        JsonMap json = JsonMap.read(record);
        Map<String, Object> values = json.values();
        if (values.containsKey(FROM)) {
            to.beginning(new Beginning(time(json, FROM), json.list(ACCOUNTS), json.list("before"), json.list(RUNNING)));
        } else if (values.containsKey(IDS)) {
            to.orders(
                    json.text("environment"),
                    json.text("venue"),
                    json.text("account"),
                    json.list(IDS),
                    json.number(UNNAMED));
        } else if (values.containsKey(UNTIL)) {
            to.until(time(json, UNTIL), values.containsKey(LOST) ? json.number(LOST) : 0);
        } else {
            Optional<Instant> end = end(record);
            to.over(end.orElseThrow(() -> new IOException("no record of signed orders")));
        }
    }

    /** When the process is over, if that is what {@code record} says. */
    static Optional<Instant> end(byte @Nullable [] record) throws IOException {
        if (record == null) {
            return Optional.empty();
        }
        JsonMap json = JsonMap.read(record);
        if (json.values().containsKey(ENDED)) {
            return Optional.of(time(json, ENDED));
        }
        return json.values().containsKey(DIED) ? Optional.of(time(json, DIED)) : Optional.empty();
    }

    private static Instant time(JsonMap json, String name) throws IOException {
        try {
            return Instant.parse(json.text(name));
        } catch (DateTimeException e) {
            throw new IOException("a time that is none", e);
        }
    }
}
