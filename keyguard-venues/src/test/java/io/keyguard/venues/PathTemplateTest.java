/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTemplateTest {
    private static final Pattern ID = Pattern.compile("(?!v\\d+$)(?=.*\\d)[A-Za-z0-9-]{1,64}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern SYMBOL = Pattern.compile("[A-Z0-9]{1,24}_[A-Z0-9_-]{1,40}");

    @ParameterizedTest
    @CsvSource({
        "/orders/{id}, /orders/7, true",
        "/orders/{id}, /orders/v2, false",
        "/orders/{id}, /orders/all, false",
        "/orders/{id}, /orders/7/fills, false",
        "/orders/{id}, /orders, false",
        "/orders/{id}, /orders/, false",
        "/orders/{id}/fills, /orders/7/fills, true",
        "/orders/{id}/fills, /orders/7/fill, false",
        "/markets/{symbol}, /markets/BTC_USDT, true",
        "/markets/{symbol}, /markets/BTC-USDT, false",
        "/markets/{symbol}, /markets/BTCUSDT/A_B, false",
        "/workers/{name}, /workers/rig_1-a, true",
        "/workers/{name}, /workers/rig.1, false"
    })
    void fits_aPath_onlyWhereEachSegmentIsOfItsKind(String template, String path, boolean fits) {
        assertThat(PathTemplate.of(template).fits(path)).isEqualTo(fits);
    }

    @Property(tries = 2_000)
    void fits_anySegment_exactlyWhereThePatternDoes(@ForAll("segments") String segment) {
        assertThat(PathTemplate.of("/a/{id}").fits("/a/" + segment))
                .isEqualTo(ID.matcher(segment).matches());
        assertThat(PathTemplate.of("/a/{name}").fits("/a/" + segment))
                .isEqualTo(NAME.matcher(segment).matches());
        assertThat(PathTemplate.of("/{symbol}/b").fits("/" + segment + "/b"))
                .isEqualTo(SYMBOL.matcher(segment).matches());
    }

    @Provide
    Arbitrary<String> segments() {
        Arbitrary<String> any = Arbitraries.strings()
                .withChars("aAzZvV019_-.\u00e9")
                .ofMinLength(0)
                .ofMaxLength(70);
        Arbitrary<String> versions = Arbitraries.integers().between(0, 1_000).map(number -> "v" + number);
        Arbitrary<String> symbols = Arbitraries.strings()
                .withChars("ABZ09")
                .ofMaxLength(26)
                .flatMap(base -> Arbitraries.strings()
                        .withChars("AZ09_-")
                        .ofMaxLength(42)
                        .map(quote -> base + "_" + quote));
        return Arbitraries.oneOf(any, versions, symbols);
    }
}
