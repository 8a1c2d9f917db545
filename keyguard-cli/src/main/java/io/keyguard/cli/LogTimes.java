/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The times that stand at the beginning of lines of a log, plain or gzip. */
final class LogTimes {
    /** A time that stands farther behind is one of what the line tells. */
    private static final int HEAD = 64;

    private static final int GZIP = 0x1f8b;
    private static final Pattern TIME = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d)(?:[.,]\\d{1,9})?\\s?(Z|[+-]\\d\\d:?\\d\\d)?");

    private final ZoneId zone;

    /** @param zone of times without one */
    LogTimes(ZoneId zone) {
        this.zone = zone;
    }

    /** When something was logged. */
    record Logged(Instant at, long line) {}

    /** For each of {@code lines}, the last time that stands in it or before it; those without any are left out. */
    Map<Long, Logged> of(Path file, Collection<Long> lines) throws IOException {
        var wanted = new TreeSet<>(lines);
        var times = new HashMap<Long, Logged>();
        byte[] head = new byte[HEAD];
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                InputStream in = unpacked(raw)) {
            Logged last = null;
            int length = 0;
            long line = 1;
            for (int b = in.read(); !wanted.isEmpty(); b = in.read()) {
                if (b >= 0 && b != '\n') {
                    if (length < HEAD) {
                        head[length++] = (byte) b;
                    }
                    continue;
                }
                Instant at = time(head, length);
                last = at == null ? last : new Logged(at, line);
                if (wanted.remove(line) && last != null) {
                    times.put(line, last);
                }
                if (b < 0) {
                    break;
                }
                length = 0;
                line++;
            }
        } finally {
            Arrays.fill(head, (byte) 0);
        }
        return times;
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP ? new BufferedInputStream(new GZIPInputStream(in), 1 << 16) : in;
    }

    private @Nullable Instant time(byte[] head, int length) {
        Matcher time = TIME.matcher(new String(head, 0, length, StandardCharsets.ISO_8859_1));
        if (!time.find()) {
            return null;
        }
        try {
            LocalDateTime local = LocalDateTime.parse(time.group(1) + "T" + time.group(2));
            String offset = time.group(3);
            return local.atZone(offset == null ? zone : ZoneOffset.of(offset)).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
