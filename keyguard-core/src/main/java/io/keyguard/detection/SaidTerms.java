/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.internal.NameMemo;
import io.keyguard.internal.RequestFields;
import io.keyguard.internal.RequestFields.Field;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a request says of the order that it places: where it names one price and nothing else that may be one, and one size. Everything else is nothing said: a trigger beside the price, a size in another unit, a price that the
 * venue may move.
 *
 * @param price empty if it is not said; never zero
 * @param size empty if it is not said; never zero
 */
record SaidTerms(Optional<BigDecimal> price, Optional<BigDecimal> size) {
    static final SaidTerms NOTHING = new SaidTerms(Optional.empty(), Optional.empty());

    private static final Set<String> PRICES = Set.of("price", "px", "p", "limitprice", "limitpx");
    /** In the name of a size that is no amount of what is traded. */
    private static final String QUOTE = "quote";

    private static final Pattern NUMBER = Pattern.compile("-?(?=\\.?\\d)\\d{0,40}(\\.\\d{0,40})?");
    private static final NameMemo<Name> NAMES = new NameMemo<>(name -> Name.of(RequestFields.plain(name)));

    /** What a name says of the value behind it; only what is strict is believed. */
    private record Name(OrderChange.Kind kind, boolean isStrict) {
        static Name of(String name) {
            var kind = OrderChange.Kind.of(name);
            boolean strict = kind.isPrice() ? PRICES.contains(name) : !name.contains(QUOTE);
            return new Name(kind, strict && !(kind.isPrice() && kind.isSize()));
        }
    }

    static SaidTerms of(RequestFields request) {
        var price = new One();
        var size = new One();
        for (Field field : request.fields()) {
            Name name = NAMES.of(field.name());
            if (name.kind.isVaguePrice()) {
                price.isUnclear |= OrderChange.says(field.value());
            } else {
                price.add(name.kind.isPrice(), name.isStrict, field.value());
                size.add(name.kind.isSize(), name.isStrict, field.value());
            }
        }
        // A sign makes a price a difference, and a size that of a sale.
        Optional<BigDecimal> positive = price.number().filter(number -> number.signum() > 0);
        return new SaidTerms(positive, size.number().filter(number -> number.signum() != 0));
    }

    /** A value, if it is the only one of its kind. */
    private static final class One {
        private String value = "";
        private boolean isUnclear;

        void add(boolean isOfKind, boolean isStrict, String text) {
            if (isOfKind) {
                isUnclear |= !isStrict || !value.isEmpty();
                value = text;
            }
        }

        Optional<BigDecimal> number() {
            boolean isNumber = !isUnclear && NUMBER.matcher(value).matches();
            return isNumber ? Optional.of(new BigDecimal(value)) : Optional.empty();
        }
    }
}
