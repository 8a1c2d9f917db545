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
    private Saved() {}

    static void words(Collection<String> words, DataOutput out) throws IOException {
        out.writeInt(words.size());
        for (String word : words) {
            out.writeUTF(word);
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
        out.writeUTF(number.toString());
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
        out.writeUTF(user.key().value());
        out.writeUTF(user.strategy());
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
        out.writeUTF(order.id());
        out.writeUTF(order.clientOrderId());
        out.writeUTF(order.symbol());
        number(order.quantity(), out);
        out.writeBoolean(order.price().isPresent());
        number(order.price().orElse(BigDecimal.ZERO), out);
        time(order.created(), out);
        out.writeUTF(order.state().name());
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
        out.writeUTF(movement.kind().name());
        out.writeUTF(movement.id());
        out.writeUTF(movement.asset());
        number(movement.amount(), out);
        out.writeUTF(movement.counterparty());
        out.writeUTF(movement.state());
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

    static void alarm(Alarm alarm, DataOutput out) throws IOException {
        time(alarm.at(), out);
        time(alarm.first(), out);
        out.writeUTF(alarm.signal().name());
        out.writeUTF(alarm.key().map(KeyId::value).orElse(""));
        out.writeUTF(alarm.subject());
        out.writeUTF(alarm.evidence());
        out.writeUTF(alarm.confidence().name());
        out.writeUTF(alarm.advice().name());
        out.writeUTF(alarm.reaction().name());
        out.writeLong(alarm.count());
    }

    static Alarm alarm(String venue, String account, DataInput in) throws IOException {
        Instant at = time(in);
        Instant first = time(in);
        Signal signal = constant(Signal.class, in);
        String key = in.readUTF();
        return new Alarm(
                at,
                first,
                venue,
                account,
                signal,
                key.isEmpty() ? Optional.empty() : Optional.of(KeyId.of(key)),
                in.readUTF(),
                in.readUTF(),
                constant(Confidence.class, in),
                constant(Advice.class, in),
                constant(Reaction.class, in),
                in.readLong());
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
