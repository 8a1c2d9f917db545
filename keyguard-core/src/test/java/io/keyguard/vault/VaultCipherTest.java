/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.modes.XChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

class VaultCipherTest {
    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
    }

    private static SecretBytes box(byte[] bytes) {
        return SecretBytes.copyOf(bytes, Keys.ACCESS);
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** Source: draft-irtf-cfrg-xchacha-03, §2.2.1. */
    @Test
    void subkey_ofTheDraftsExample_isTheDraftsResult() {
        byte[] key = hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        byte[] nonce = hex("000000090000004a0000000031415927");

        assertThat(VaultCipher.subkey(box(key), nonce))
                .isEqualTo(hex("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"));
    }

    /** Source: draft-irtf-cfrg-xchacha-03, appendix A.3.1. */
    @Test
    void seal_theDraftsExample_isTheDraftsCiphertextAndTag() {
        byte[] key = hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
        byte[] nonce = hex("404142434445464748494a4b4c4d4e4f5051525354555657");
        byte[] associated = hex("50515253c0c1c2c3c4c5c6c7");
        byte[] plaintext =
                ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.")
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

        byte[] sealed = VaultCipher.seal(box(key), nonce, associated, direct(plaintext));

        assertThat(sealed).isEqualTo(hex("""
                                bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb
                                731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452
                                2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9
                                21f9664c97637da9768812f615c68b13b52e
                                c0875924c1c7987947deafd8780acf49"""));
    }

    @Property(tries = 100)
    void seal_anything_isWhatBouncyCastleSealsAndOpensAgain(
            @ForAll @Size(32) byte[] key,
            @ForAll @Size(24) byte[] nonce,
            @ForAll byte[] associated,
            @ForAll byte[] text)
            throws Exception {
        var reference = new XChaCha20Poly1305();
        reference.init(true, new AEADParameters(new KeyParameter(key), 128, nonce, associated));
        byte[] expected = new byte[reference.getOutputSize(text.length)];
        int at = reference.processBytes(text, 0, text.length, expected, 0);
        reference.doFinal(expected, at);

        byte[] sealed = VaultCipher.seal(box(key), nonce, associated, direct(text));
        ByteBuffer opened = ByteBuffer.allocateDirect(sealed.length);

        assertThat(sealed).isEqualTo(expected);
        assertThat(VaultCipher.open(box(key), nonce, associated, sealed, opened))
                .isTrue();
        assertThat(opened).isEqualTo(ByteBuffer.wrap(text));
        sealed[sealed.length - 1] ^= 1;
        assertThat(VaultCipher.open(box(key), nonce, associated, sealed, ByteBuffer.allocateDirect(sealed.length)))
                .isFalse();
    }
}
