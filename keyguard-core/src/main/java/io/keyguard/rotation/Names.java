/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.source.ApiKey;
import io.keyguard.venue.ListedKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How keys are called for people, who find no id of keyguard's on a page of a venue: by their labels, or by how they begin. */
final class Names {
    /** The labels of keys that were found in the list, by their ids. */
    static final String FOUND = "names";

    private static final String BEGINS = "oldBegins";
    private static final int SHOWN = 4;
    /** Of a shorter key this would be much. */
    private static final int LONG_ENOUGH = 12;

    private Names() {}

    static String begins(ApiKey key) {
        byte[] apiKey = new byte[key.apiKey().length()];
        try {
            Keys.copyTo(key.apiKey(), apiKey);
            return apiKey.length < LONG_ENOUGH ? "" : new String(apiKey, 0, SHOWN, StandardCharsets.US_ASCII);
        } finally {
            Arrays.fill(apiKey, (byte) 0);
        }
    }

    static void note(Map<String, Object> values, ApiKey old) {
        values.put(BEGINS, begins(old));
    }

    static Rotation note(Rotation row, Collection<ListedKey> keys) {
        var names = new TreeMap<>(row.map(FOUND));
        keys.forEach(key -> names.put(key.id().value(), plain(key.label())));
        return names.isEmpty() ? row : row.with(FOUND, names);
    }

    /** The key that {@code row} knows by {@code id}. */
    static String of(Rotation row, String id) {
        String found = row.map(FOUND).getOrDefault(id, "");
        if (id.equals(row.newId())) {
            return row.text(Rotation.LABEL);
        }
        if (id.equals(row.oldId())) {
            return old(row);
        }
        return found.isEmpty() ? "one of " + row.list(Rotation.LABELS) : found;
    }

    static String old(Rotation row) {
        String label = row.text(Rotation.LABEL);
        String begins = row.text(BEGINS);
        return (label.isEmpty() ? "the key '" + row.key() + "'" : "the key before " + label)
                + (begins.isEmpty() ? "" : ", which begins with " + begins);
    }

    static List<String> of(Rotation row, Collection<String> ids) {
        return ids.stream().map(id -> of(row, id)).distinct().sorted().toList();
    }

    static String of(ListedKey key) {
        String made = key.created().value().map(at -> ", made " + at).orElse("");
        return (key.label().isEmpty() ? "without a label" : "'" + plain(key.label()) + "'") + made + " (" + key.id()
                + ")";
    }

    /** What somebody typed at a venue may be anything. */
    private static String plain(String label) {
        return label.replaceAll("[^\\p{L}\\p{N} ._:@/+-]", "?");
    }
}
