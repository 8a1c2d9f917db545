/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Lists of characters of secrets that hold what separates characters in lists. */
class ListsTest {
    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);

    private static final List<String> PHRASES = List.of(
            ",>JN(<+kRB?",
            ",,a,b c,,+d",
            "+bcdefgh+1+",
            "\"Synth'etic\"",
            "'it is, \"so\", + more'",
            "ends with,",
            "a, b, c, d, e, f",
            "a,+b,+c,+d",
            "', ', ', ', 'x",
            "\u00e4,\u20ac, \ud83d\udd11,\u0436 + \u00fc");

    private static Map<String, UnaryOperator<String>> lists() {
        var all = new LinkedHashMap<String, UnaryOperator<String>>();
        all.put("Arrays.toString", s -> "[" + joined(s, "", ", ") + "]");
        all.put("commas alone", s -> "[" + joined(s, "", ",") + "]");
        all.put("quoted", s -> "[" + joined(s, "'", ", ") + "]");
        all.put("quoted twice", s -> "[" + joined(s, "\"", ",") + "]");
        all.put("with plus for spaces", s -> "[" + joined(s, "", ",+") + "]");
        all.put("percent-encoded", s -> URLEncoder.encode("[" + joined(s, "", ", ") + "]", UTF_8));
        return all;
    }

    private static String joined(String text, String quote, String separator) {
        return text.codePoints()
                .mapToObj(c -> quote + Character.toString(c) + quote)
                .collect(Collectors.joining(separator));
    }

    @TestFactory
    Stream<DynamicTest> redact_listsOfCharactersThatSeparate_leavesNone() {
        return PHRASES.stream()
                .flatMap(phrase -> lists().entrySet().stream()
                        .map(list -> DynamicTest.dynamicTest(phrase + " in " + list.getKey(), () -> {
                            secrets.learn(Canary.key("k", Canary.API_KEY, Canary.SECRET, phrase));
                            String text = "sent x" + list.getValue().apply(phrase) + " thus";

                            assertThat(redactor.registeredOnly().redact(text))
                                    .as(text)
                                    .matches("sent x(\\[|%5B)['\"]?\\[redacted:k\\]['\"]?(\\]|%5D) thus");
                        })));
    }

    /** The least that counts, with a comma at its beginning, and another character of the list behind it. */
    @Test
    void redact_aFragmentThatBeginsWithAComma_isMasked() {
        secrets.learn(Canary.key("k", Canary.API_KEY, Canary.SECRET, "fP9,>JN(<+kRB?uZ3"));

        assertThat(redactor.redact("sent x" + Arrays.toString(",>JN(<+kRB?9".toCharArray()) + " thus"))
                .isEqualTo("sent x[[redacted:k], 9] thus");
    }

    @Test
    void redact_twoListsAndOrdinaryCommas_masksTheSecretAlone() {
        secrets.learn(Canary.key("k", Canary.API_KEY, Canary.SECRET, "\u00fc,b,c,+ d,e"));
        String list = Arrays.toString("\u00fc,b,c,+ d,e".toCharArray());

        assertThat(redactor.redact("a,b, c " + list + " a,b,c,d,e,f,g,h,i,j " + list + " 1, 2,"))
                .isEqualTo("a,b, c [[redacted:k]] a,b,c,d,e,f,g,h,i,j [[redacted:k]] 1, 2,");
    }
}
