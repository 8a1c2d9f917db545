/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.leak;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is private in a PEM as the JDK reads it: the numbers of EC and RSA keys and the seeds of Ed25519; bytes as ISO 8859-1 characters. */
final class PrivateNumbers {
    static final String PART = "private number";

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    /** Fewer bytes carry less than 72 bits. */
    private static final int FRAGMENT = 9;

    private PrivateNumbers() {}

    /** The private numbers of the key in {@code secret}; empty if there is none that the JDK reads. */
    static List<String> of(String secret) {
        return body(secret)
                .map(Base64.getMimeDecoder()::decode)
                .flatMap(PrivateNumbers::key)
                .map(PrivateNumbers::numbers)
                .orElse(List.of());
    }

    private static Optional<String> body(String secret) {
        Matcher pem = PEM.matcher(secret);
        return pem.find() ? Optional.of(SPACE.matcher(pem.group(1)).replaceAll("")) : Optional.empty();
    }

    private static Optional<PrivateKey> key(byte[] der) {
        return Stream.of("EC", "RSA", "EdDSA")
                .flatMap(algorithm -> key(algorithm, der).stream())
                .findFirst();
    }

    private static Optional<PrivateKey> key(String algorithm, byte[] der) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (GeneralSecurityException e) {
            // Of another algorithm, or of none.
            return Optional.empty();
        }
    }

    private static List<String> numbers(PrivateKey key) {
        if (key instanceof ECPrivateKey ec) {
            return List.of(text(ec.getS()));
        }
        if (key instanceof RSAPrivateCrtKey rsa) {
            return Stream.of(
                            rsa.getPrivateExponent(),
                            rsa.getPrimeP(),
                            rsa.getPrimeQ(),
                            rsa.getPrimeExponentP(),
                            rsa.getPrimeExponentQ(),
                            rsa.getCrtCoefficient())
                    .map(PrivateNumbers::text)
                    .toList();
        }
        return key instanceof EdECPrivateKey ed
                ? ed.getBytes()
                        .map(seed -> List.of(new String(seed, StandardCharsets.ISO_8859_1)))
                        .orElse(List.of())
                : List.of();
    }

    private static String text(BigInteger number) {
        String bytes = new String(number.toByteArray(), StandardCharsets.ISO_8859_1);
        return bytes.charAt(0) == 0 ? bytes.substring(1) : bytes;
    }

    /** What {@code number} is in decimal. */
    static String decimal(String number) {
        return new BigInteger(1, number.getBytes(StandardCharsets.ISO_8859_1)).toString();
    }

    /** Whether {@code line} of the key in {@code secret} holds as much of one of {@code numbers} as counts. */
    static boolean areIn(String secret, String line, List<String> numbers) {
        String body = body(secret).orElse("");
        int at = body.indexOf(line);
        if (at < 0) {
            return true;
        }
        String der = new String(Base64.getMimeDecoder().decode(body), StandardCharsets.ISO_8859_1);
        int from = (at * 6 + 7) / 8;
        int to = (at + line.length()) * 6 / 8;
        return numbers.stream().anyMatch(number -> {
            int start = der.indexOf(number);
            return Math.min(to, start + number.length()) - Math.max(from, start) >= FRAGMENT;
        });
    }
}
