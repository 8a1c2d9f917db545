/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final Pattern MASK = Pattern.compile("\\[redacted:([a-z-]+):([0-9a-f]{6})]");
    private static final String TOKEN = "SYNTHETICtokenZq9Xw8Vu7Ts6Rp5";

    private final LiveSecrets secrets = LiveSecrets.withFingerprints(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);

    private String fingerprint(String line) {
        Matcher mask = MASK.matcher(redactor.redact(line));
        assertThat(mask.find()).as(line).isTrue();
        return mask.group(1) + " " + mask.group(2);
    }

    /** The first and the last vector of the paper's appendix: keys 00 to 0f, messages of 0 and of 15 bytes, 00 to 0e. */
    @Test
    void hash_ofThePublishedVectors_isSipHash() {
        assertThat(Fingerprint.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0, i -> i))
                .isEqualTo(0x726fdb47dd0e0e31L);
        assertThat(Fingerprint.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 15, i -> i))
                .isEqualTo(0xa129ca6149be45e5L);
    }

    @Test
    void mask_ofOneSecret_isTheSameInEveryEncodingAndFragment() {
        secrets.learn(Canary.key());

        assertThat(fingerprint("a " + Canary.SECRET))
                .isEqualTo(fingerprint("b "
                        + Base64.getEncoder()
                                .encodeToString(Canary.SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .isEqualTo(fingerprint("c " + Canary.SECRET.substring(3, 40)))
                .startsWith("canary ")
                .isNotEqualTo(fingerprint("d " + Canary.API_KEY));
    }

    @Test
    void mask_ofWhatNobodyRegistered_joinsLinesAboutIt() {
        assertThat(fingerprint("accessToken=" + TOKEN))
                .isEqualTo(fingerprint("{\"accessToken\":\"" + TOKEN + "\"}"))
                .startsWith("field ")
                .isNotEqualTo(fingerprint("accessToken=" + TOKEN.substring(1) + "x"))
                .isNotEqualTo(fingerprint("accessToken=" + TOKEN + "x"));
    }

    @Test
    void mask_inASecondPass_stays() {
        secrets.learn(Canary.key());
        String once = redactor.redact(
                "apiSecret=" + Canary.SECRET + " password: " + TOKEN + " Authorization: Bearer " + TOKEN);

        assertThat(once).contains("[redacted:canary:", "[redacted:field:", "[redacted:authorization:");
        assertThat(redactor.redact(once)).isEqualTo(once);
    }

    @Test
    void caught_withFingerprints_namesTheKeyOnce() {
        secrets.learn(Canary.key());
        var caught = new ArrayList<CaughtSecret>();
        redactor.addListener(caught::add);

        redactor.redact(Canary.SECRET + " and " + Canary.API_KEY);

        assertThat(caught).hasSize(1);
        assertThat(caught.get(0).key()).isEqualTo("canary");
        assertThat(caught.get(0).count()).isEqualTo(2);
    }

    /** What is compared over processes has the same masks in all of them. */
    @Test
    void withoutFingerprints_masksAsWithoutThem() {
        secrets.learn(Canary.key());

        assertThat(redactor.withoutFingerprints().redact(Canary.SECRET + " accessToken=" + TOKEN))
                .isEqualTo("[redacted:canary] accessToken=[redacted:field]");
    }
}
