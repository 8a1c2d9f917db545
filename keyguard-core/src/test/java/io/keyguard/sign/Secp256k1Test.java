/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyMaterialException;
import io.keyguard.internal.EthereumAddress;
import io.keyguard.internal.Keccak256;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import java.math.BigInteger;
import java.security.Security;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Secp256k1Test {
    private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256;
    /** Published in the documentation of eth-account (Account.sign_message), never one of anybody's. */
    private static final String SECRET = "b25c7db31feed9122727bf0939dc769a96564b2de4c4726d035b36ecf1e5b364";

    private static final String ADDRESS = "0x5ce9454909639D2D17A3F753ce7d93fa0b9aB12E";
    private static final String ORDER = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

    private static SecretBytes box(String text) {
        return SecretBytes.copyOf(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    private static Signer signer(String secret) {
        return Signer.of(ALGORITHM, SecretEncoding.HEX, box(secret));
    }

    private static SigningKey key(String apiKey, String secret) {
        return SigningKey.of(ALGORITHM, SecretEncoding.HEX, box(apiKey), box(secret), null, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x"})
    void sign_ofEthAccountsExample_isTheSignatureThere(String prefix) {
        byte[] message = "\u0019Ethereum Signed Message:\n6I\u2665SF".getBytes(UTF_8);

        try (Signer signer = signer(prefix + SECRET)) {
            assertThat(HexFormat.of().formatHex(signer.sign(message)))
                    .isEqualTo("e6ca9bba58c88611fad66a6ce8f996908195593807c4b38bd528d2cff09d4eb3"
                            + "3e5bfbbf4d3e39b1a2fd816a7680c19ebebaf3a141b239934ad43cb33fcec8ce" + "01");
        }
    }

    @Property(tries = 30)
    void sign_ofAnyKeyAndMessage_verifiesWithALowNumberAndRecovers(
            @ForAll @Size(32) byte[] secret, @ForAll byte[] message) {
        var scalar = new BigInteger(1, secret)
                .mod(EthereumAddress.CURVE.getN().subtract(BigInteger.ONE))
                .add(BigInteger.ONE);
        var point = EthereumAddress.publicPoint(scalar);
        try (Signer signer = signer(String.format("%064X", scalar))) {
            byte[] signature = signer.sign(message);
            var r = new BigInteger(1, Arrays.copyOf(signature, 32));
            var s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
            var verifier = new ECDSASigner();
            verifier.init(false, new ECPublicKeyParameters(point, EthereumAddress.CURVE));
            var n = EthereumAddress.CURVE.getN();
            byte[] hash = Keccak256.of(message);

            assertThat(verifier.verifySignature(hash, r, s)).isTrue();
            assertThat(s).isLessThanOrEqualTo(n.shiftRight(1));
            // SEC 1, section 4.1.6: the public point is r⁻¹(sR − eG).
            byte[] compressed = new byte[33];
            compressed[0] = (byte) (2 + signature[64]);
            System.arraycopy(signature, 0, compressed, 1, 32);
            var commitment = EthereumAddress.CURVE.getCurve().decodePoint(compressed);
            var recovered = commitment
                    .multiply(s)
                    .subtract(EthereumAddress.CURVE.getG().multiply(new BigInteger(1, hash)))
                    .multiply(r.modInverse(n))
                    .normalize();
            assertThat(recovered).isEqualTo(point);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x",
                "0x0000000000000000000000000000000000000000000000000000000000000000",
                "0x" + ORDER,
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "b25c7db31feed9122727bf0939dc769a96564b2de4c4726d035b36ecf1e5b3",
                "b25c7db31feed9122727bf0939dc769a96564b2de4c4726d035b36ecf1e5b3640",
                "b25c7db31feed9122727bf0939dc769a96564b2de4c4726d035b36ecf1e5b36400",
                "0Xb25c7db31feed9122727bf0939dc769a96564b2de4c4726d035b36ecf1e5b364",
                "b25c7db31feed9122727bf0939dc769a96564b2de4c4726d035b36ecf1e5b36g",
                "b25c7db31feed9122727bf0939dc769a96564b2de4c4726d035b36ecf1e5b364\n",
                "0x5ce9454909639D2D17A3F753ce7d93fa0b9aB12E"
            })
    void signer_ofWhatIsNoPrivateKey_isRefusedWithoutRepeatingIt(String secret) {
        assertThatThrownBy(() -> signer(secret))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining(ALGORITHM.name())
                .hasMessageNotContaining("b25c7db3")
                .hasMessageNotContaining("0000");
    }

    @Test
    void signer_ofTheSmallestAndTheGreatestKey_signs() {
        for (BigInteger scalar :
                new BigInteger[] {BigInteger.ONE, new BigInteger(ORDER, 16).subtract(BigInteger.ONE)}) {
            try (Signer signer = signer(String.format("%064x", scalar))) {
                assertThat(signer.sign(new byte[1])).hasSize(65);
            }
        }
    }

    @Test
    void signingKey_ofItsOwnAddressInSmallLetters_signs() {
        try (SigningKey key = key(ADDRESS.toLowerCase(Locale.ROOT), SECRET)) {
            assertThat(key.sign(new byte[3])).hasSize(65);
        }
    }

    @Test
    void signingKey_ofAnotherAddress_isRefused() {
        assertThatThrownBy(() -> key(ADDRESS, SECRET)).isInstanceOf(KeyMaterialException.class);
        assertThatThrownBy(() -> key(ADDRESS.toLowerCase(Locale.ROOT).replace('5', '6'), SECRET))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("another address");
        assertThatThrownBy(() -> key(SECRET, SECRET)).isInstanceOf(KeyMaterialException.class);
    }

    @Test
    void signer_withAProvider_signsByItself() {
        try (Signer own = signer(SECRET);
                Signer chosen = Signer.of(ALGORITHM, SecretEncoding.HEX, box(SECRET), Security.getProvider("SunEC"))) {
            assertThat(chosen.sign(new byte[9])).isEqualTo(own.sign(new byte[9]));
        }
    }

    @Test
    void signer_closed_signsNoMore() {
        Signer signer = signer(SECRET);
        signer.close();

        assertThatThrownBy(() -> signer.sign(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThat(signer).hasToString("Secp256k1Signer");
    }

    @Test
    void sign_intoAPartOfAnArray_touchesNothingElse() {
        try (Signer signer = signer(SECRET)) {
            byte[] target = new byte[70];
            Arrays.fill(target, (byte) 7);
            signer.sign("..message..".getBytes(UTF_8), 2, 7, target, 3);

            assertThat(Arrays.copyOfRange(target, 3, 68)).isEqualTo(signer.sign("message".getBytes(UTF_8)));
            assertThat(new byte[] {target[0], target[2], target[68], target[69]})
                    .containsOnly(7);
            assertThatThrownBy(() -> signer.sign(new byte[1], 0, 1, target, 6))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    /** The examples of EIP-55. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x52908400098527886E0F7030069857D2E4169EE7",
                "0xde709f2102306220921060314715629080e2fb77",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
                "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
                "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
            })
    void isAddress_ofTheExamples_isTrueAndOfOneMistakeIsFalse(String address) {
        char last = address.charAt(41);

        assertThat(EthereumAddress.isAddress(address)).isTrue();
        assertThat(EthereumAddress.isAddress(address.substring(0, 41))).isFalse();
        assertThat(EthereumAddress.isAddress(address.substring(2))).isFalse();
        assertThat(EthereumAddress.isAddress(address + "0")).isFalse();
        if (Character.isLetter(last) && !address.equals(address.toLowerCase(Locale.ROOT))) {
            String other = address.substring(0, 41)
                    + (Character.isUpperCase(last) ? Character.toLowerCase(last) : Character.toUpperCase(last));
            assertThat(EthereumAddress.isAddress(other)).isFalse();
        }
        assertThatCode(() -> EthereumAddress.isAddress("")).doesNotThrowAnyException();
    }

    @Test
    void keccak_ofNothing_isNotTheLaterSha3() {
        assertThat(HexFormat.of().formatHex(Keccak256.of()))
                .isEqualTo("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }
}
