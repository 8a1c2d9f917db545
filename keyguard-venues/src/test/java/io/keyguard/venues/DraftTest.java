/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.venue.VenueRequest;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DraftTest {
    @Property
    void text_isAddedAsUtf8(@ForAll String first, @ForAll String second) {
        try (Draft draft = Draft.take()) {
            int end = draft.add(first).length();
            draft.add('|').add(second);

            byte[] expected = (first + "|" + second).getBytes(UTF_8);
            assertThat(end).isEqualTo(first.getBytes(UTF_8).length);
            assertThat(Arrays.copyOf(draft.array(), draft.length())).isEqualTo(expected);
        }
    }

    @Property
    void number_isAddedInDecimal(@ForAll @LongRange(min = 0) long number) {
        try (Draft draft = Draft.take()) {
            assertThat(draft.add(number).text(0)).isEqualTo(Long.toString(number));
        }
    }

    /** The JDK's decoder reads what it encodes itself and what is encoded here. */
    @Property
    void parameter_isEncodedSoThatItIsReadBack(@ForAll String value) {
        String text = new String(value.getBytes(UTF_8), UTF_8);
        try (Draft draft = Draft.take()) {
            String encoded = draft.param("name", text).text(0);

            assertThat(encoded).matches("name=(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*");
            assertThat(URLDecoder.decode(encoded.substring("name=".length()), UTF_8))
                    .isEqualTo(text);
        }
    }

    @Test
    void parameters_haveAmpersandsBetweenThem() {
        VenueRequest request =
                VenueRequest.get("/").param("a", "1").param("b", " ").param("c[]", "ä");

        assertThat(Encoding.parameters(request.params())).isEqualTo("a=1&b=%20&c%5B%5D=%C3%A4");
        assertThat(Encoding.parameters(VenueRequest.get("/").params())).isEmpty();
    }

    @Test
    void longText_isKeptWhole() {
        String text = "0123456789".repeat(1_000);
        try (Draft draft = Draft.take()) {
            assertThat(draft.add(text).add(text).text(0)).isEqualTo(text + text);
        }
    }

    @Test
    void sha256_isThatOfThePart() throws NoSuchAlgorithmException {
        try (Draft draft = Draft.take()) {
            int end = draft.add("xabc").length();
            draft.add("/path").addSha256(1, end);

            byte[] digest = MessageDigest.getInstance("SHA-256").digest("abc".getBytes(UTF_8));
            byte[] found = Arrays.copyOfRange(draft.array(), draft.length() - digest.length, draft.length());
            assertThat(HexFormat.of().formatHex(found)).isEqualTo(HexFormat.of().formatHex(digest));
        }
    }

    @Test
    void close_wipesAllThatEverStoodThere() {
        Draft draft = Draft.take();
        byte[] array = draft.array();
        int end = draft.add("canary-1").length();
        draft.add("canary-2").cutTo(end);

        draft.close();

        assertThat(array).containsOnly(0);
        assertThat(draft.length()).isZero();
    }

    @Test
    void growing_wipesTheArrayThatWasTooShort() {
        try (Draft draft = Draft.take()) {
            byte[] array = draft.add("canary-1").array();

            draft.add("x".repeat(array.length));

            assertThat(draft.array()).isNotSameAs(array);
            assertThat(array).containsOnly(0);
        }
    }
}
