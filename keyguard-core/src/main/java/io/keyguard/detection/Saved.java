/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/** How small things are written in the file of a watch. */
final class Saved {
    private Saved() {}

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
