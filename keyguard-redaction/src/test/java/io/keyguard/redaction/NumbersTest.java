/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.leak.LeakScanner;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Security;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keys that are numbers, written as numbers, and names of keys that are made of UUIDs. */
class NumbersTest {
    private static final String UUID = "5e1ec7ed-0bad-c0de-9f3b-7a6142d8c0f1";
    private static final String OTHER = "0badc0de-5e1e-47ed-8123-c0f17a6142d8";

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);

    /** Whether a scanner that shares no code with the redactor reads the secret in {@code text}. */
    private static boolean isRead(String secret, String text) {
        return !LeakScanner.forSecrets(Map.of("secret", secret))
                .thorough()
                .scan(text)
                .isEmpty();
    }

    private String redact(String secret, String text) {
        secrets.learn(Canary.key("k", Canary.API_KEY, secret, null));
        assertThat(isRead(secret, redactor.registeredOnly().redact(text))).isFalse();
        return redactor.registeredOnly().redact("before " + text + " behind");
    }

    private static byte[] bytes(int length, int first) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        bytes[0] = (byte) first;
        return bytes;
    }

    private static Stream<String> written(byte[] bytes) {
        return Stream.of(new BigInteger(bytes), new BigInteger(1, bytes))
                .map(BigInteger::abs)
                .flatMap(number -> Stream.of(
                        number.toString(),
                        number.toString().substring(7, 29),
                        String.format(Locale.ROOT, "%,d", number),
                        String.format(Locale.GERMANY, "%,d", number),
                        String.format(Locale.ROOT, "%,d", number).replace(',', '_'),
                        String.format(Locale.ROOT, "%,d", number).replace(',', ' ')));
    }

    @TestFactory
    Stream<DynamicTest> redact_keysInDecimalSignedOrGrouped_leavesNone() {
        return Stream.of(bytes(32, 0x71), bytes(32, 0xe1))
                .flatMap(key -> Stream.of(
                                Base64.getEncoder().encodeToString(key),
                                Base64.getUrlEncoder().withoutPadding().encodeToString(key),
                                HexFormat.of().formatHex(key))
                        .flatMap(secret -> written(key)
                                .map(number -> DynamicTest.dynamicTest(
                                        secret + " as " + number,
                                        () -> assertThat(redact(secret, number))
                                                .isEqualTo("before [redacted:k] behind")))));
    }

    @Test
    void scan_numbersAndUuidsThatAreNotMasked_readsThem() {
        byte[] key = bytes(32, 0xe1);
        String secret = Base64.getEncoder().encodeToString(key);

        assertThat(written(key).filter(number -> number.length() > 22))
                .allSatisfy(number -> assertThat(isRead(secret, "x " + number)).isTrue());
        assertThat(isRead(UUID, "x " + UUID.replace("-", "").substring(0, 20))).isTrue();
    }

    @Test
    void redact_aPieceOfAGroupedNumber_isMasked() {
        byte[] key = bytes(32, 0x71);
        String grouped = String.format(Locale.ROOT, "%,d", new BigInteger(1, key));

        assertThat(redact(HexFormat.of().formatHex(key), grouped.substring(9, 9 + 22 + 7)))
                .isEqualTo("before [redacted:k] behind");
    }

    @Test
    void redact_theNumberOfAPrivateKey_isMaskedGrouped() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC", Security.getProvider("SunEC"));
        generator.initialize(256, new SecureRandom());
        var key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";

        assertThat(redact(pem, String.format(Locale.ROOT, "%,d", key.getS()))).isEqualTo("before [redacted:k] behind");
        assertThat(redactor.registeredOnly().redact("s " + key.getS())).isEqualTo("s [redacted:k]");
    }

    @Test
    void redact_aUuidWithoutDashes_isMaskedWhole() {
        String digits = UUID.replace("-", "");

        assertThat(List.of(digits, digits.toUpperCase(Locale.ROOT), digits.substring(0, 18), digits.substring(14)))
                .allSatisfy(text -> assertThat(redact(UUID, text)).isEqualTo("before [redacted:k] behind"));
        assertThat(redact(UUID, digits.substring(0, 17))).isEqualTo("before " + digits.substring(0, 17) + " behind");
        assertThat(redact(
                        UUID, Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digits))))
                .doesNotContain("==");
    }

    @Test
    void redact_aNameOfUuids_isMaskedInThoseAlone() {
        String name = "organizations/" + UUID + "/apiKeys/" + OTHER;

        assertThat(redact(name, name)).isEqualTo("before organizations/[redacted:k]/apiKeys/[redacted:k] behind");
        assertThat(redact(name, "GET /api/v3/brokerage/organizations/ 404 apiKeys/"))
                .isEqualTo("before GET /api/v3/brokerage/organizations/ 404 apiKeys/ behind");
        assertThat(redact(
                        name,
                        Base64.getEncoder().encodeToString(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .contains("[redacted:k]")
                .hasSizeLessThan(80);
        assertThat(redact(name, OTHER.replace("-", ""))).isEqualTo("before [redacted:k] behind");
    }

    @Test
    void redact_ordinaryNumbersDatesAndAddresses_areLeftAsTheyAre() {
        String text =
                "2026-11-30 04:16:33.363 192.168.100.200 1,234,567,890,123,456,789,012,345 47.70.69 11_22_33 #12 #34 (byte)0x47 "
                        + "de.ad.be.ef.00.11.22.33.44.55.66 h, 12h %u00e4 \\u{1f511} a_b_c";

        assertThat(redact(UUID, text)).isEqualTo("before " + text + " behind");
    }
}
