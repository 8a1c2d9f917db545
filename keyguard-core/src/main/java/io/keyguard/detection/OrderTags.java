/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static java.util.Objects.requireNonNull;

import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.Signer;
import io.keyguard.venue.ClientOrderIds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Client order ids that prove to be ours, also after a crash that lost what was remembered: a number that only grows, and a MAC over it and the order.
 *
 * <p>18 lower-case letters and digits behind what the venue asks for, or a UUID, perhaps without dashes, where it asks for one, without a constant part that could be copied: 8 for the number, 10 (51 bits) of HMAC-SHA256. A valid tag that is not in the ledger is ours and was lost; an order
 * that was changed since it was placed does not fit its tag any more, so that is known from the ledger alone. The key of the tags is a secret of its own: whoever has stolen the API key must not have it.
 * Thread-safe.
 *
 * <pre>{@code
 * String id = tags.next("BTCUSDT", new BigDecimal("0.5"), Optional.of(new BigDecimal("64000")));
 * }</pre>
 */
public final class OrderTags implements AutoCloseable {
    private static final int NUMBER_DIGITS = 8;
    private static final int MAC_DIGITS = 10;
    private static final Pattern FORM = Pattern.compile("[0-9a-z]{18}");
    /** A random UUID by its looks (RFC 9562), whose free bits are a tag. */
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private static final Pattern DIGITS_OF_UUID =
            Pattern.compile("([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})");

    private static final int LOW_BITS = 62;
    private static final int MIDDLE_BITS = 12;
    /** In numbers: one minute. What was signed is remembered for two, so that whoever repeats a tag in time is found by the id. */
    private static final long OLDEST = 600_000;

    private static final BigInteger MOST = BigInteger.valueOf(36).pow(MAC_DIGITS);
    private static final long NUMBERS = (long) Math.pow(36, NUMBER_DIGITS);
    private static final int MAC_BYTES = 8;
    /** Ten thousand of them, so that a fast bot does not run ahead of the clock; they begin anew after nine years, and go on after a restart. */
    private static final long NUMBERS_A_SECOND = 10_000;

    private static final int NANOS_OF_A_NUMBER = 100_000;

    private final String venue;
    private final String account;
    private final String prefix;
    private final boolean uuid;
    /** Whether a UUID stands without its dashes, for venues whose ids are hexadecimal. */
    private final boolean bare;

    private final Signer mac;
    private final InstantSource clock;
    private final AtomicLong last = new AtomicLong();

    private OrderTags(String venue, String account, ClientOrderIds ids, Signer mac, InstantSource clock) {
        this.venue = venue;
        this.account = account;
        this.prefix = ids.prefix();
        this.uuid = !ids.accept(prefix + "0".repeat(NUMBER_DIGITS + MAC_DIGITS));
        this.bare = uuid && !ids.accept(prefix + toUuid("0"));
        this.mac = mac;
        this.clock = clock;
    }

