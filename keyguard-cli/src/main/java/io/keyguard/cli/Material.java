/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyMaterialException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The parts of a key: asked for without echo, or read from a file. */
final class Material {
    private static final int API_KEY = 0;
    private static final int SECRET = 1;
    private static final int PASSPHRASE = 2;
    private static final int PARTS = 3;
    private static final char[] PEM_END = " PRIVATE KEY-----".toCharArray();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--material-file",
            paramLabel = "FILE",
            description =
                    "read everything from FILE, which only its owner may read, instead of asking: API key, secret "
                            + "and passphrase, one a line (- for none); for a private key the API key, and the PEM in the lines after "
                            + "it. Pipes such as /dev/stdin and /dev/fd/N work")
    private @Nullable Path file;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "read the secret alone, of several lines if it is a PEM, from FILE, which only its owner may "
                    + "read; pipes work")
    private @Nullable Path secretFile;

    @Option(names = "--passphrase-of-key", description = "the key has a passphrase; ask for it")
    private boolean hasPassphrase;

    private boolean needsPassphrase;

    /** Refuses options of which one would be ignored: what was ignored is missed only when a bot starts. */
    void requireOneWay() {
        if (file != null && (secretFile != null || hasPassphrase)) {
            throw Mistakes.contradiction(
                    requireNonNull(command).commandLine(),
                    "--material-file holds every part: leave out --secret-file and --passphrase-of-key");
        }
    }

    /** Asks for a passphrase where the venue gives keys one: without it the key would be refused only when a bot starts. */
    void requirePassphraseWhere(boolean venueHasOne) {
        needsPassphrase = venueHasOne;
        hasPassphrase |= venueHasOne && file == null;
    }

    /** Gives {@code key} its parts, whatever the algorithm needs. */
    void giveTo(ApiKey.Builder key, SignatureAlgorithm algorithm, Prompts prompts) {
        boolean pem = SecretForm.isPem(algorithm);
        boolean token = algorithm == SignatureAlgorithm.BEARER;
        var parts = new char[PARTS][0];
        try {
            if (file != null) {
                read(file, pem, parts);
            } else {
                ask(pem, token, prompts, parts);
            }
            if (token) {
                takeTokenForSecret(parts);
            }
            requireComplete(pem, parts);
            key.algorithm(algorithm).typed(parts[API_KEY], parts[SECRET], parts[PASSPHRASE]);
        } finally {
            for (char[] part : parts) {
                Arrays.fill(part, '\0');
            }
        }
    }

    /** Refuses {@code key} if it cannot sign, and says where its secret came from. */
    void requireSigns(ApiKey key) {
        try {
            SecretForm.requireSigns(key);
        } catch (KeyMaterialException e) {
            throw new IllegalArgumentException(e.getMessage() + "; look at " + origin(secretFile));
        }
    }

    private void ask(boolean pem, boolean token, Prompts prompts, char[][] parts) {
        if (secretFile != null) {
            parts[SECRET] = pem ? SecretFile.text(secretFile) : SecretFile.stripped(secretFile);
        } else if (pem) {
            throw new IllegalArgumentException("a private key has several lines: name its PEM with --secret-file");
        }
        parts[API_KEY] = prompts.secret(token ? "Token" : "API key");
        if (secretFile == null && !token) {
            parts[SECRET] = prompts.secret("Secret");
        }
        if (hasPassphrase) {
            parts[PASSPHRASE] = prompts.secret("Passphrase of the key");
        }
    }

    /** A token has no other part; a secret beside it would be one of another kind of key. */
    private void takeTokenForSecret(char[][] parts) {
        if (parts[SECRET].length > 0) {
            throw new IllegalArgumentException("a token has no secret: leave it out of " + origin(secretFile));
        }
        parts[SECRET] = parts[API_KEY].clone();
    }

    private static void read(Path file, boolean pem, char[][] parts) {
        char[] text = SecretFile.stripped(file);
        try {
            int start = 0;
            for (int part = 0; part < PARTS && start <= text.length; part++) {
                int end = pem && part == SECRET ? text.length : endOfLine(text, start);
                parts[part] = part(text, start, end);
                start = end + 1;
            }
            if (start <= text.length) {
                throw SecretFile.refused(file, "has more than " + PARTS + " lines");
            }
            if (pem && !endsWith(parts[SECRET], PEM_END)) {
                throw SecretFile.refused(file, "does not have a PEM, and nothing else, after its first line");
            }
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    private static int endOfLine(char[] text, int from) {
        int end = from;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return end;
    }

    private static char[] part(char[] text, int from, int to) {
        int end = to > from && text[to - 1] == '\r' ? to - 1 : to;
        return end - from == 1 && text[from] == '-' ? new char[0] : Arrays.copyOfRange(text, from, end);
    }

    private static boolean endsWith(char[] text, char[] end) {
        int from = text.length - end.length;
        return from >= 0 && Arrays.equals(text, from, text.length, end, 0, end.length);
    }

    private void requireComplete(boolean pem, char[][] parts) {
        if (parts[API_KEY].length == 0) {
            throw new IllegalArgumentException("there is no API key in " + origin(null));
        }
        if (isBlank(parts[SECRET])) {
            throw new IllegalArgumentException("there is no secret in " + origin(secretFile));
        }
        if (needsPassphrase && parts[PASSPHRASE].length == 0) {
            throw new IllegalArgumentException(
                    "there is no passphrase in " + origin(null) + ", and the venue's keys have one");
        }
        if (!pem && hasLineBreak(parts[SECRET])) {
            throw new IllegalArgumentException("the secret has several lines in " + origin(secretFile)
                    + ", which only the PEM of a private key has");
        }
    }

    private static boolean isBlank(char[] text) {
        for (char c : text) {
            if (!Character.isWhitespace(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasLineBreak(char[] text) {
        for (char c : text) {
            if (c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }

    private String origin(@Nullable Path partFile) {
        Path from = file != null ? file : partFile;
        return from != null ? "the file " + from : "what was typed";
    }
}
