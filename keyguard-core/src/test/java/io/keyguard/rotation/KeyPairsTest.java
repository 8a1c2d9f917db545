/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.RepeatedTest;

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
}
