/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The least that counts of a secret, at every place of it, in a line that gives no other reason to look; and what is left of a secret that was forgotten. */
class NeedlesTest {
    private static final String MASK = "[redacted:k]";
    /** Of a length that no base64 has. */
    private static final String LETTERS = "SYNTHETICq7w8e9r0t1y2u3i4o5p6a7s8d9f0g1h2j3k4l5z6x7c8v9b0n1m2Q3W4";

    private static final int OF_LETTERS = 13;
    private static final int OF_BASE64 = 12;
    private static final int OF_TEXT = 11;
    private static final int OF_BYTES = 9;
    private static final int OF_HEX = 18;

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets).registeredOnly();

    private void learn(String secret) {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", secret, null));
    }

    private String redact(String fragment) {
        return redactor.redact("order " + fragment + " filled");
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    private void assertMasked(String secret, int least) {
        for (int at = 0; at + least <= secret.length(); at++) {
            String fragment = secret.substring(at, at + least);
            for (String text : List.of("order %s filled", "%s filled", "order %s", "%s", "order %s\n", "%s\r\n")) {
                assertThat(redactor.redact(text.replace("%s", fragment)))
                        .as(fragment)
                        .isEqualTo(text.replace("%s", MASK));
                assertThat(redactor.redact(text.replace("%s", reversed(fragment))))
                        .as("reversed " + fragment)
                        .isEqualTo(text.replace("%s", MASK));
            }
        }
    }

    @Test
    void redact_thirteenLettersOfAnyPlace_masksThemAndNoFewer() {
        learn(LETTERS);

        assertMasked(LETTERS, OF_LETTERS);
        for (int at = 0; at + OF_LETTERS <= LETTERS.length(); at++) {
            assertThat(redact(LETTERS.substring(at, at + OF_LETTERS - 1))).doesNotContain(MASK);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+/6=", "+/67==", "+/678===", "+/====", "=ab/cd=ef+gh=ij", "=+/", "a=======/+b"})
    void redact_twelveCharactersWithEqualsSignsAnywhere_masksThem(String end) {
        String secret = LETTERS + end;
        learn(secret);

        assertMasked(secret, OF_BASE64);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17, 39})
    void redact_bytesThatHappenToBeText_masksThemInATextOfNothingElse(int at) {
        String text = "Az ~\n\r\tq9";
        byte[] raw = new byte[48];
        IntStream.range(0, raw.length).forEach(i -> raw[i] = (byte) (0x80 + 2 * i));
        System.arraycopy(text.getBytes(US_ASCII), 0, raw, at, text.length());
        learn(Base64.getEncoder().encodeToString(raw));

        assertThat(text).hasSize(OF_BYTES);
        assertThat(redact(text)).isEqualTo("order " + MASK + " filled");
        assertThat(redact(reversed(text))).isEqualTo("order " + MASK + " filled");
        assertThat(redact(text.substring(1))).doesNotContain(MASK);
    }

    @Test
    void redact_nineBytesOfAnyPlace_masksThem() {
        byte[] raw = new byte[48];
        IntStream.range(0, raw.length).forEach(i -> raw[i] = (byte) (0x81 + 2 * i));
        learn(Base64.getEncoder().encodeToString(raw));

        for (int at = 0; at + OF_BYTES <= raw.length; at++) {
            byte[] text = ("order " + "x".repeat(OF_BYTES) + " filled").getBytes(ISO_8859_1);
            System.arraycopy(raw, at, text, 6, OF_BYTES);
            assertThat(new String(redactor.redact(text), ISO_8859_1)).isEqualTo("order " + MASK + " filled");
        }
    }

    @Test
    void redact_aUuidInAnyCase_masksEighteenCharactersOfIt() {
        String uuid = "5f3e7ab0-1b2c-4d5e-8fa0-7c82d3a4b5c6";
        learn(uuid);

        assertMasked(uuid, OF_HEX);
        for (int at = 0; at + OF_HEX <= uuid.length(); at++) {
            assertThat(redact(uuid.substring(at, at + OF_HEX).toUpperCase(Locale.ROOT)))
                    .isEqualTo("order " + MASK + " filled");
        }
    }

    @Test
    void redact_lettersInAnotherCase_leavesThem() {
        learn(LETTERS);

        assertThat(redact(LETTERS.toLowerCase(Locale.ROOT).substring(0, OF_LETTERS)))
                .doesNotContain(MASK);
    }

    /** Where a run does not begin with the secret, the place that is looked up may be the last there is. */
    @Test
    void redact_theLeastThatCountsBehindOrBeforeOthersOfItsKind_masksIt() {
        byte[] raw = new byte[48];
        IntStream.range(0, raw.length).forEach(i -> raw[i] = (byte) (0x81 + 2 * i));
        String text = "q&w:e*r!t?y(u)i;o~p{a}";
        learn(LETTERS);
        String padded = LETTERS + "/+6==";
        learn(padded);
        learn(text);
        learn(Base64.getEncoder().encodeToString(raw));

        for (int count = 0; count < 16; count++) {
            for (int from : new int[] {0, 7, 11}) {
                assertMaskedAmong(LETTERS.substring(from, from + OF_LETTERS), "Z".repeat(count));
                assertMaskedAmong(
                        padded.substring(padded.length() - OF_BASE64 - from, padded.length() - from),
                        "Z".repeat(count));
                assertMaskedAmong(text.substring(from, from + OF_TEXT), "#".repeat(count));
                assertMaskedAmong(new String(raw, from, OF_BYTES, ISO_8859_1), "\u00fe".repeat(count));
            }
        }
    }

    private void assertMaskedAmong(String fragment, String others) {
        assertThat(new String(redactor.redact((others + fragment).getBytes(ISO_8859_1)), ISO_8859_1))
                .isEqualTo(others + MASK);
        assertThat(new String(redactor.redact((fragment + others).getBytes(ISO_8859_1)), ISO_8859_1))
                .isEqualTo(MASK + others);
    }

    /** A form writes each space as a plus: there is no window without one. */
    @Test
    void redact_aPhraseOfSingleLettersAsAForm_masksIt() {
        learn("q w e r t y u i o p a s");

        assertThat(redact("q+w+e+r+t+y+u+i+o+p+a+s")).isEqualTo("order " + MASK + " filled");
        assertThat(redact("q+w+e+r+t+y;")).isEqualTo("order " + MASK + "; filled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"q w e r t y u i o p a s", "SYNTHETICwithoutAny"})
    void remove_ofWindows_leavesNothingOfThem(String phrase) {
        Needle needle = needle(phrase);
        var windows = new Windows(4, OF_TEXT, 200);
        windows.add(needle, 7, 0, phrase.length());
        assertThat(ints(windows)).anyMatch(i -> i == 8);

        windows.remove(needle, 7, 0, phrase.length());

        assertThat(ints(windows)).allMatch(i -> i == 0 || i == -1);
    }

    private static IntStream ints(Windows windows) {
        ByteBuffer table = windows.table();
        return IntStream.range(0, table.capacity() / Integer.BYTES).map(i -> table.getInt(Integer.BYTES * i));
    }

    private static Needle needle(String secret) {
        return Needle.of(MASK, secret.getBytes(ISO_8859_1));
    }

    @Test
    void close_ofANeedle_zeroesEveryFormOfIt() {
        String secret = Base64.getEncoder().encodeToString(LETTERS.getBytes(US_ASCII));
        Needle needle = needle(secret);
        assertThat(needle.forms()).isGreaterThan(1);

        needle.close();

        assertThat(IntStream.range(0, needle.end(needle.forms() - 1))).allMatch(i -> needle.at(i) == 0);
    }

    @Test
    void remove_ofTheOnlyNeedle_leavesNoWindowOfIt() {
        Needle needle = needle(LETTERS);
        var needles = new Needles(List.of(), 2);
        needles.add(needle);
        assertThat(tags(needles)).isNotEmpty();

        needles.remove(needle);

        assertThat(tags(needles)).isEmpty();
        assertThat(needles.size()).isZero();
        assertThat(needles.gone()).isEqualTo(1);
    }

    private static List<Integer> tags(Needles needles) {
        int[] slots = ints(needles.plain()).toArray();
        return IntStream.range(0, slots.length / 3)
                .map(slot -> slots[3 * slot])
                .filter(tag -> tag != 0)
                .boxed()
                .toList();
    }

    @Test
    void remove_ofOneOfTwoWithTheSameSecret_leavesTheOther() {
        Needle one = needle(LETTERS);
        Needle other = needle(LETTERS);
        var needles = new Needles(List.of(one, other), 0);

        needles.remove(one);
        assertThat(needles.live()).containsExactly(other);
        assertThat(needles.size()).isEqualTo(1);
        needles.add(one);
        needles.remove(one);
        assertThat(needles.live()).containsExactly(other);
        assertThat(needles.size()).isEqualTo(1);
        assertThat(needles.gone()).isZero();
    }

    @Test
    void hasRoom_isThereForAsManyAsItWasMadeFor() {
        var needles = new Needles(List.of(), 2);
        List<Needle> three =
                List.of(needle("SYNTHETICshort01"), needle("SYNTHETICshort02"), needle("SYNTHETICshort03"));

        assertThat(needles.hasRoom(three)).isFalse();
        assertThat(needles.hasRoom(three.subList(0, 2))).isTrue();
        needles.add(three.get(0));
        assertThat(needles.hasRoom(three.subList(1, 2))).isTrue();
        assertThat(needles.hasRoom(three.subList(1, 3))).isFalse();
    }

    @Test
    void zero_ofEveryTable_leavesNothingToBeFound() {
        byte[] raw = new byte[32];
        Arrays.fill(raw, (byte) 0xe9);
        List<byte[]> texts =
                List.of(LETTERS.getBytes(US_ASCII), "a&b:c*d!e?f".getBytes(US_ASCII), Arrays.copyOf(raw, OF_BYTES));
        var needles = new Needles(
                List.of(
                        needle(LETTERS),
                        needle("a&b:c*d!e?f"),
                        needle(Base64.getEncoder().encodeToString(raw))),
                0);
        var view = new View();
        assertThat(texts)
                .allSatisfy(text -> assertThat(mayBeIn(needles, view, text)).isTrue());
        assertThat(mayBeIn(needles, view, "order 17 filled".getBytes(US_ASCII))).isFalse();

        needles.zero();

        assertThat(ints(needles.plain())).allMatch(i -> i == 0);
        assertThat(texts).noneMatch(text -> mayBeIn(needles, view, text));
    }

    private static boolean mayBeIn(Needles needles, View view, byte[] text) {
        view.wrap(text, text.length);
        return needles.mayBeIn(view);
    }
}
