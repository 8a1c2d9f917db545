/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.internal.DurableFiles;
import io.keyguard.internal.JsonMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one process says in its folder about the generations that it uses: a small file that is replaced whole. Its absence means that it has not said anything yet. */
public final class UseRecord {
    private static final String FILE = "uses";
    private static final String SETTLED = "settled";
    private static final String MATERIAL = "material";

    private final Path file;
    private Map<KeyId, Use> last = new HashMap<>();
    private boolean written;

    /** Makes the record of the process of {@code folder}. */
    public UseRecord(Path folder) {
        this.file = folder.resolve(FILE);
    }

    /**
     * Which generation of a key a process hands out.
     *
     * @param settled whether nothing in it uses an older one any more: overlap ended, every listener has acknowledged
     * @param material which key that is at its venue; empty if that is not known
     */
    public record Use(long generation, boolean settled, String material) {
        /** Makes a use of which it is not known which key that is at its venue. */
        public Use(long generation, boolean settled) {
            this(generation, settled, "");
        }
    }

    /**
     * Writes {@code uses}, durably, if they are others than before.
     *
     * @throws IOException if they cannot be written
     */
    public synchronized void write(Map<KeyId, Use> uses) throws IOException {
        if (written && uses.equals(last)) {
            return;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        new TreeMap<>(uses)
                .forEach((key, use) -> values.put(
                        key.value(),
                        Map.of(
                                "generation",
                                use.generation(),
                                SETTLED,
                                use.settled() ? "yes" : "",
                                MATERIAL,
                                use.material())));
        DurableFiles.replace(file, JsonMap.write(values));
        last = Map.copyOf(uses);
        written = true;
    }

    /** What the process of {@code folder} uses; null if it has not said. */
    static @Nullable Map<KeyId, Use> read(Path folder) throws IOException {
        byte[] text;
        try {
            text = Files.readAllBytes(folder.resolve(FILE));
        } catch (NoSuchFileException e) {
            return null;
        }
        JsonMap json = JsonMap.read(text);
        var uses = new HashMap<KeyId, Use>();
        for (String key : json.values().keySet()) {
            Map<String, String> use = json.map(key);
            uses.put(
                    KeyId.of(key),
                    new Use(
                            Long.parseLong(use.getOrDefault("generation", "0")),
                            use.getOrDefault(SETTLED, "").equals("yes"),
                            use.getOrDefault(MATERIAL, "")));
        }
        return uses;
    }

    @Override
    public String toString() {
        return "UseRecord[" + file + "]";
    }
}
