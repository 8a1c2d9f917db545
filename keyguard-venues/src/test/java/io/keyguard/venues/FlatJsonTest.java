/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.KeyScopeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without the parser is what the parser reads. */
class FlatJsonTest {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The pieces of documents, whole and broken, in any order. */
    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"",
                        "\\",
                        " ",
                        "\t",
                        "\n",
                        "\u0000",
                        "\u000b",
                        "\u00a0",
                        "\ufeff",
                        "\u0130",
                        "\"a\"",
                        "\"b\"",
                        "\"A\"",
                        "\"a\":1",
                        "\"b\":\"x\"",
                        "\"c\":true",
                        ",\"d\":null",
                        ",\"a\":-0.50",
                        "\"\"",
                        "\"\\u0061\":1",
                        "tru",
                        "false",
                        "null",
                        "0",
                        "01",
                        "-",
                        "-0",
                        "1.",
                        "1.5",
                        ".5",
                        "1e5",
                        "1E+2",
                        "+1",
                        "NaN",
                        "123456789012345678",
                        "1234567890123456789",
                        "/**/",
                        "'a'",
                        "{}",
                        "[{}]",
                        "\"a\":{\"b\":1}")
                .list()
                .ofMaxSize(9)
                .map(list -> String.join("", list));
    }

    /** Objects that differ from a plain one in a character. */
    @Provide
    Arbitrary<String> almostPlain() {
        Arbitrary<String> plain = Arbitraries.of(
                "{\"instId\":\"BTC-USDT\",\"sz\":\"0.001\",\"px\":50000,\"reduceOnly\":true}",
                "{ \"a\" : null , \"b\" : -12.50 , \"a_b-c.d\" : \"\" }",
                "{}");
        Arbitrary<String> character = Arbitraries.of(
                "", "\"", "\\", ",", ":", "{", "}", "0", "-", ".", "e", "a", " ", "\u0000", "\u007f", "\u00e4",
                "\u2028");
        return Combinators.combine(plain, Arbitraries.integers().between(0, 80), character, Arbitraries.of(true, false))
                .as((document, at, other, replaces) -> {
                    int i = Math.min(at, document.length());
                    int rest = replaces ? Math.min(i + 1, document.length()) : i;
                    return document.substring(0, i) + other + document.substring(rest);
                });
    }

    @Property(tries = 20_000)
    void pieces_areReadAsTheParserReadsThem(@ForAll("pieces") String document) throws JsonProcessingException {
        requireSame(document);
        requireSame("{" + document + "}");
    }

    @Property(tries = 20_000)
    void almostPlain_isReadAsTheParserReadsIt(@ForAll("almostPlain") String document) throws JsonProcessingException {
        requireSame(document);
    }

    private static void requireTextsInOrder(FlatJson flat, JsonNode tree, List<String> names) {
        try (Draft draft = Draft.take()) {
            boolean texts = flat.addTextsInOrder(draft);
            assertThat(texts)
                    .isEqualTo(names.stream().allMatch(name -> tree.path(name).isTextual()));
            if (texts) {
                assertThat(draft.text(0))
                        .isEqualTo(names.stream()
                                .sorted()
                                .map(name -> name + tree.path(name).asText())
                                .collect(Collectors.joining()));
            }
        }
    }

    private static void requireSame(String document) throws JsonProcessingException {
        Fields flat = FlatJson.read(document);
        if (flat == null) {
            return;
        }
        JsonNode tree = STRICT.readTree(document);
        assertThat(tree).isInstanceOf(ObjectNode.class);
        var names = new ArrayList<String>();
        tree.fieldNames().forEachRemaining(names::add);
        assertThat(flat.names()).isEqualTo(names);
        assertThat(flat.hasOnlyTexts("a"))
                .isEqualTo(names.stream()
                        .allMatch(name -> name.equals("a") || tree.path(name).isTextual()));
        requireTextsInOrder((FlatJson) flat, tree, names);
        assertThat(flat.size()).isEqualTo(tree.size());
        for (String name : names) {
            assertThat(flat.has(name)).isTrue();
            JsonNode value = flat.path(name);
            assertThat(value.getNodeType()).isEqualTo(tree.path(name).getNodeType());
            assertThat(value.isNumber() ? value.decimalValue() : value)
                    .isEqualTo(value.isNumber() ? tree.path(name).decimalValue() : tree.path(name));
        }
        assertThat(flat.has("")).isFalse();
        assertThat(flat.path("no such name").isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " {\r\n\t\"a\" : 1 } ",
                "{\"side\":\"buy\",\"px\":\"50000\",\"sz\":0.001,\"reduceOnly\":false,\"tag\":null}",
                "{\"a\":-0,\"b\":123456789012345678}"
            })
    void plainDocument_needsNoParser(String document) throws JsonProcessingException {
        assertThat(FlatJson.read(document)).isNotNull();
        requireSame(document);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"a\":1}x",
                "{\"a\":1}\u0000",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":\"\\u0041\"}",
                "{\"\\u0061\":1}",
                "{\"a\":\"\u0130\"}",
                "{\"\u0131\":1}",
                "{\"a\":\"\n\"}",
                "{\"a\":{}}",
                "{\"a\":[1]}",
                "{\"a\":1e5}",
                "{\"a\":01}",
                "{\"a\":1234567890123456789}",
                "{\"a\":truex}",
                "{\"\":1}",
                "{\"a b\":1}",
                "{'a':1}"
            })
    void otherDocument_isLeftToTheParser(String document) {
        assertThat(FlatJson.read(document)).isNull();
    }

    @Test
    void size_isBounded() {
        assertThat(FlatJson.read(fields(32))).isNotNull();
        assertThat(FlatJson.read(fields(33))).isNull();
        assertThat(FlatJson.read("{\"" + "a".repeat(64) + "\":1}")).isNotNull();
        assertThat(FlatJson.read("{\"" + "a".repeat(65) + "\":1}")).isNull();
        assertThat(FlatJson.read("{\"a\":\"" + "x".repeat(65_527) + "\"}")).isNotNull();
        assertThat(FlatJson.read("{\"a\":\"" + "x".repeat(65_528) + "\"}")).isNull();
        assertThatNoException().isThrownBy(() -> requireSame(fields(32)));
    }

    private static String fields(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"f" + i + "\":" + i)
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Some readers take names without regard to case, and would find the other value. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reduceOnly\":true,\"ReduceOnly\":false}",
                "{\"reduceOnly\":true,\"reduceonly\":[]}",
                "[{\"a\":1},{\"params\":[{\"reduce_only\":true,\"REDUCE_ONLY\":false}]}]",
                "{\"kelvin\":1,\"\u212aelvin\":2}"
            })
    void namesThatDifferInCaseAlone_areRefused(String document) {
        assertThatThrownBy(() -> JsonBody.parse("okx", document))
                .isInstanceOf(KeyScopeException.class)
                .hasMessageContaining("case");
    }
}
