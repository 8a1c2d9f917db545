/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.internal.DurableFiles;
import io.keyguard.internal.JsonMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Emergencies that wait for whoever rotates to let go: a file for each key that is to end, so that one that is done leaves those of others alone. Who only stops, reads their names.
 */
final class StopFiles {
    private static final String FOLDER = "rotations.stops";

    private final Path folder;

    StopFiles(Path state) {
        this.folder = state.resolve(FOLDER);
    }

    /** Asks, so that it outlives this process; one who asks the same at the same time has done it. */
    void ask(RotationStop stop) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("by", stop.by());
        values.put("at", stop.at().toString());
        try {
            Files.createDirectory(folder, DurableFiles.ownersFolder(folder));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        Path file = folder.resolve(stop.key());
        try {
            DurableFiles.create(file, JsonMap.write(values));
            DurableFiles.force(file);
            DurableFiles.forceFolder(folder);
        } catch (FileAlreadyExistsException e) {
            // Whoever came first is named.
            return;
        }
    }

    /** The emergency for {@code key} has been written down, or is none. */
    void end(String key) throws IOException {
        if (Files.deleteIfExists(folder.resolve(key))) {
            DurableFiles.forceFolder(folder);
        }
    }

    /** Returns what was asked and is no longer. */
    List<RotationStop> endAll() throws IOException {
        List<RotationStop> all = all();
        for (RotationStop stop : all) {
            end(stop.key());
        }
        return all;
    }

    List<RotationStop> all() throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(StopFiles::read).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What a crash has cut off stops all the same. */
    private static RotationStop read(Path file) {
        String key = String.valueOf(file.getFileName());
        try {
            JsonMap values = JsonMap.read(Files.readAllBytes(file));
            return new RotationStop(key, values.text("by"), Instant.parse(values.text("at")));
        } catch (NoSuchFileException e) {
            // It ended this very moment; the next look sees that.
            return new RotationStop(key, "", Instant.EPOCH);
        } catch (IOException | DateTimeException e) {
            return new RotationStop(key, "", Instant.EPOCH);
        }
    }
}
