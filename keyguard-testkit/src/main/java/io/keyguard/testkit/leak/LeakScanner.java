/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.leak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for known secrets in a text by undoing every encoding it can think of, and never by making one.
 *
 * <p>It reads plain text, base64 (both alphabets, any alignment, folded over lines), hexadecimal (any case, with or without separators),
 * percent-encoding, JSON and Java escapes, reversed text, and any two of them on top of each other. It shares no code and no idea with the
 * redactor, which encodes the secrets and looks for the results: what one overlooks the other has a chance to see. It is made for logs of tests:
 * the secrets it is given are on the heap. Immutable.
 */
public final class LeakScanner {
    private static final int DEPTH = 2;

    private final Map<String, String> secrets;

    private LeakScanner(Map<String, String> secrets) {
        this.secrets = new LinkedHashMap<>(secrets);
    }

    /**
     * Returns a scanner for {@code secrets}, by name.
     *
     * @throws IllegalArgumentException if a secret has fewer than 4 characters: it would be found everywhere
     */
    public static LeakScanner forSecrets(Map<String, String> secrets) {
        secrets.forEach((name, secret) -> {
            if (secret.length() < 4) {
                throw new IllegalArgumentException("the secret '" + name + "' is too short to look for");
            }
        });
        return new LeakScanner(secrets);
    }

    /** Returns every secret found in the UTF-8 file {@code file}, once for each line and form. */
    public List<Leak> scan(Path file) throws IOException {
        return scan(Files.readString(file));
    }

    /** Returns every secret found in {@code text}, once for each line and form. */
    public List<Leak> scan(String text) {
        var leaks = new LinkedHashSet<Leak>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            look(i + 1, "", lines[i], DEPTH, leaks);
        }
        // What was folded over lines; whatever stands on one line was found above.
        var folded = new LinkedHashSet<Leak>();
        look(0, "", String.join("", text.split("\\R[ \\t]*", -1)), DEPTH, folded);
        folded.stream().filter(leak -> !seen(leaks, leak)).forEach(leaks::add);
        return List.copyOf(leaks);
    }

    private static boolean seen(Set<Leak> leaks, Leak leak) {
        return leaks.stream()
                .anyMatch(
                        one -> one.secret().equals(leak.secret()) && one.form().equals(leak.form()));
    }

    private void look(int line, String form, String view, int depth, Set<Leak> leaks) {
        secrets.forEach((name, secret) -> {
            if (view.contains(secret) || view.contains(bytesAsChars(secret))) {
                leaks.add(new Leak(line, name, form.isEmpty() ? "plain" : form));
            }
        });
        if (depth > 0) {
            for (Decoding decoding : Decoding.values()) {
                String outer = form.isEmpty() ? decoding.words() : decoding.words() + " of " + form;
                for (String decoded : decoding.decode(view)) {
                    look(line, outer, decoded, depth - 1, leaks);
                }
            }
        }
    }

    /** Decoders give bytes as characters, so a secret beyond ASCII is looked for in that form as well. */
    private static String bytesAsChars(String secret) {
        return new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Returns one line per leak for people, or that there is none. */
    public static String describe(List<Leak> leaks) {
        if (leaks.isEmpty()) {
            return "no secret found";
        }
        var lines = new ArrayList<String>();
        leaks.forEach(leak -> lines.add("line " + leak.line() + ": " + leak.secret() + ", " + leak.form()));
        return String.join("\n", lines);
    }

    @Override
    public String toString() {
        return "LeakScanner[" + secrets.keySet() + "]";
    }
}
