/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.internal.RequestFields;
import io.keyguard.venue.Movement;
import io.keyguard.venue.VenueRequest;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a signed withdrawal or transfer was to move, as far as it can be read: venues name the same things differently, and what is not named is not compared.
 *
 * @param at when it was signed
 * @param assets in lower case
 * @param amounts as they were asked for
 * @param addresses in lower case: some are written in both
 */
record MovementTerms(Instant at, List<String> assets, List<BigDecimal> amounts, List<String> addresses) {
    private static final Set<String> ASSETS = Set.of("asset", "coin", "currency", "ccy", "token", "product", "tokenid");
    private static final Set<String> AMOUNTS =
            Set.of("amount", "amt", "qty", "quantity", "size", "sz", "vol", "volume");
    private static final Set<String> ADDRESSES =
            Set.of("address", "addr", "toaddr", "toaddress", "withdrawaddress", "destination", "to");

    /** Kraken's own names of assets, and those that it takes as well. */
    private static final Map<String, String> KRAKENS = Map.of("xbt", "btc", "xdg", "doge");

    /** What fees and rounding may make of an amount. */
    private static final BigDecimal TENTH = new BigDecimal("0.1");

    static MovementTerms of(VenueRequest request, Instant at) {
        RequestFields read = RequestFields.of(request);
        var amounts = new ArrayList<BigDecimal>();
        read.values(in(AMOUNTS)).forEach(text -> number(text, amounts));
        return new MovementTerms(at, lower(read.values(in(ASSETS))), amounts, lower(read.values(in(ADDRESSES))));
    }

    void save(DataOutput out) throws IOException {
        Saved.time(at, out);
        Saved.words(assets, out);
        Saved.words(amounts.stream().map(BigDecimal::toString).toList(), out);
        Saved.words(addresses, out);
    }

    static MovementTerms load(DataInput in) throws IOException {
        Instant at = Saved.time(in);
        List<String> assets = Saved.words(in);
        var amounts = new ArrayList<BigDecimal>();
        Saved.words(in).forEach(text -> number(text, amounts));
        return new MovementTerms(at, assets, amounts, Saved.words(in));
    }

    private static Predicate<String> in(Set<String> names) {
        return name -> names.contains(name.toLowerCase(Locale.ROOT).replace("_", ""));
    }

    private static List<String> lower(List<String> values) {
        return values.stream().map(value -> value.toLowerCase(Locale.ROOT)).toList();
    }

    private static void number(String text, List<BigDecimal> amounts) {
        try {
            amounts.add(new BigDecimal(text));
        } catch (NumberFormatException e) {
            // Words, such as "all": nothing to compare.
            return;
        }
    }

    /** Whether it may be what {@code movement} shows. */
    boolean fit(Movement movement) {
        return fitsAsset(movement)
                && fitsAddress(movement)
                && fitsAmount(movement.amount().abs());
    }

    /** Kraken calls in one place XXBT what is XBT in another, and BTC for everybody else. */
    private boolean fitsAsset(Movement movement) {
        String asset = usual(movement.asset().toLowerCase(Locale.ROOT));
        return assets.isEmpty()
                || assets.stream()
                        .map(MovementTerms::usual)
                        .anyMatch(one -> one.endsWith(asset) || asset.endsWith(one));
    }

    private static String usual(String asset) {
        return KRAKENS.entrySet().stream()
                .filter(name -> asset.endsWith(name.getKey()))
                .map(name -> asset.substring(0, asset.length() - name.getKey().length()) + name.getValue())
                .findFirst()
                .orElse(asset);
    }

    /** A venue may show a memo behind the address. */
    private boolean fitsAddress(Movement movement) {
        String counterparty = movement.counterparty().toLowerCase(Locale.ROOT);
        return movement.kind() != Movement.Kind.WITHDRAWAL
                || addresses.isEmpty()
                || counterparty.isEmpty()
                || addresses.stream().anyMatch(counterparty::startsWith);
    }

    private boolean fitsAmount(BigDecimal moved) {
        return amounts.isEmpty()
                || amounts.stream()
                        .anyMatch(asked -> moved.subtract(asked)
                                        .abs()
                                        .compareTo(asked.abs().multiply(TENTH))
                                <= 0);
    }
}
