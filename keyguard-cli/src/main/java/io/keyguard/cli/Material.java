/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The parts of a key: asked for without echo, or read from a file. */
final class Material {
    private static final int PARTS = 3;

    @Option(
            names = "--material-file",
            paramLabel = "FILE",
            description = "read API key, secret and passphrase from FILE, one a line (- for none), instead of asking; "
                    + "/dev/stdin and /dev/fd/N work")
    private @Nullable Path file;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "read the secret alone, of several lines if need be (PEM), from FILE")
    private @Nullable Path secretFile;

    @Option(names = "--passphrase-of-key", description = "the key has a passphrase; ask for it")
    private boolean hasPassphrase;

    /** Gives {@code key} its parts, whatever the algorithm needs. */
    void giveTo(ApiKey.Builder key, SignatureAlgorithm algorithm, Prompts prompts) {
        char[][] parts = file != null ? lines(file) : asked(algorithm, prompts);
        key.algorithm(algorithm).typed(parts[0], parts[1], parts[2]);
    }

    private char[][] asked(SignatureAlgorithm algorithm, Prompts prompts) {
        if (algorithm == SignatureAlgorithm.ED25519 && secretFile == null) {
            throw new IllegalArgumentException("a private key has several lines: name its PEM with --secret-file");
        }
        return new char[][] {
            prompts.secret("API key"),
            secretFile != null ? content(secretFile) : prompts.secret("Secret"),
            hasPassphrase ? prompts.secret("Passphrase of the key") : new char[0]
        };
    }

    private static char[][] lines(Path file) {
        char[] text = content(file);
        try {
            var parts = new char[PARTS][0];
            int part = 0;
            int start = 0;
            for (int i = 0; i <= text.length && part < PARTS; i++) {
                if (i == text.length || text[i] == '\n') {
                    parts[part++] = part(text, start, i);
                    start = i + 1;
                }
            }
            return parts;
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    private static char[] part(char[] text, int from, int to) {
        int end = to > from && text[to - 1] == '\r' ? to - 1 : to;
        return end - from == 1 && text[from] == '-' ? new char[0] : Arrays.copyOfRange(text, from, end);
    }

    private static char[] content(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file with the material cannot be read");
        }
        CharBuffer text = UTF_8.decode(ByteBuffer.wrap(bytes));
        Arrays.fill(bytes, (byte) 0);
        char[] exact = Arrays.copyOf(text.array(), text.remaining());
        Arrays.fill(text.array(), '\0');
        return exact;
    }
}
