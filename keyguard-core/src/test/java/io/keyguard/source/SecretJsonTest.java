/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.keyguard.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretJsonTest {
    private static final Set<String> PATHS = Set.of("data.*", "token");

    private static String taken(byte[] json, String path) throws IOException {
        try (SecretJson read = SecretJson.read(json, PATHS);
                SecretBytes secret = read.take(path)) {
            return KeySourceContract.text(secret);
        }
    }

    private static byte[] written(String text, boolean ascii) throws IOException {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonFactory.builder()
                .configure(JsonWriteFeature.ESCAPE_NON_ASCII, ascii)
                .build()
                .createGenerator(out)) {
            json.writeStartObject();
            json.writeObjectFieldStart("data");
            json.writeStringField("before", "\"\\" + text);
            json.writeStringField("secret", text);
            json.writeEndObject();
            json.writeStringField("token", text);
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    @Property
    void text_howeverItIsWritten_isTakenWhole(@ForAll String text, @ForAll boolean ascii) throws IOException {
        // Without halves of surrogate pairs, which are no text.
        String whole = new String(text.getBytes(UTF_8), UTF_8);
        byte[] json = written(whole, ascii);

        assertThat(taken(json, "data.secret")).isEqualTo(whole);
        assertThat(taken(json, "token")).isEqualTo(whole);
    }

    @Test
    void text_withEveryEscape_isTakenAsWhatItStandsFor() throws IOException {
        byte[] json =
                "{ \"a\":[1,{\"x\":\"y\"}], \"data\" :\n{\"s\"\t: \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\ud83d\\udd11é\"}}"
                        .getBytes(UTF_8);

        assertThat(taken(json, "data.s")).isEqualTo("\"\\/\b\f\n\r\tA\u00e9\u20ac\ud83d\udd11\u00e9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token\":\"canary",
                "{\"token\":\"canary\\",
                "{\"token\":\"canary\\\"}",
                "{\"token\":\"canary\\x\"}",
                "{\"token\":\"canary\\u00\"}",
                "{\"token\":\"canary\\u00g0\"}",
                "{\"token\":\"canary\\ud83d\"}",
                "{\"token\":\"canary\\ud83d\\u0041\"}",
                "{\"token\":\"canary\\ud83d\\u\"}",
                "{\"token\":\"canary\\udd11\"}",
                "{\"token\":\"canary\n\"}",
                "{\"token\":\"canary\",\"token\":\"canary\"}",
                "{\"token\":\"canary\"}{}",
                "[\"canary\"]"
            })
    void json_thatIsBroken_isRefusedWithoutAWordOfIt(String json) {
        assertThatThrownBy(() -> SecretJson.read(json.getBytes(UTF_8), PATHS))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }

    /** Of which each value would have a path of as many numbers. */
    @Test
    void json_thatIsNestedDeeperThanAnyAnswer_isRefused() throws IOException {
        assertThatThrownBy(() -> SecretJson.read(nested(33), PATHS)).isInstanceOf(IOException.class);
        try (SecretJson read = SecretJson.read(nested(32), PATHS)) {
            assertThat(read.plain("a" + ".0".repeat(31))).isEqualTo("1");
        }
    }

    private static byte[] nested(int depth) {
        return ("{\"a\":" + "[".repeat(depth - 1) + "1" + "]".repeat(depth - 1) + "}").getBytes(UTF_8);
    }

    /** The path of a text, and around it what is not asked for. */
    private static byte[] nested(String text, boolean ascii) throws IOException {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonFactory.builder()
                .configure(JsonWriteFeature.ESCAPE_NON_ASCII, ascii)
                .build()
                .createGenerator(out)) {
            json.writeStartArray();
            json.writeString(text);
            json.writeNumber(7);
            json.writeStartArray();
            json.writeNull();
            json.writeStartObject();
            json.writeStringField("other", "]}\"" + text);
            json.writeArrayFieldStart("s");
            json.writeStartArray();
            json.writeEndArray();
            json.writeString(text);
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndArray();
        }
        return out.toByteArray();
    }

    @Property
    void text_inArrays_isTakenWholeByItsNumbers(@ForAll String text, @ForAll boolean ascii) throws IOException {
        String whole = new String(text.getBytes(UTF_8), UTF_8);

        try (SecretJson read = SecretJson.read(nested(whole, ascii), Set.of("0", "2.1.s.1"));
                SecretBytes first = read.take("0");
                SecretBytes deep = read.take("2.1.s.1")) {
            assertThat(KeySourceContract.text(first)).isEqualTo(whole);
            assertThat(KeySourceContract.text(deep)).isEqualTo(whole);
            assertThat(read.plain("1")).isEqualTo("7");
            assertThat(read.plain("2.1.other")).isEqualTo("]}\"" + whole);
        }
    }

    @Test
    void text_inAnArray_withEveryEscape_isTakenAsWhatItStandsFor() throws IOException {
        byte[] json = " [ \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u20AC\\ud83d\\udd11é\" , \"]\" ] ".getBytes(UTF_8);

        try (SecretJson read = SecretJson.read(json, Set.of("0"));
                SecretBytes secret = read.take("0")) {
            assertThat(KeySourceContract.text(secret)).isEqualTo("\"\\/\b\f\n\r\tA\u20ac\ud83d\udd11\u00e9");
        }
    }

    @Test
    void text_underAnotherNumber_isNotTaken_andNoStringEither() throws IOException {
        byte[] json = "{\"data\":[{\"s\":\"canary-0\",\"n\":\"a\"},{\"s\":\"canary-1\",\"n\":\"b\"}]}".getBytes(UTF_8);

        try (SecretJson read = SecretJson.read(json, Set.of("data.0.s"));
                SecretBytes first = read.take("data.0.s")) {
            assertThat(KeySourceContract.text(first)).isEqualTo("canary-0");
            assertThat(read.plain("data.1.n")).isEqualTo("b");
            assertThat(read.plain("data.1.s")).isEmpty();
            for (String wrong : new String[] {"data.0.s", "data.2.s", "data.s", "data", "0"}) {
                assertThatThrownBy(() -> read.take(wrong))
                        .isInstanceOf(IOException.class)
                        .hasMessageNotContaining("canary");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[null]",
                "[1]",
                "[[\"canary\"]]",
                "[{\"0\":\"canary\"}]",
                "[[[]],\"canary\"]",
                "{\"a\":\"x\"}"
            })
    void text_thatIsNotWhereItShould_isNotThere_andWhatStandsThereIsNoString(String json) throws IOException {
        try (SecretJson read = SecretJson.read(json.getBytes(UTF_8), Set.of("0"))) {
            assertThat(read.has("0")).isFalse();
            assertThatThrownBy(() -> read.take("0")).isInstanceOf(IOException.class);
            assertThat(read.plain("0") + read.plain("0.0")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"canary",
                "[\"canary\"",
                "[\"canary\",",
                "[\"canary\",]",
                "[\"canary\"}",
                "[\"canary\"]]",
                "[\"canary\"][]",
                "[\"canary\"] \"canary\"",
                "[\"canary\\\"]",
                "[\"canary\\u00g0\"]",
                "[\"canary\\ud83d\"]",
                "[\"canary\n\"]",
                "[[\"canary\"]",
                "[{\"a\":\"canary\"]",
                "[\"canary\" \"canary\"]",
                "\"canary\"",
                "canary",
                ""
            })
    void array_thatIsBroken_isRefusedWithoutAWordOfIt(String json) {
        assertThatThrownBy(() -> SecretJson.read(json.getBytes(UTF_8), Set.of("0", "0.a")))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }

    @Test
    void json_inAnotherEncoding_isRefused() {
        for (var charset : new java.nio.charset.Charset[] {
            StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1
        }) {
            assertThatThrownBy(() -> SecretJson.read("{\"token\":\"canary-é\"}".getBytes(charset), PATHS))
                    .isInstanceOf(IOException.class);
        }
    }
}
