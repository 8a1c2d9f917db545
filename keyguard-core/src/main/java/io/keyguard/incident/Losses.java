/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.venue.Movement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an account has less of and nobody here wanted so, by asset and to the last digit. Used by one thread. */
final class Losses {
    private final Map<String, BigDecimal> unexplained = new TreeMap<>();
    private final Map<String, BigDecimal> foreign = new TreeMap<>();
    private final Map<String, BigDecimal> gone = new TreeMap<>();
    private final List<String> perhaps = new ArrayList<>();

    /** What is there without a reason is no loss, and makes up for none. */
    void unexplained(String what, BigDecimal amount) {
        if (amount.signum() < 0) {
            unexplained.merge(what, amount, BigDecimal::add);
        }
    }

    /** What an order changed that is not ours; both sides of it, as only a price tells what is worth more. */
    void foreign(String what, BigDecimal amount) {
        foreign.merge(what, amount, BigDecimal::add);
    }

    /** What went out by movements that took place, whether their venue says so or the balance does. */
    void gone(String what, BigDecimal amount) {
        if (amount.signum() < 0) {
            gone.merge(what, amount, BigDecimal::add);
        }
    }

    /** What is on its way out, or out by a word that nobody knows, and that no balance shows. */
    void perhaps(Movement movement) {
        if (movement.amount().signum() < 0) {
            perhaps.add("may have gone out: " + signed(movement.amount()) + " " + movement.asset() + " ("
                    + movement.kind() + " " + movement.id() + ", " + movement.state() + ")");
        }
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        add(lines, "without a reason", unexplained);
        add(lines, "by orders that are not ours", foreign);
        add(lines, "gone out, whoever asked for it", gone);
        lines.addAll(perhaps);
        return lines;
    }

    private static void add(List<String> lines, String how, Map<String, BigDecimal> amounts) {
        String words = amounts.entrySet().stream()
                .filter(amount -> amount.getValue().signum() != 0)
                .map(amount -> signed(amount.getValue()) + " " + amount.getKey())
                .collect(Collectors.joining(", "));
        if (!words.isEmpty()) {
            lines.add(how + ": " + words);
        }
    }

    private static String signed(BigDecimal amount) {
        return (amount.signum() > 0 ? "+" : "") + amount.stripTrailingZeros().toPlainString();
    }
}
