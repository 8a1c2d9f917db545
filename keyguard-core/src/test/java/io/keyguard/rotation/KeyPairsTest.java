/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a rotation chooses by itself. */
class KeyPairsTest {
    /** Bitget takes 8 to 32 letters and digits. */
    @RepeatedTest(20)
    void passphrase_isTakenByEveryVenue() {
        String one = new String(KeyPairs.passphrase(), StandardCharsets.US_ASCII);
        assertThat(one)
                .matches("[A-Za-z0-9]{24}")
                .isNotEqualTo(new String(KeyPairs.passphrase(), StandardCharsets.US_ASCII));
    }

    /** The address of the private key 1 is known. */
    @Test
    void publicKey_ofAWallet_isItsAddress() {
        String one = "0x" + "0".repeat(63) + "1";
        try (ApiKey key = ApiKey.builder(KeyId.of("wallet"))
                .on(FakeKeyVenue.ID, "main")
                .algorithm(SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256)
                .material(RotationRig.secret("synthetic-address"), RotationRig.secret(one), null)
                .build()) {
            assertThat(KeyPairs.publicKey(key)).isEqualToIgnoringCase("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
        }
    }

    /** What is made here is chosen anew each time. */
    @Test
    void ownPair_isAnotherEachTime(@TempDir Path dir) {
        var seen = new HashSet<String>();
        for (String name : List.of("one", "two", "three")) {
            RotationRig rig = RotationCrashTest.Mode.OWN_PAIR.rig(dir.resolve(name));
            assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
            assertThat(seen.add(rig.active().publicKey)).isTrue();
        }
    }
}
