/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The lines of the leak corpus and the secrets to put in them. */
final class Corpus {
    /** What a line must survive: {@code mode} says whether its secrets are known to the redactor. */
    record Leak(String name, String mode, Template line) {
        boolean registered() {
            return !mode.equals("unregistered");
        }

        boolean unregistered() {
            return !mode.equals("registered");
        }
    }

    record Untouched(String name, String line) {}

    /** A secret of the shape of a venue; visibly synthetic where the shape has letters. */
    record Shape(String name, String secret) {}

    /** PKCS#8 of an Ed25519 key whose seed is one byte over and over. */
    private static final String PEM = "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder()
                    .encodeToString(java.util.HexFormat.of()
                            .parseHex("302e020100300506032b657004220420" + "5e".repeat(31) + "d3"))
            + "\n-----END PRIVATE KEY-----\n";

    /** Of which the beginning is that of all such keys. */
    static final String CURVE = "private key on a curve";

    /** PKCS#8 of an EC key on P-256 without its public half. */
    private static final String EC_PEM = "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder()
                    .encodeToString(java.util.HexFormat.of()
                            .parseHex("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420"
                                    + "5e".repeat(20) + "a1b2c3d4e5f60718293a4b5d"))
            + "\n-----END PRIVATE KEY-----\n";

    static final List<Shape> SHAPES = List.of(
            new Shape("64 letters and digits", "SYNTHETICsecretYOoOk1023456789abcdefghijklmnopqrstuvwxyzNOTREAL7"),
            new Shape(
                    "88 of base64",
                    "U1lOVEhFVElDL25vdCthK3JlYWwva2V5L2J1dCtvbmUvZm9yK3Rlc3RzPz8/Pz4+Pi8vLysrK35+fmZvbw=="),
            new Shape("32 hexadecimal", "5E5E5E5E0123456789ABCDEF5E5E5E5E"),
            new Shape("UUID", "5f3e4d2c-5e5e-4a5e-8b5e-5e0123456789"),
            new Shape("passphrase", "Synthetic \"pass\\phrase\" & 100% $afe ünd <so>"),
            new Shape("43 of base64url", "SYNTHETIC-secret_of-43-chars_NOT-REAL_abcde"),
            new Shape("64 hexadecimal", "5e5e5e5e00112233445566778899aabbccddeeff0123456789abcdef5e5e5e5e"),
            new Shape("repeats itself", "abababababababababababababababababababab"),
            new Shape("private key", PEM));

    /** Tried on the engine alone. */
    static final List<Shape> MORE =
            List.of(new Shape("outside ASCII", "Gëheim-Pässwört-Zürich-ñandú €ж"), new Shape(CURVE, EC_PEM));

    private Corpus() {}

    static List<Leak> leaks() {
        return rows("leaks.tsv", 3).stream()
                .map(row -> new Leak(row[0], row[1], new Template(unescaped(row[2]))))
                .toList();
    }

    static List<Untouched> untouched() {
        return rows("untouched.tsv", 2).stream()
                .map(row -> new Untouched(row[0], unescaped(row[1])))
                .toList();
    }

    private static List<String[]> rows(String file, int columns) {
        try (InputStream in = Objects.requireNonNull(Corpus.class.getResourceAsStream("/corpus/" + file), file)) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> columns(line, columns))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] columns(String line, int columns) {
        String[] row = line.split("\t", -1);
        if (row.length != columns) {
            throw new IllegalArgumentException("not " + columns + " columns: " + line);
        }
        return row;
    }

    private static String unescaped(String text) {
        return text.replace("\\u001b", "\u001b").translateEscapes();
    }

    static Map<String, String> values(Shape shape, String key) {
        return Map.of(
                "secret",
                shape.secret(),
                "key",
                key,
                "signature",
                "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71");
    }
}
