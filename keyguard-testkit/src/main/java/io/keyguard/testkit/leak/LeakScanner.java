/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.leak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for known secrets in a text by undoing every encoding it can think of, and never by making one.
 *
 * <p>It reads plain text, base64 (both alphabets, any alignment, folded over lines), hexadecimal (any case, with or without separators),
 * percent-encoding, JSON, Java and XML escapes, lists of characters and of signed bytes, hex dumps, reversed text, text with colours or invisible
 * characters in it, and any two of them on top of each other, line by line and over all lines at once. Of a
 * secret that is base64, hexadecimal or PEM it also looks for the bytes, and of a PEM for its body, its lines and its private numbers: whatever
 * spelling they are in. It shares no code with the redactor, and works on strings with regular expressions where the redactor works on bytes and
 * tables: what one overlooks the other has a chance to see. It is made for logs of tests: the secrets it is given are on the heap. Immutable.
 */
public final class LeakScanner {
    private static final int DEPTH = 2;
    private static final int THOROUGH_DEPTH = 3;

    private final Map<String, List<Needle>> needles;
    private final Map<String, List<Fragments>> fragments;
    private final int depth;

    private LeakScanner(Map<String, List<Needle>> needles, Map<String, List<Fragments>> fragments, int depth) {
        this.needles = needles;
        this.fragments = fragments;
        this.depth = depth;
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
        var needles = new LinkedHashMap<String, List<Needle>>();
        secrets.forEach((name, secret) -> needles.put(name, Needle.of(secret)));
        return new LeakScanner(needles, Map.of(), DEPTH);
    }

    /**
     * Returns a scanner that also finds runs of a secret that carry 72 bits or more (18 hexadecimal digits, 13 letters and digits, 12 characters of
     * base64), and three encodings on top of each other; it takes longer.
     */
    public LeakScanner thorough() {
        var runs = new LinkedHashMap<String, List<Fragments>>();
        needles.forEach((name, all) -> runs.put(
                name,
                fragmented(all).stream()
                        .map(needle -> Fragments.of(needle.text()))
                        .toList()));
        return new LeakScanner(needles, runs, THOROUGH_DEPTH);
    }

    /** Of a key with private numbers, those: the rest of it is in everybody's public keys. */
    private static List<Needle> fragmented(List<Needle> all) {
        List<Needle> numbers = all.stream()
                .filter(needle -> needle.part().startsWith(PrivateNumbers.PART))
                .toList();
        return numbers.isEmpty()
                ? all.stream().filter(needle -> needle.part().isEmpty()).toList()
                : numbers;
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
            new Search(i + 1, leaks).look("", lines[i], depth);
        }
        if (lines.length > 1) {
            // What runs over lines, as it stands and folded; whatever stands on one line was found above.
            var several = new LinkedHashSet<Leak>();
            var search = new Search(0, several);
            search.look("", text, depth);
            search.look("", Needle.unfolded(text), depth);
            several.stream().filter(leak -> !seen(leaks, leak)).forEach(leaks::add);
        }
        return List.copyOf(leaks);
    }

    private static boolean seen(Set<Leak> leaks, Leak leak) {
        return leaks.stream()
                .anyMatch(
                        one -> one.secret().equals(leak.secret()) && one.form().equals(leak.form()));
    }

    /** One search, which reads no view twice. */
    private final class Search {
        private final int line;
        private final Set<Leak> leaks;
        private final Map<String, Integer> searched = new HashMap<>();

        Search(int line, Set<Leak> leaks) {
            this.line = line;
            this.leaks = leaks;
        }

        void look(String form, String view, int deeper) {
            if (view.length() < Needle.SHORTEST || searched.getOrDefault(view, -1) >= deeper) {
                return;
            }
            searched.put(view, deeper);
            find(form, view);
            if (deeper > 0) {
                for (Decoding decoding : Decoding.values()) {
                    String outer = form.isEmpty() ? decoding.words() : decoding.words() + " of " + form;
                    decoding.decode(view).stream()
                            .filter(decoded -> !decoded.equals(view))
                            .forEach(decoded -> look(outer, decoded, deeper - 1));
                }
            }
        }

        private void find(String form, String view) {
            // An escape or an encoding may give line breaks back that the log itself does not have.
            String unfolded = Needle.unfolded(view);
            needles.forEach((name, all) -> all.stream()
                    .filter(needle -> view.contains(needle.text()) || unfolded.contains(needle.text()))
                    .forEach(needle -> leaks.add(new Leak(line, name, words(form, needle.part())))));
            fragments.forEach((name, all) -> {
                if (all.stream().anyMatch(run -> run.in(view) || run.in(unfolded))) {
                    leaks.add(new Leak(line, name, words(form, "a fragment")));
                }
            });
        }
    }

    private static String words(String form, String part) {
        String outer = form.isEmpty() ? "plain" : form;
        return part.isEmpty() ? outer : outer + ", " + part;
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
        return "LeakScanner[" + needles.keySet() + "]";
    }
}
