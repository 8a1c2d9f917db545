/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ValuesTest {
    /** Nobody registered it, but a piece of it stands in one that somebody did. */
    private static final String UNREGISTERED = "SYNTHETICunregistered0123456789abcdefNOTREAL";

    private static final String UNKNOWN = "SYNTHETICandUNKNOWNvx7Qm2Zr9Lp4Wk8Tn3Hs6NOTREAL";

    private static final String SECRET = Canary.SECRET;
    private static final String MASK = Canary.MASK;

    private final Redactor redactor = redactor();
    private final Values values = new Values(redactor::redact, false);
    private final Values last = new Values(redactor::redact, true);

    private static Redactor redactor() {
        var secrets = new LiveSecrets(Runnable::run);
        secrets.learn(Canary.key());
        return Redactor.of(secrets);
    }

    private record Order(String symbol, Object note) {}

    /** Shows more to an encoder than its parts. */
    public record Telling(String symbol) {
        /** What an encoder would write. */
        public String getToken() {
            return SECRET;
        }
    }

    private static final class Opaque {
        @Override
        public String toString() {
            return "Opaque";
        }
    }

    @Test
    void mask_whatIsCleanAndTransparent_isTheSameObject() {
        Object[] array = {1, "a", new int[] {1, 2}};
        var list = Arrays.asList("a", null, 1.5);
        var map = Map.of("price", new BigDecimal("1.5"), "at", Instant.EPOCH);
        var order = new Order("BTCUSDT", List.of(UUID.randomUUID()));
        char[] characters = "order".toCharArray();
        for (Values one : List.of(values, last)) {
            for (Object value : new Object[] {"text", 17, 'c', true, array, list, map, order, characters}) {
                assertThat(one.mask(value)).isSameAs(value);
            }
            assertThat(one.mask(null)).isNull();
            assertThat(one.mask("price", 17)).isEqualTo(17);
            assertThat(one.isChanged()).isFalse();
        }
    }

    @Test
    void mask_secretInside_isReplacedWhereItStands() {
        assertThat(values.mask("key " + SECRET)).isEqualTo("key " + MASK);
        assertThat((Object[]) values.mask(new String[] {"a", SECRET})).containsExactly("a", MASK);
        assertThat(values.mask(List.of(1, SECRET))).isEqualTo(List.of(1, MASK));
        assertThat(values.mask(Map.of("a", List.of(SECRET)))).isEqualTo(Map.of("a", List.of(MASK)));
        assertThat(values.mask(Map.of(SECRET, 1))).isEqualTo(Map.of(MASK, 1));
        assertThat(values.mask(new Order("X", SECRET))).isEqualTo(Map.of("symbol", "X", "note", MASK));
        assertThat(values.mask(SECRET.toCharArray())).isEqualTo(MASK);
        assertThat(String.valueOf(values.mask(SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .contains(MASK);
        assertThat(values.isChanged()).isTrue();
    }

    @Test
    void mask_secretInPiecesSideBySide_isReplacedAsText() {
        List<Character> pieces = SECRET.chars().mapToObj(c -> (char) c).toList();

        assertThat(values.mask(pieces)).asString().contains(MASK);
        assertThat(values.mask(pieces.toArray())).asString().contains(MASK);
    }

    @Test
    void mask_underANameThatSaysSo_isReplacedWhole() {
        assertThat(values.mask("apiSecret", UNREGISTERED)).isEqualTo(MASK);
        assertThat(values.mask("apiSecret", UNKNOWN)).isEqualTo("[redacted:field]");
        assertThat(values.mask("apiSecret", "three words " + UNKNOWN)).isEqualTo("[redacted:field]");
        assertThat(values.mask("apiSecret", UNKNOWN.toCharArray())).isEqualTo("[redacted:field]");
        assertThat(values.mask("apiSecret", List.of(UNKNOWN))).isEqualTo("[redacted:field]");
        assertThat(values.mask("request", Map.of("apiSecret", UNKNOWN)))
                .isEqualTo(Map.of("apiSecret", "[redacted:field]"));
        assertThat(values.mask("note", UNKNOWN)).isEqualTo(UNKNOWN);
        assertThat(values.mask("apiSecret", SECRET)).isEqualTo(MASK);
    }

    @Test
    void mask_anObjectThatShowsItsTextAlone_isHandedOnAsTextWhereNobodyLooksAgain() {
        var opaque = new Opaque();

        assertThat(values.mask(opaque)).isSameAs(opaque);
        assertThat(values.mask(new Telling("X"))).isEqualTo(new Telling("X"));
        assertThat(values.isChanged()).isFalse();
        assertThat(last.mask(opaque)).isEqualTo("Opaque");
        assertThat(last.mask(List.of(opaque))).isEqualTo(List.of("Opaque"));
        assertThat(last.mask(new Telling("X"))).isEqualTo(Map.of("symbol", "X"));
        assertThat(last.isChanged()).isTrue();
    }

    @Test
    void mask_deeperThanItIsLookedInto_isJudgedByItsText() {
        Object deep = SECRET;
        for (int i = 0; i < 40; i++) {
            deep = Collections.singletonList(deep);
        }

        assertThat(values.mask(deep)).asString().contains(MASK).doesNotContain(SECRET);
    }
}
