/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.internal.JsonMap;
import io.keyguard.internal.PlainText;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * That what {@code scope} names signs nothing that adds risk, until somebody with the passphrase lifts it. Names only. Immutable.
 *
 * @param id which freeze: 32 hexadecimal digits
 * @param scope what is frozen
 * @param at when it was set, by the clock of who set it
 * @param by who set it
 * @param reason why, in a line of the operator's
 */
public record Freeze(String id, FreezeScope scope, Instant at, String by, String reason) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final int MOST_WORDS = 200;

    /** Cuts what is too long for a line, and takes line breaks out. */
    public Freeze {
        by = oneLine(by);
        reason = oneLine(reason);
    }

    private static String oneLine(String text) {
        String line = PlainText.of(text).strip();
        return line.length() <= MOST_WORDS ? line : line.substring(0, MOST_WORDS);
    }

    /** Makes a freeze with an id that no other has. */
    public static Freeze now(FreezeScope scope, Instant at, String by, String reason) {
        return new Freeze(newId(), scope, at, by, reason);
    }

    static String newId() {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    byte[] toJson() {
        var values = new LinkedHashMap<String, Object>();
        values.put("id", id);
        values.put("kind", scope.kind().name());
        values.put("name", scope.name());
        values.put("at", at);
        values.put("by", by);
        values.put("reason", reason);
        return JsonMap.write(values);
    }

    static Freeze of(byte[] json) throws IOException {
        JsonMap values = JsonMap.read(json);
        try {
            String id = values.text("id");
            if (!isId(id)) {
                throw new IOException("no id");
            }
            var kind = FreezeScope.Kind.valueOf(values.text("kind").toUpperCase(Locale.ROOT));
            return new Freeze(
                    id,
                    new FreezeScope(kind, values.text("name")),
                    Instant.parse(values.text("at")),
                    values.text("by"),
                    values.text("reason"));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("a freeze that this version does not understand");
        }
    }

    /** For the audit trail. */
    public Map<String, String> details() {
        return Map.of("freeze", id, "scope", scope.toString(), "by", by, "reason", reason);
    }
}
