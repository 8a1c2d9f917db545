/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The test vectors of the age format, C2SP/CCTV {@code age/testdata}, from {@code -Dkeyguard.vectors=FOLDER}: a header of {@code name: value} lines, an empty
 * line, an age file. Those of the hybrid recipient, which keyguard does not have, must not open.
 */
@Tag("vectors")
class AgeVectorsTest {
    private static final Path FOLDER = Path.of(System.getProperty("keyguard.vectors", "."), "age");

    private record Vector(String name, Map<String, List<String>> fields, byte[] file) {
        String expect() {
            return fields.get("expect").get(0);
        }

        List<RecipientStanzaReader> readers() {
            var readers = new ArrayList<RecipientStanzaReader>();
            fields.getOrDefault("identity", List.of()).stream()
                    .filter(identity -> identity.startsWith("AGE-SECRET-KEY-1"))
                    .forEach(identity -> readers.add(Age.identity(identity.toCharArray())));
            fields.getOrDefault("passphrase", List.of())
                    .forEach(passphrase -> readers.add(new ScryptStanza(passphrase.toCharArray(), 10)));
            return readers;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> vectors() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(AgeVectorsTest::read).toList().stream();
        }
    }

    private static Vector read(Path path) {
        try {
            byte[] all = Files.readAllBytes(path);
            Map<String, List<String>> fields = new HashMap<>();
            int at = 0;
            while (all[at] != '\n') {
                int end = at;
                while (all[end] != '\n') {
                    end++;
                }
                String line = new String(all, at, end - at, StandardCharsets.UTF_8);
                fields.computeIfAbsent(line.split(": ", 2)[0], name -> new ArrayList<>())
                        .add(line.split(": ", 2)[1]);
                at = end + 1;
            }
            byte[] file = Arrays.copyOfRange(all, at + 1, all.length);
            if (fields.containsKey("compressed")) {
                try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(file))) {
                    file = in.readAllBytes();
                }
            }
            return new Vector(path.getFileName().toString(), fields, file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void decrypt_opensWhatItShould_andNothingElse(Vector vector) throws Exception {
        List<RecipientStanzaReader> readers = vector.readers();
        boolean supported = !vector.name().contains("hybrid") || vector.name().equals("x25519");
        if (vector.expect().equals("success") && supported && !readers.isEmpty()) {
            byte[] payload = Age.decrypt(vector.file(), readers);
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(payload)))
                    .isEqualTo(vector.fields().get("payload").get(0));
        } else {
            assertThatThrownBy(() -> Age.decrypt(vector.file(), readers)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void vectors_areThere_andMostThatShouldOpenAreOfWhatIsSupported() throws IOException {
        List<Vector> all = vectors().toList();
        assertThat(all).hasSizeGreaterThan(140);
        assertThat(all.stream()
                        .filter(vector -> vector.expect().equals("success"))
                        .filter(vector -> !vector.name().contains("hybrid")))
                .hasSizeGreaterThan(20);
    }
}
