/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.internal.FileSafety;
import io.keyguard.internal.JsonMap;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.ProcessesLock;
import io.keyguard.internal.RecordFile;
import io.keyguard.redaction.ScanFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Since when a secret stands where it was found, as far as anything tells: the earliest of the time in its line or, in a log, before it; of when the file was changed last, or made where no line tells; and of when an
 * earlier search found the same. What was found is remembered in the state directory, by the ids of findings. Thread-safe.
 */
final class FirstSeen {
    private static final String FILE = "exposures";
    private static final int MOST = 20_000;

    private final @Nullable Path state;
    private final InstantSource clock;
    private final LogTimes logs;
    private final Map<String, Instant> before = new HashMap<>();
    private boolean read;

    /** @param state where it is remembered; null: nowhere */
    FirstSeen(@Nullable Path state, InstantSource clock, ZoneId zone) {
        this.state = state;
        this.clock = clock;
        this.logs = new LogTimes(zone);
    }

    private record Since(Instant at, String how) {
        Since earlier(@Nullable Since other) {
            return other == null || !other.at.isBefore(at) ? this : other;
        }

        @Override
        public String toString() {
            return "first seen " + at + " (" + how + ")";
        }
    }

    /** What was found in {@code file}, each with since when; and what could not be told or remembered. */
    synchronized List<String> words(Path file, List<ScanFinding> found) {
        var lines = new ArrayList<String>();
        try {
            readOnce();
        } catch (IOException e) {
            read = true;
            lines.add("what earlier searches found cannot be read");
        }
        try {
            Map<Long, LogTimes.Logged> times =
                    logs.of(file, found.stream().map(ScanFinding::line).toList());
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            for (ScanFinding finding : found) {
                LogTimes.Logged logged = times.get(finding.line());
                Since since = ofFile(attributes, logged == null)
                        .earlier(logged == null ? null : ofLog(logged, finding.line()))
                        .earlier(ofSearch(finding));
                lines.add(finding + ", " + since);
            }
        } catch (IOException e) {
            lines.removeIf(line -> line.contains(", first seen "));
            found.forEach(finding -> lines.add(finding + ", not told since when"));
        }
        remember(found, lines);
        return lines;
    }

    private static Since ofFile(BasicFileAttributes attributes, boolean alone) {
        Instant made = attributes.creationTime().toInstant();
        Instant changed = attributes.lastModifiedTime().toInstant();
        return alone && made.isBefore(changed)
                ? new Since(made, "the file was made then")
                : new Since(changed, "the file was changed last then");
    }

    private static Since ofLog(LogTimes.Logged logged, long line) {
        return new Since(logged.at(), logged.line() == line ? "time in the line" : "time in line " + logged.line());
    }

    private @Nullable Since ofSearch(ScanFinding finding) {
        Instant at = before.get(finding.id());
        return at == null ? null : new Since(at, "found by a search then");
    }

    private void readOnce() throws IOException {
        Path folder = state;
        if (read || folder == null || Files.notExists(folder.resolve(FILE))) {
            return;
        }
        var records = new ArrayList<byte[]>();
        RecordFile.read(folder.resolve(FILE), records::add);
        for (byte[] record : records) {
            JsonMap one = JsonMap.read(record);
            try {
                before.putIfAbsent(one.text("id"), Instant.parse(one.text("at")));
            } catch (DateTimeException e) {
                throw new IOException("a time that is none", e);
            }
        }
        read = true;
    }

    private void remember(List<ScanFinding> found, List<String> lines) {
        Path folder = state;
        if (folder == null) {
            return;
        }
        Instant now = clock.instant();
        Map<String, byte[]> fresh = new LinkedHashMap<>();
        for (ScanFinding finding : found) {
            if (!before.containsKey(finding.id()) && before.size() + fresh.size() < MOST) {
                fresh.put(finding.id(), record(finding.id(), now));
            }
        }
        if (fresh.isEmpty()) {
            return;
        }
        try {
            ProcessFolder.prepare(folder);
            try (ProcessesLock all = ProcessFolder.lockAll(folder)) {
                all.requireHeld();
                Path file = folder.resolve(FILE);
                try (RecordFile open =
                        Files.exists(file) ? RecordFile.open(file) : RecordFile.create(file, List.of())) {
                    open.append(fresh.values());
                }
            }
            fresh.keySet().forEach(id -> before.put(id, now));
        } catch (IOException | FileSafety.UnsafeFileException e) {
            lines.add("it could not be remembered when this was found");
        }
    }

    private static byte[] record(String id, Instant at) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", id);
        values.put("at", at);
        return JsonMap.write(values);
    }
}
