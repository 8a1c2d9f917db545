/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import io.keyguard.internal.FileSafety;
import io.keyguard.internal.FileSafety.UnsafeFileException;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.Utf8;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** Reads one part of a key from a file, off the heap from the first byte to the last. */
final class SecretFile {
    static final int MOST_BYTES = 64 * 1024;

    /** Who may read a file. */
    enum Rule {
        OWNER_ALONE,
        OWNER_AND_GROUP,
        /** What Kubernetes gives to every process of the pod. */
        ANYBODY
    }

    private final String source;
    private final Rule rule;

    SecretFile(String source, Rule rule) {
        this.source = source;
        this.rule = rule;
    }

    SecretBytes read(Path file) {
        return read(file, file);
    }

    /** Reads {@code at}, to which {@code file} leads. */
    SecretBytes read(Path file, Path at) {
        try {
            FileSafety.requireSafePath(file);
            requireClosed(at);
            return content(file, at.toRealPath());
        } catch (NoSuchFileException e) {
            throw KeyguardExceptions.unreadableSource(source, "there is no file " + file);
        } catch (UnsafeFileException e) {
            throw KeyguardExceptions.unreadableSource(source, e.path() + ": " + e.why() + "; " + remedy(e));
        } catch (IOException e) {
            throw KeyguardExceptions.unreadableSource(
                    source, file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private void requireClosed(Path file) throws IOException, UnsafeFileException {
        switch (rule) {
            case OWNER_ALONE -> FileSafety.requirePrivate(file);
            case OWNER_AND_GROUP -> FileSafety.requireCredential(file);
            case ANYBODY -> FileSafety.requireSafePath(file);
        }
    }

    private String remedy(UnsafeFileException e) {
        return rule == Rule.OWNER_ALONE
                ? e.remedy() + " (Kubernetes: defaultMode 0400, or fsGroup with defaultMode 0440 and readableByGroup())"
                : e.remedy();
    }

    private SecretBytes content(Path file, Path real) throws IOException {
        // Opening a pipe would wait for somebody to write into it.
        BasicFileAttributes first = regular(file, real);
        ByteBuffer room = ByteBuffer.allocateDirect(roomFor(first.size()));
        try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (!Objects.equals(first.fileKey(), regular(file, real).fileKey())) {
                throw KeyguardExceptions.unreadableSource(source, file + " was replaced while it was opened");
            }
            fill(room, channel);
            if (!room.hasRemaining() && room.capacity() <= MOST_BYTES) {
                // It has grown, or its file system does not tell sizes.
                wipe(room);
                room = ByteBuffer.allocateDirect(MOST_BYTES + 1);
                channel.position(0);
                fill(room, channel);
            }
            room.flip();
            if (room.remaining() > MOST_BYTES) {
                throw KeyguardExceptions.unreadableSource(source, file + " has more than " + MOST_BYTES + " bytes");
            }
            strip(room);
            if (!room.hasRemaining()) {
                throw KeyguardExceptions.unreadableSource(source, file + " is empty");
            }
            if (!Utf8.isText(room)) {
                throw KeyguardExceptions.unreadableSource(source, file + " is not UTF-8 text");
            }
            return SecretBytes.copyOf(room, InsecureSecretAccess.get());
        } finally {
            wipe(room);
        }
    }

    /** A byte more than there are, so that the end is seen. */
    static int roomFor(long size) {
        return (int) Math.min(size, MOST_BYTES) + 1;
    }

    private static void fill(ByteBuffer room, FileChannel channel) throws IOException {
        int read = 0;
        while (read >= 0 && room.hasRemaining()) {
            read = channel.read(room);
        }
    }

    private BasicFileAttributes regular(Path file, Path real) throws IOException {
        BasicFileAttributes now = Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!now.isRegularFile()) {
            throw KeyguardExceptions.unreadableSource(
                    source, file + " is no regular file, but a folder, a pipe, a socket or a device");
        }
        return now;
    }

    private static void strip(ByteBuffer text) {
        while (text.hasRemaining() && isSpace(text.get(text.position()))) {
            text.get();
        }
        while (text.hasRemaining() && isSpace(text.get(text.limit() - 1))) {
            text.limit(text.limit() - 1);
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    private static void wipe(ByteBuffer memory) {
        memory.clear();
        while (memory.hasRemaining()) {
            memory.put((byte) 0);
        }
    }
}
