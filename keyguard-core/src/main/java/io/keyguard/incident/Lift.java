/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.internal.JsonMap;
import io.keyguard.vault.PassphraseSource;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** That freezes have ended, signed with the passphrase. It names them one by one, so that an old one lifts nothing that came after it. */
record Lift(String id, Instant at, String by, List<String> lifted, String signature) {
    static Lift sign(LiftPin pin, PassphraseSource passphrase, Instant at, String by, Set<String> lifted) {
        var lift = new Lift(Freeze.newId(), at, by, List.copyOf(new TreeSet<>(lifted)), "");
        String signature = HexFormat.of().formatHex(pin.sign(passphrase, lift.message()));
        return new Lift(lift.id, at, by, lift.lifted, signature);
    }

    private byte[] message() {
        return String.join("\n", "keyguard lift 1", id, at.toString(), by, String.join(",", lifted))
                .getBytes(UTF_8);
    }

    boolean isGenuine(LiftPin pin) {
        try {
            return lifted.stream().allMatch(Freeze::isId)
                    && pin.verifies(message(), HexFormat.of().parseHex(signature));
        } catch (IllegalArgumentException e) {
            // No hexadecimal, and so no signature.
            return false;
        }
    }

    byte[] toJson() {
        var values = new LinkedHashMap<String, Object>();
        values.put("id", id);
        values.put("at", at);
        values.put("by", by);
        values.put("lifts", lifted);
        values.put("signature", signature);
        return JsonMap.write(values);
    }

    static Lift of(byte[] json) throws IOException {
        JsonMap values = JsonMap.read(json);
        try {
            return new Lift(
                    values.text("id"),
                    Instant.parse(values.text("at")),
                    values.text("by"),
                    values.list("lifts"),
                    values.text("signature"));
        } catch (DateTimeException e) {
            throw new IOException("no time");
        }
    }
}