    /**
     * Returns the tags of {@code account} at {@code venue}.
     *
     * @param ids the form that the venue asks for: 18 characters where it takes them, a UUID otherwise, with or without dashes
     * @param key at least 32 random characters, the same after every restart; it stays the caller's
     * @throws IllegalArgumentException if the key is shorter, or the venue's ids have no room for a tag
     */
    public static OrderTags of(String venue, String account, ClientOrderIds ids, SecretBytes key, InstantSource clock) {
        if (key.length() < 32) {
            throw new IllegalArgumentException("a key of tags has at least 32 characters; make one at random");
        }
        if (!ids.accept(ids.prefix() + "0".repeat(NUMBER_DIGITS + MAC_DIGITS))
                && !ids.accept(ids.prefix() + toUuid("0"))
                && !ids.accept(ids.prefix() + bare(toUuid("0")))) {
            throw new IllegalArgumentException(
                    "the ids of this venue's orders have no room for a tag; watch it without");
        }
        Signer mac = Signer.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, key);
        return new OrderTags(requireNonNull(venue, "venue"), requireNonNull(account, "account"), ids, mac, clock);
    }

    /**
     * Returns the id for a new order.
     *
     * @param symbol in the venue's words, as its stream will show it
     * @param quantity above zero buys, below sells
     * @param price empty for an order at the market
     */
    public String next(String symbol, BigDecimal quantity, Optional<BigDecimal> price) {
        long now = number(clock.instant());
        long number = last.updateAndGet(before -> Math.max(before + 1, now)) % NUMBERS;
        String digits = padded(Long.toString(number, 36), NUMBER_DIGITS);
        String tag = digits + mac(digits, symbol, quantity, price);
        String written = uuid ? toUuid(tag) : tag;
        return prefix + (bare ? bare(written) : written);
    }

    /** Returns whether {@code order} has a tag of ours that fits it, and was made within a minute of when the venue took the order: an old one is a copy. */
    public boolean isOurs(VenueOrder order) {
        if (!order.clientOrderId().startsWith(prefix)) {
            return false;
        }
        String own = order.clientOrderId().substring(prefix.length());
        String id = uuid ? fromUuid(bare ? withDashes(own) : own) : own;
        if (!FORM.matcher(id).matches()) {
            return false;
        }
        String digits = id.substring(0, NUMBER_DIGITS);
        long age = Math.floorMod(number(order.created()) - Long.parseLong(digits, 36), NUMBERS);
        return Math.min(age, NUMBERS - age) <= OLDEST
                && mac(digits, order.symbol(), order.quantity(), order.price()).equals(id.substring(NUMBER_DIGITS));
    }

    private static long number(Instant at) {
        return at.getEpochSecond() * NUMBERS_A_SECOND + at.getNano() / NANOS_OF_A_NUMBER;
    }

    private static String toUuid(String tag) {
        BigInteger bits = new BigInteger(tag, 36);
        long low = bits.longValue() & ((1L << LOW_BITS) - 1);
        long middle = bits.shiftRight(LOW_BITS).longValue() & ((1L << MIDDLE_BITS) - 1);
        long high = bits.shiftRight(LOW_BITS + MIDDLE_BITS).longValue();
        return new UUID(high << 16 | 0x4000 | middle, 1L << 63 | low).toString();
    }

    private static String bare(String uuid) {
        return uuid.replace("-", "");
    }

    private static String withDashes(String digits) {
        return DIGITS_OF_UUID.matcher(digits).replaceFirst("$1-$2-$3-$4-$5");
    }

    /** The tag in {@code id}; empty if it is none. */
    private static String fromUuid(String id) {
        if (!UUID_FORM.matcher(id).matches()) {
            return "";
        }
        UUID whole = UUID.fromString(id);
        BigInteger bits = BigInteger.valueOf(whole.getMostSignificantBits() >>> 16)
                .shiftLeft(MIDDLE_BITS)
                .or(BigInteger.valueOf(whole.getMostSignificantBits() & ((1L << MIDDLE_BITS) - 1)))
                .shiftLeft(LOW_BITS)
                .or(BigInteger.valueOf(whole.getLeastSignificantBits() & ((1L << LOW_BITS) - 1)));
        String tag = bits.toString(36);
        return tag.length() > NUMBER_DIGITS + MAC_DIGITS ? "" : padded(tag, NUMBER_DIGITS + MAC_DIGITS);
    }

    private String mac(String digits, String symbol, BigDecimal quantity, Optional<BigDecimal> price) {
        String order = String.join(
                "\n",
                venue,
                account,
                digits,
                symbol,
                plain(quantity),
                price.map(OrderTags::plain).orElse("market"));
        byte[] all = mac.sign(order.getBytes(StandardCharsets.UTF_8));
        BigInteger number = new BigInteger(1, Arrays.copyOf(all, MAC_BYTES)).mod(MOST);
        return padded(number.toString(36), MAC_DIGITS);
    }

    /** The same text for 1, 1.0 and 1E0: a venue shows a number in its own way. */
    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static String padded(String digits, int length) {
        return "0".repeat(length - digits.length()) + digits;
    }

    /** Wipes the key. */
    @Override
    public void close() {
        mac.close();
    }

    @Override
    public String toString() {
        return "OrderTags[" + venue + "/" + account + "]";
    }
}
