/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a watch knows, as it outlives a process. Each part has its name and length, so that another version reads what it knows and passes over the rest. Immutable.
 *
 * @param venue the id of the venue
 * @param account the owner's name of the account there
 * @param saved when
 * @param ended whether nothing was signed afterwards
 * @param began since when all that was signed is known
 * @param gap what may have been signed unseen since then
 * @param salt what digests are made under
 * @param parts what rules know, by their names
 */
record WatchState(
        String venue,
        String account,
        Instant saved,
        boolean ended,
        Instant began,
        Gap gap,
        String salt,
        Map<String, byte[]> parts) {
    private static final int VERSION = 10;

    /** Something that a part is made of. */
    interface Part {
        void save(DataOutputStream out) throws IOException;

        void load(DataInputStream in) throws IOException;
    }

    static byte[] bytes(Part part) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            part.save(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Lets {@code part} load what was saved as {@code name}, if there is such a thing. */
    void load(String name, Part part) throws IOException {
        byte @Nullable [] saved = parts.get(name);
        if (saved != null) {
            try (var in = new DataInputStream(new ByteArrayInputStream(saved))) {
                part.load(in);
            }
        }
    }

    byte[] toRecord() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            Saved.text(venue, out);
            Saved.text(account, out);
            Saved.time(saved, out);
            out.writeBoolean(ended);
            Saved.time(began, out);
            gap.save(out);
            Saved.text(salt, out);
            out.writeShort(parts.size());
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                Saved.text(part.getKey(), out);
                out.writeInt(part.getValue().length);
                out.write(part.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    static WatchState of(byte[] record) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
            if (in.readByte() != VERSION) {
                throw new IOException("the state of a watch of another version");
            }
            String venue = in.readUTF();
            String account = in.readUTF();
            Instant saved = Saved.time(in);
            boolean ended = in.readBoolean();
            Instant began = Saved.time(in);
            Gap gap = Gap.load(in);
            String salt = in.readUTF();
            var parts = new LinkedHashMap<String, byte[]>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                parts.put(in.readUTF(), bytes(in, in.readInt()));
            }
            return new WatchState(venue, account, saved, ended, began, gap, salt, parts);
        }
    }

    private static byte[] bytes(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new IOException("a part that is not whole");
        }
        return in.readNBytes(length);
    }

    /** The parts that {@code rules} are to be saved as. */
    static Map<String, byte[]> parts(List<Rule> rules) {
        var parts = new LinkedHashMap<String, byte[]>();
        for (Rule rule : rules) {
            byte[] part = bytes(rule);
            if (part.length > 0) {
                parts.put(rule.getClass().getSimpleName(), part);
            }
        }
        return parts;
    }

    /** The same without {@code lost}, as of somebody who began at {@code began} and remembers nothing from before that is judged by it. */
    WatchState without(Set<String> lost, Instant began) {
        var left = new LinkedHashMap<>(parts);
        left.keySet().removeAll(lost);
        return new WatchState(venue, account, saved, ended, began, gap, salt, left);
    }
}
