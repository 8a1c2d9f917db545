/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.SecretPattern;
import io.keyguard.venue.SensitiveFields;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MaskingTest {
    private static final String SECRET = Canary.SECRET;
    private static final String MASK = Canary.MASK;
    private static final String VALUE = "SYNTHETICvalueWithDigits0123456789NOTREAL";

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);
    private final CleanEntries clean = new CleanEntries();

    private Masking masking(boolean last) {
        return new Masking(redactor, "io.bot.Grid", last, clean);
    }

    private Map<String, String> masked(Map<String, String> map) {
        return masking(false).maskMap(map);
    }

    @Test
    void maskMap_nothingToMask_isTheSameMapEachTime() {
        Map<String, String> map = Map.of("strategy", "grid-btc-usdt-07", "account", "sub-account-2", "x", "a\nb");

        assertThat(masked(map)).isSameAs(map);
        assertThat(masked(map)).isSameAs(map);
        assertThat(masked(Map.of())).isEmpty();
    }

    @Test
    void maskMap_entryThatWasClean_andIsASecretSince_isMasked() {
        Map<String, String> map = Map.of("request", SECRET, "strategy", "grid");
        assertThat(masked(map)).isSameAs(map);

        secrets.learn(Canary.key());

        assertThat(masked(map)).isEqualTo(Map.of("request", MASK, "strategy", "grid"));
    }

    @Test
    void maskMap_nameThatWasClean_andIsOneOfSecretsSince_masksTheValue() {
        Map<String, String> map = Map.of("houseCode", VALUE);
        assertThat(masked(map)).isSameAs(map);

        redactor.addFields(new SensitiveFields(Set.of(), Set.of("houseCode")));

        assertThat(masked(map)).isEqualTo(Map.of("houseCode", "[redacted:field]"));
    }

    @Test
    void maskMap_valueThatWasClean_andMatchesAPatternSince_isMasked() {
        Map<String, String> map = Map.of("note", VALUE);
        assertThat(masked(map)).isSameAs(map);

        redactor.addPattern(SecretPattern.of("house", "SYNTHETICvalue", "SYNTHETICvalue\\w+"));

        assertThat(masked(map)).isEqualTo(Map.of("note", "[redacted:house]"));
    }

    @Test
    void maskMap_secretAsNameOrValue_isMaskedEachTime() {
        secrets.learn(Canary.key());
        Map<String, String> map = Map.of(SECRET, "value", "note", "is " + SECRET);

        assertThat(masked(map)).isEqualTo(Map.of(MASK, "value", "note", "is " + MASK));
        assertThat(masked(map)).isEqualTo(Map.of(MASK, "value", "note", "is " + MASK));
    }

    /** A name in which nothing but letters and digits stand, beside a value that is clean. */
    @Test
    void maskMap_apiKeyAsName_isMaskedEachTime() {
        secrets.learn(Canary.key());
        for (int i = 0; i < 2; i++) {
            Masking masking = masking(false);
            assertThat(masking.maskMap(Map.of(Canary.API_KEY, "value"))).isEqualTo(Map.of(MASK, "value"));
            assertThat(masking.isDirty()).isTrue();
        }
    }

    @Test
    void maskMap_patternForTheBeginningOfAText_isMaskedEachTime() {
        redactor.addPattern(SecretPattern.of("house", "HOUSE-", "^HOUSE-\\w{12,}$"));
        Map<String, String> map = Map.of("house", "HOUSE-0123456789abcdef");

        assertThat(masked(map)).isEqualTo(Map.of("house", "[redacted:house]"));
        assertThat(masked(map)).isEqualTo(Map.of("house", "[redacted:house]"));
    }

    @Test
    void words_argumentThatTheMessageDoesNotShow_isMasked() {
        secrets.learn(Canary.key());
        Object[] arguments = {"shown", SECRET};

        for (String format : new String[] {"only {}", "only {} \\{}", null}) {
            Masking masking = masking(false);
            Masking.Words words = masking.words(format, arguments);
            assertThat(masking.isDirty()).as(format).isTrue();
            assertThat(words.params()).containsExactly("shown", MASK);
        }
    }

    @Test
    void words_argumentThatIsMoreThanText_isLookedIntoThoughTheMessageShowsIt() {
        Masking masking = masking(false);
        Masking.Words words = masking.words("{}", new Object[] {new Quiet(VALUE)});

        assertThat(masking.isChanged()).isTrue();
        assertThat(words.params()).containsExactly(Map.of("apiSecret", "[redacted:field]"));
    }

    private record Quiet(String apiSecret) {
        @Override
        public String toString() {
            return "Quiet";
        }
    }

    @Test
    void words_splitBetweenFormatAndArgument_isMasked() {
        secrets.learn(Canary.key());

        assertThat(masking(false).words(SECRET.substring(0, 20) + "{}", new Object[] {SECRET.substring(20)}))
                .extracting(Masking.Words::message)
                .isEqualTo(MASK);
    }
}
