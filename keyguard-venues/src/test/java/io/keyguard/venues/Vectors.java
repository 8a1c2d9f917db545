/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** The files of {@code vectors/}: a field on each line, with its source. */
final class Vectors {
    private Vectors() {}

    static Map<String, String> read(String name) {
        try (InputStream file = Vectors.class.getResourceAsStream("/vectors/" + name + ".txt")) {
            var fields = new HashMap<String, String>();
            new String(file.readAllBytes(), UTF_8).lines().forEach(line -> {
                int colon = line.indexOf(": ");
                fields.put(line.substring(0, colon), line.substring(colon + 2));
            });
            return fields;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
