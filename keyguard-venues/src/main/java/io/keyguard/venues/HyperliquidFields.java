/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.keyguard.internal.KeyguardExceptions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The forms of the values in Hyperliquid's actions, each of which is checked and packed at once: there is one way to write a value, and what is not written so is refused, as it would be hashed otherwise than the venue does. */
final class HyperliquidFields {
    /** How a value is written. */
    interface Kind {
        void pack(JsonNode value, MessagePack target);
    }

    /**
     * A field of an object.
     *
     * @param optional whether it may be left out
     */
    record Field(String name, boolean optional, Kind kind) {}

    static final Kind FLAG = (value, target) -> {
        require(value.isBoolean(), "a flag is true or false");
        target.flag(value.asBoolean());
    };

    /** From 0 on, below 2^53, up to where every reader of JSON agrees. */
    static final Kind NATURAL = (value, target) -> {
        long number = whole(value);
        require(number >= 0, "a number of this field is not negative");
        target.whole(number);
    };

    static final Kind WHOLE = (value, target) -> target.whole(whole(value));

    /** A decimal as the venue writes it: at most eight digits behind the point, no zero at the end or the start, no exponent. */
    static final Kind DECIMAL = text(
            "(0|[1-9]\\d{0,19})(\\.\\d{0,7}[1-9])?",
            "a price or amount is text: a decimal of at most 8 digits behind the point, without zeros at its end (\"1.5\", not \"1.50\")");

    static final Kind ADDRESS = text("0x[0-9a-f]{40}", "an address is 0x and 40 hexadecimal digits in small letters");

    static final Kind CLIENT_ID =
            text("0x[0-9a-f]{32}", "a client order id is 0x and 32 hexadecimal digits in small letters");

    /** The venue's number of an order, or the bot's. */
    static final Kind ORDER = (value, target) -> (value.isTextual() ? CLIENT_ID : NATURAL).pack(value, target);

    private static final long MOST = 1L << 53;

    private HyperliquidFields() {}

    static Field field(String name, Kind kind) {
        return new Field(name, false, kind);
    }

    static Field optional(String name, Kind kind) {
        return new Field(name, true, kind);
    }

    /** Text of the form {@code regex}; {@code rule} says in words what that is. */
    static Kind text(String regex, String rule) {
        Pattern form = Pattern.compile(regex);
        return (value, target) -> {
            require(value.isTextual() && form.matcher(value.asText()).matches(), rule);
            target.text(value.asText());
        };
    }

    /** One of {@code words}. */
    static Kind word(String... words) {
        return text(String.join("|", words), "a word of this field is one of " + String.join(", ", words));
    }

    /** At least one of {@code item}. */
    static Kind list(Kind item) {
        return (value, target) -> {
            require(value.isArray() && !value.isEmpty(), "a list has at least one item");
            target.list(value.size());
            value.forEach(one -> item.pack(one, target));
        };
    }

    /** An object of exactly one of {@code fields}. */
    static Kind oneOf(Field... fields) {
        Kind all = object(fields);
        return (value, target) -> {
            require(value.isObject() && value.size() == 1, "this object has one field");
            all.pack(value, target);
        };
    }

    /** An object of {@code fields}, in their order, which is signed. */
    static Kind object(Field... fields) {
        List<Field> documented = List.of(fields);
        return (value, target) -> {
            List<Field> present = present(value, documented);
            target.map(present.size());
            for (Field field : present) {
                target.text(field.name());
                field.kind().pack(value.path(field.name()), target);
            }
        };
    }

    private static List<Field> present(JsonNode value, List<Field> documented) {
        require(value.isObject(), "an object stands where the venue's documents have one");
        var present = new ArrayList<Field>();
        for (Field field : documented) {
            boolean there = !(value.path(field.name()) instanceof MissingNode);
            require(there || field.optional(), "a field is missing that the venue's documents have");
            if (there) {
                present.add(field);
            }
        }
        require(
                present.size() == value.size(),
                "a field stands there that the venue's documents do not have, or that the signer sets");
        var names = value.fieldNames();
        present.forEach(field -> require(
                names.next().equals(field.name()),
                "fields stand in the order of the venue's documents, which is signed; see the venue's page"));
        return present;
    }

    private static long whole(JsonNode value) {
        require(
                value.isIntegralNumber() && value.canConvertToLong() && Math.abs(value.asLong()) <= MOST,
                "a number of this field is whole, and no text");
        return value.asLong();
    }

    static void require(boolean kept, String rule) {
        if (!kept) {
            throw KeyguardExceptions.notCanonical(Hyperliquid.ID, rule);
        }
    }
}
