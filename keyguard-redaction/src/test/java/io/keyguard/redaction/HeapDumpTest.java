/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neither a secret nor anything that leads back to one is on the heap of a process that masks it; slots of the engine's tables count as such, since their hash is one to one. */
class HeapDumpTest {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int PIECE = 16;
    private static final int SLOT = 12;

    @TempDir
    private Path folder;

    private final Random random = new Random();
    private final Map<String, List<byte[]>> patterns = new LinkedHashMap<>();

    @Test
    void heap_afterTenThousandMaskedLines_holdsNothingOfTheSecret() throws Exception {
        prepare();
        probe();

        assertThat(found("live.hprof")).isEmpty();
        assertThat(found("all.hprof")).isEmpty();
    }

    @Test
    void search_findsEveryPatternThatWasPlanted() throws Exception {
        prepare();
        Files.write(
                folder.resolve("plant"),
                patterns.values().stream()
                        .map(pieces -> HexFormat.of().formatHex(pieces.get(0)))
                        .toList());
        probe();

        assertThat(found("live.hprof")).containsExactlyInAnyOrderElementsOf(patterns.keySet());
    }

    private void prepare() throws IOException {
        String secret = random.ints(64, 0, ALPHABET.length())
                .mapToObj(i -> ALPHABET.substring(i, i + 1))
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("secret"), secret);
        Files.writeString(folder.resolve("api-key"), "an-api-key-may-be-on-the-heap");
        byte[] bytes = secret.getBytes(US_ASCII);
        pattern("plain", bytes);
        pattern("UTF-16LE", secret.getBytes(UTF_16LE));
        pattern("UTF-16BE", secret.getBytes(UTF_16BE));
        pattern("reversed", new StringBuilder(secret).reverse().toString().getBytes(US_ASCII));
        pattern("hex", HexFormat.of().formatHex(bytes).getBytes(US_ASCII));
        pattern("HEX", HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT).getBytes(US_ASCII));
        pattern("decoded", Base64.getDecoder().decode(secret));
        pattern("folded", folded(bytes));
        for (int offset = 0; offset < 3; offset++) {
            byte[] encoded = Base64.getEncoder().encode(("x".repeat(offset) + secret).getBytes(US_ASCII));
            pattern("base64 at " + offset, Arrays.copyOfRange(encoded, 4, 84));
        }
        slots("slots", bytes);
    }

    private static byte[] folded(byte[] bytes) {
        byte[] folded = bytes.clone();
        for (int i = 0; i < folded.length; i++) {
            folded[i] |= ' ';
        }
        return folded;
    }

    private void pattern(String name, byte[] bytes) {
        var pieces = new ArrayList<byte[]>();
        for (int at = 0; at + PIECE <= bytes.length; at += PIECE) {
            pieces.add(Arrays.copyOfRange(bytes, at, at + PIECE));
        }
        patterns.put(name, pieces);
    }

    /** Every window of the secret as its table has it: tag, needle, place. */
    private void slots(String name, byte[] secret) {
        var pieces = new ArrayList<byte[]>();
        Windows table = new Needles(
                        List.of(
                                Needle.of("[a]", "an-api-key-may-be-on-the-heap".getBytes(US_ASCII)),
                                Needle.of("[s]", secret.clone())),
                        0)
                .plain();
        byte[] held = new byte[table.table().capacity()];
        table.table().get(held);
        for (int at = 0; at + table.width() <= secret.length; at++) {
            long window = 0;
            for (int i = 0; i < table.width(); i++) {
                window |= (long) (secret[at + i] | ' ') << (8 * (Long.BYTES - table.width() + i));
            }
            pieces.add(ByteBuffer.allocate(SLOT)
                    .putInt(Windows.tag(Windows.hash(window)))
                    .putInt(2)
                    .putInt(at)
                    .array());
        }
        assertThat(pieces).allMatch(slot -> holds(held, slot));
        patterns.put(name, pieces);
    }

    private static boolean holds(byte[] table, byte[] slot) {
        for (int at = 0; at < table.length; at += SLOT) {
            if (Arrays.equals(table, at, at + SLOT, slot, 0, SLOT)) {
                return true;
            }
        }
        return false;
    }

    private void probe() throws Exception {
        Process probe = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeapProbe.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(probe.getInputStream().readAllBytes(), UTF_8);
        assertThat(probe.waitFor()).as(said).isZero();
    }

    private Set<String> found(String dump) throws IOException {
        var byStart = new HashMap<Integer, List<Map.Entry<String, byte[]>>>();
        patterns.forEach((name, pieces) -> pieces.forEach(
                piece -> byStart.computeIfAbsent(ByteBuffer.wrap(piece).getInt(), k -> new ArrayList<>())
                        .add(Map.entry(name, piece))));
        var starts = new java.util.BitSet(1 << 16);
        byStart.keySet().forEach(first -> starts.set(first >>> 16));
        var found = new TreeSet<String>();
        byte[] window = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(folder.resolve(dump))) {
            int kept = 0;
            for (int read = in.readNBytes(window, 0, window.length); read > 0; ) {
                int length = kept + read;
                for (int i = 0; i + PIECE <= length; i++) {
                    if (starts.get(((window[i] & 0xff) << 8) | (window[i + 1] & 0xff))) {
                        int at = i;
                        byStart.getOrDefault(ByteBuffer.wrap(window, i, 4).getInt(), List.of()).stream()
                                .filter(piece -> Arrays.equals(
                                        window,
                                        at,
                                        at + piece.getValue().length,
                                        piece.getValue(),
                                        0,
                                        piece.getValue().length))
                                .forEach(piece -> found.add(piece.getKey()));
                    }
                }
                kept = Math.min(length, PIECE - 1);
                System.arraycopy(window, length - kept, window, 0, kept);
                read = in.readNBytes(window, kept, window.length - kept);
            }
        }
        return found;
    }
}
