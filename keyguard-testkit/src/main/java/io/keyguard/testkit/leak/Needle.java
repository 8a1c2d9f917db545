/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.leak;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing to look for: a secret as it was given, or what it stands for.
 *
 * <p>A secret that is itself an encoding (PEM, base64, hexadecimal) can be written in ways that no decoder leads back to its letters, but all of them
 * lead to its bytes. Bytes are written as ISO 8859-1 characters, as the decoders give them.
 *
 * @param text what to look for
 * @param part what of the secret it is; empty for the secret itself
 */
record Needle(String text, String part) {
    static final int SHORTEST = 4;
    /** Fewer decoded bytes can be ordinary words by chance, and are no key. */
    private static final int SHORTEST_BYTES = 16;

    private static final int SEED_BYTES = 32;
    private static final int SHORTEST_LINE = 32;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN [^-]*-----([A-Za-z0-9+/=\\s]*)-----END [^-]*-----", Pattern.DOTALL);
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");
    private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2})+");
    private static final Pattern UUID = Pattern.compile("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
    /** The name of a key, of which the words are the same for everybody. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z]+/" + UUID + "(?:/[A-Za-z]+/" + UUID + ")*");

    private static final Pattern BREAK = Pattern.compile("\\R\\s*");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    /** The end of the name of Ed25519 and the two octet strings around its seed, in PKCS#8. */
    private static final String BEFORE_SEED = "+ep\4\"\4 ";

    /** Everything that gives {@code secret} away, each text once. */
    static List<Needle> of(String secret) {
        if (NAME.matcher(secret).matches()) {
            return UUID.matcher(secret)
                    .results()
                    .flatMap(uuid -> of(uuid.group()).stream())
                    .toList();
        }
        var parts = new LinkedHashMap<String, String>();
        add(parts, secret, "");
        add(parts, new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), "");
        add(parts, unfolded(secret.strip()), "");
        List<String> numbers = PrivateNumbers.of(secret);
        // A log may put something before each line, and then only the lines are whole.
        secret.lines()
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST_LINE && !line.startsWith("-----"))
                .filter(line -> numbers.isEmpty() || PrivateNumbers.areIn(secret, line, numbers))
                .forEach(line -> add(parts, line, "a line"));
        numbers.forEach(number -> {
            add(parts, number, PrivateNumbers.PART);
            add(parts, PrivateNumbers.decimal(number), PrivateNumbers.PART + " in decimal");
        });
        addBytes(parts, secret.strip());
        Matcher pem = PEM.matcher(secret);
        while (pem.find()) {
            String body = SPACE.matcher(pem.group(1)).replaceAll("");
            add(parts, body, "PEM body");
            addBytes(parts, body);
        }
        var needles = new ArrayList<Needle>();
        parts.forEach((text, part) -> needles.add(new Needle(text, part)));
        return needles;
    }

    /** Joins the lines of {@code text} without what indents them. */
    static String unfolded(String text) {
        boolean oneLine = text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
        return oneLine ? text : BREAK.matcher(text).replaceAll("");
    }

    private static void addBytes(Map<String, String> parts, String text) {
        boolean uuid = UUID.matcher(text).matches();
        String encoded = uuid ? text.replace("-", "") : text;
        if (uuid) {
            add(parts, encoded, "");
        }
        String standard = encoded.replace('-', '+').replace('_', '/');
        if (BASE64.matcher(standard).matches()) {
            String digits = standard.replace("=", "");
            // One character alone behind the last group carries no byte.
            int whole = digits.length() % 4 == 1 ? digits.length() - 1 : digits.length();
            byte[] bytes = Base64.getDecoder().decode(digits.substring(0, whole));
            addBytes(parts, bytes);
            if (bytes.length == SEED_BYTES) {
                addDecimals(parts, bytes);
            }
        }
        if (HEX.matcher(encoded).matches()) {
            byte[] bytes = HexFormat.of().parseHex(encoded);
            addBytes(parts, bytes);
            addDecimals(parts, bytes);
        }
    }

    private static void addDecimals(Map<String, String> parts, byte[] bytes) {
        add(parts, new BigInteger(1, bytes).toString(), "decimal");
        add(parts, new BigInteger(bytes).abs().toString(), "signed decimal");
    }

    private static void addBytes(Map<String, String> parts, byte[] bytes) {
        if (bytes.length < SHORTEST_BYTES) {
            return;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        add(parts, text, "decoded bytes");
        int seed = text.indexOf(BEFORE_SEED) + BEFORE_SEED.length();
        if (seed >= BEFORE_SEED.length() && text.length() >= seed + SEED_BYTES) {
            add(parts, text.substring(seed, seed + SEED_BYTES), "seed");
        }
    }

    private static void add(Map<String, String> parts, String text, String part) {
        if (text.length() >= SHORTEST) {
            parts.putIfAbsent(text, part);
        }
    }

    /** Says neither what is looked for nor how long it is. */
    @Override
    public String toString() {
        return "Needle[" + part + "]";
    }
}
