/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.leak.LeakScanner;
import java.io.File;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of a registered PEM what is private is masked, in every form, and nothing that stands in other keys and in certificates as well. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PemTest {
    private static final List<String> KINDS = List.of("EC", "RSA", "Ed25519");

    private final List<KeyPair> pairs = new ArrayList<>();

    @BeforeAll
    void makeKeys() throws Exception {
        for (String kind : KINDS) {
            var generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            pairs.add(generator.generateKeyPair());
        }
    }

    List<KeyPair> pairs() {
        return pairs;
    }

    private static String pem(String name, byte[] der) {
        return "-----BEGIN " + name + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der) + "\n-----END " + name
                + "-----\n";
    }

    private static LiveSecrets knowing(String... pems) {
        var secrets = new LiveSecrets(Runnable::run);
        for (int i = 0; i < pems.length; i++) {
            secrets.learn(Canary.key("pem" + i, Canary.API_KEY, pems[i], null));
        }
        return secrets;
    }

    private static String pem(KeyPair pair) {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    private static List<BigInteger> numbers(PrivateKey key) {
        if (key instanceof ECPrivateKey ec) {
            return List.of(ec.getS());
        }
        if (key instanceof RSAPrivateCrtKey rsa) {
            return List.of(
                    rsa.getPrivateExponent(),
                    rsa.getPrimeP(),
                    rsa.getPrimeQ(),
                    rsa.getPrimeExponentP(),
                    rsa.getPrimeExponentQ(),
                    rsa.getCrtCoefficient());
        }
        return List.of(new BigInteger(1, ((EdECPrivateKey) key).getBytes().orElseThrow()));
    }

    /** The oracle reads each of these, and nothing of them is left. */
    @ParameterizedTest
    @MethodSource("pairs")
    void redact_privateNumbersInEveryForm_areMasked(KeyPair pair) {
        var redactor = Redactor.of(knowing(pem(pair))).registeredOnly();
        var oracle = LeakScanner.forSecrets(Map.of("pem", pem(pair))).thorough();
        for (BigInteger number : numbers(pair.getPrivate())) {
            byte[] bytes = number.toByteArray();
            for (String form : List.of(
                    number.toString(),
                    number.toString(16),
                    HexFormat.of().formatHex(bytes),
                    Base64.getEncoder().encodeToString(bytes),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                    Arrays.toString(bytes))) {
                String line = "s=" + form + " end";
                assertThat(oracle.scan(line)).as("oracle").isNotEmpty();

                String redacted = redactor.redact(line);

                assertThat(redacted)
                        .contains("[redacted:pem0]")
                        .endsWith(" end")
                        .hasSizeLessThan(60);
                assertThat(oracle.scan(redacted)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void redact_theDocumentItself_leavesNothingPrivate(KeyPair pair) {
        String pem = pem(pair);
        var oracle = LeakScanner.forSecrets(Map.of("pem", pem)).thorough();
        String body = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        for (Redactor redactor :
                List.of(Redactor.of(knowing(pem)), Redactor.of(knowing(pem)).registeredOnly())) {
            for (String text : List.of(
                    pem,
                    pem.replace("\n", "\\n"),
                    pem.replace("\n", "\n2026-11-30 INFO "),
                    body,
                    new StringBuilder(body).reverse().toString(),
                    HexFormat.of().formatHex(pair.getPrivate().getEncoded()),
                    Base64.getEncoder().encodeToString(pem.getBytes(US_ASCII)))) {
                String redacted = redactor.redact(text);

                assertThat(redacted).contains("[redacted");
                assertThat(oracle.scan(redacted)).as(redacted).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void redact_publicKeys_areTheSameObject(KeyPair pair) {
        var redactor = Redactor.of(knowing(pem(pair)));
        for (KeyPair other : pairs) {
            byte[] key = other.getPublic().getEncoded();
            assertThat(List.of(
                            "peer " + Base64.getEncoder().encodeToString(key),
                            "peer " + HexFormat.of().formatHex(key),
                            pem("PUBLIC KEY", key)))
                    .allSatisfy(line -> assertThat(redactor.redact(line)).isSameAs(line));
        }
    }

    @Test
    void redact_everyRootCertificateOfTheJdk_isTheSameObject() throws Exception {
        var secrets = knowing(pairs.stream().map(PemTest::pem).toArray(String[]::new));
        var redactor = Redactor.of(secrets);
        var file = new File(System.getProperty("java.home"), "lib/security/cacerts");
        var roots = KeyStore.getInstance(file, "changeit".toCharArray());

        assertThat(Collections.list(roots.aliases())).isNotEmpty().allSatisfy(alias -> {
            byte[] der = roots.getCertificate(alias).getEncoded();
            assertThat(List.of(
                            Base64.getEncoder().encodeToString(der),
                            pem("CERTIFICATE", der),
                            HexFormat.of().formatHex(der)))
                    .allSatisfy(text -> assertThat(redactor.redact(text)).isSameAs(text));
        });
        assertThat(redactor.redacted()).isZero();
    }

    @Test
    void redact_linesThatMustNotBeTouched_areTheSameObject() throws Exception {
        var redactor = Redactor.of(knowing(pairs.stream().map(PemTest::pem).toArray(String[]::new)));
        try (InputStream in = Objects.requireNonNull(PemTest.class.getResourceAsStream("/corpus/untouched.tsv"))) {
            List<String> lines = new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(line.indexOf('\t') + 1))
                    .toList();

            assertThat(lines)
                    .hasSizeGreaterThan(15)
                    .allSatisfy(line -> assertThat(redactor.redact(line)).isSameAs(line));
        }
    }

    /** PKCS#1 and SEC 1, which stand inside PKCS#8 as well. */
    @Test
    void redact_keysWithoutTheirFrame_areMaskedAsWell() {
        for (KeyPair pair : pairs.subList(0, 2)) {
            byte[] framed = pair.getPrivate().getEncoded();
            int octets = header(framed, 0);
            while (framed[octets] != 4) {
                octets += header(framed, octets) + length(framed, octets);
            }
            byte[] inner = Arrays.copyOfRange(framed, octets + header(framed, octets), framed.length);
            var redactor = Redactor.of(knowing(pem("EC PRIVATE KEY", inner))).registeredOnly();

            numbers(pair.getPrivate())
                    .forEach(
                            number -> assertThat(redactor.redact("n=" + number)).isEqualTo("n=[redacted:pem0]"));
        }
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return first < 0x80
                ? first
                : first == 0x81 ? der[at + 2] & 0xff : (der[at + 2] & 0xff) << 8 | (der[at + 3] & 0xff);
    }

    private static int header(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return first < 0x80 ? 2 : 2 + first - 0x80;
    }

    @Test
    void pem_onOneLineOrWithoutABody_isMaskedToo() {
        String key =
                Base64.getEncoder().encodeToString(pairs.get(2).getPrivate().getEncoded());
        for (String pem : List.of(
                "-----BEGIN PRIVATE KEY-----" + key + "-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----" + key,
                "-----BEGIN SYNTHETIC-----\n-----END SYNTHETIC-----")) {
            String redacted = Redactor.of(knowing(pem)).registeredOnly().redact("key " + pem + "!");
            assertThat(redacted).contains("[redacted:pem0]").doesNotContain(key.substring(key.length() - 32));
        }
    }

    @Test
    void privateKey_behindOtherDocuments_isWhatIsMasked() {
        KeyPair pair = pairs.get(0);
        String open = pem("CERTIFICATE", pair.getPublic().getEncoded());
        Redactor redactor = Redactor.of(knowing(open + pem(pair))).registeredOnly();

        byte[] number = numbers(pair.getPrivate()).get(0).toByteArray();
        assertThat(redactor.redact("d " + HexFormat.of().formatHex(number))).contains("[redacted:pem0]");
        String publicKey =
                "p " + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        assertThat(redactor.redact(publicKey)).isEqualTo(publicKey);
    }
}
