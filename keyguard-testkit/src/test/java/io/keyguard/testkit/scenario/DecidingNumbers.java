/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every number by which detection decides, also those in the rules that nobody can set: with another it is another detector, whose thresholds were not frozen. */
final class DecidingNumbers {
    private static final Path RULES =
            Path.of("..", "keyguard-core", "src", "main", "java", "io", "keyguard", "detection");
    /** Their numbers are forms of files and of ids, or how those are told who are told: none of them decides what is noticed. */
    private static final Set<String> FORMS = Set.of(
            "AlarmDesk.java",
            "Audience.java",
            "Digest64.java",
            "OrderTags.java",
            "Responses.java",
            "Saved.java",
            "WatchState.java",
            "WatchStore.java");

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
    private static final Pattern TEXT = Pattern.compile("\"(\\\\.|[^\"\\\\])*\"");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])(?![01]L?\\b(?!\\.))\\d");
    private static final Pattern SPAN = Pattern.compile("(of|plus|minus)(Millis|Seconds|Minutes|Hours|Days)\\(");

    private DecidingNumbers() {}

    /** The lines of code of {@code source} that hold a number other than nought and one, or a span of time. */
    static List<String> in(String source) {
        String code = TEXT.matcher(COMMENT.matcher(source).replaceAll("")).replaceAll("\"\"");
        return code.lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line ->
                        NUMBER.matcher(line).find() || SPAN.matcher(line).find())
                .toList();
    }

    /** All of them, each with the file it stands in. */
    static List<String> all() {
        try (Stream<Path> files = Files.list(RULES)) {
            List<String> all = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".java") && !FORMS.contains(name)) {
                    in(Files.readString(file)).forEach(line -> all.add(name + ": " + line));
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException("the rules cannot be read", e);
        }
    }

    /** SHA-256 over all of them. */
    static String fingerprint() {
        try {
            byte[] lines = String.join("\n", all()).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(lines));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
