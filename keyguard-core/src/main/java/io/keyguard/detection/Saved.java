/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import io.keyguard.venue.Movement;
import io.keyguard.venue.VenueKeyId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How small things are written in the file of a watch. */
final class Saved {
    private static final int LONGEST = 4_096;

    private Saved() {}

    /** Cut where it is longer than any name: a venue may show anything. */
    static void text(String text, DataOutput out) throws IOException {
        out.writeUTF(text.length() <= LONGEST ? text : text.substring(0, LONGEST));
    }

    static void words(Collection<String> words, DataOutput out) throws IOException {
        out.writeInt(words.size());
        for (String word : words) {
            text(word, out);
        }
    }

    static List<String> words(DataInput in) throws IOException {
        var words = new ArrayList<String>();
        for (int left = in.readInt(); left > 0; left--) {
            words.add(in.readUTF());
        }
        return words;
    }

    static void number(BigDecimal number, DataOutput out) throws IOException {
        text(number.toString(), out);
    }

    static BigDecimal number(DataInput in) throws IOException {
        try {
            return new BigDecimal(in.readUTF());
        } catch (NumberFormatException e) {
            throw new IOException("a number that is none", e);
        }
    }

    static <E extends Enum<E>> E constant(Class<E> type, DataInput in) throws IOException {
        try {
            return Enum.valueOf(type, in.readUTF());
        } catch (IllegalArgumentException e) {
            throw new IOException("a name that this version does not know", e);
        }
    }

    static void user(User user, DataOutput out) throws IOException {
        text(user.key().value(), out);
        text(user.strategy(), out);
    }

    static User user(DataInput in) throws IOException {
        return new User(key(in), in.readUTF());
    }

    static KeyId key(DataInput in) throws IOException {
        try {
            return KeyId.of(in.readUTF());
        } catch (IllegalArgumentException e) {
            throw new IOException("a name that is none", e);
        }
    }

    static VenueKeyId venueKey(DataInput in) throws IOException {
        try {
            return new VenueKeyId(in.readUTF());
        } catch (IllegalArgumentException e) {
            throw new IOException("an id that is none", e);
        }
    }

    static void order(VenueOrder order, DataOutput out) throws IOException {
        text(order.id(), out);
        text(order.clientOrderId(), out);
        text(order.symbol(), out);
        number(order.quantity(), out);
        out.writeBoolean(order.price().isPresent());
        number(order.price().orElse(BigDecimal.ZERO), out);
        time(order.created(), out);
        text(order.state().name(), out);
    }

    static VenueOrder order(DataInput in) throws IOException {
        String id = in.readUTF();
        String clientOrderId = in.readUTF();
        String symbol = in.readUTF();
        BigDecimal quantity = number(in);
        boolean priced = in.readBoolean();
        BigDecimal price = number(in);
        Instant created = time(in);
        VenueOrder.State state = constant(VenueOrder.State.class, in);
        Optional<BigDecimal> limit = priced ? Optional.of(price) : Optional.empty();
        return new VenueOrder(id, clientOrderId, symbol, quantity, limit, created, state, false);
    }

    static void movement(Movement movement, DataOutput out) throws IOException {
        text(movement.kind().name(), out);
        text(movement.id(), out);
        text(movement.asset(), out);
        number(movement.amount(), out);
        text(movement.counterparty(), out);
        text(movement.state(), out);
        time(movement.at(), out);
    }

    static Movement movement(DataInput in) throws IOException {
        return new Movement(
                constant(Movement.Kind.class, in),
                in.readUTF(),
                in.readUTF(),
                number(in),
                in.readUTF(),
                in.readUTF(),
                time(in));
    }

    static void time(Instant time, DataOutput out) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    static Instant time(DataInput in) throws IOException {
        try {
            return Instant.ofEpochSecond(in.readLong(), in.readInt());
        } catch (DateTimeException e) {
            throw new IOException("a time that is none", e);
        }
    }
}
