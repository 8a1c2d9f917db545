/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a secret is looked for as, and what is refused. */
class FormsTest {
    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (0xa7 + 31 * i);
        }
        return bytes;
    }

    private static List<byte[]> forms(String secret) {
        return new Forms(secret.getBytes(UTF_8)).all();
    }

    @Test
    void all_ofLettersAlone_isTheText() {
        assertThat(forms(" \tSYNTHETICletters01!\r\n"))
                .singleElement()
                .isEqualTo("SYNTHETICletters01!".getBytes(US_ASCII));
    }

    @Test
    void all_ofTextThatIsNotAscii_readsItsCharactersBackwardsToo() {
        assertThat(forms("pä€😀ss wörd")).startsWith("pä€😀ss wörd".getBytes(UTF_8), "dröw ss😀€äp".getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "0X"})
    void all_ofHexadecimalOfThirtyTwoDigits_isBytesAndANumber(String prefix) {
        byte[] number = bytes(16);

        assertThat(forms(prefix + HexFormat.of().formatHex(number)))
                .contains(number)
                .contains(new BigInteger(1, number).toString().getBytes(US_ASCII));
        assertThat(forms(HexFormat.of().withUpperCase().formatHex(number))).contains(number);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 31, 32, 64})
    void all_ofANumberThatBeginsWithZeroes_isWrittenWithoutThem(int length) {
        byte[] number = bytes(length);
        number[0] = 0;
        number[1] = 0;

        assertThat(forms(HexFormat.of().formatHex(number)))
                .contains(number)
                .contains(new BigInteger(1, number).toString().getBytes(US_ASCII));
    }

    @Test
    void all_ofFewerDigitsOrOddOnes_isNoNumber() {
        assertThat(forms(HexFormat.of().formatHex(bytes(15)))).doesNotContain(bytes(15));
        assertThat(forms(HexFormat.of().formatHex(bytes(16)) + "a")).hasSize(1);
        assertThat(forms(HexFormat.of().formatHex(bytes(16)) + "ag")).doesNotContain(bytes(16));
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 25, 26, 48, 64})
    void all_ofBase64_isTheBytesOfItInEitherAlphabet(int length) {
        byte[] key = bytes(length);
        String standard = Base64.getEncoder().encodeToString(key);

        assertThat(forms(standard)).contains(key);
        assertThat(forms(Base64.getUrlEncoder().withoutPadding().encodeToString(key)))
                .contains(key);
        assertThat(forms(standard.substring(0, 20) + "\n " + standard.substring(20)))
                .contains(key);
    }

    @Test
    void all_ofShorterBase64OrWhatIsNone_isTheTextAlone() {
        assertThat(forms(Base64.getEncoder().encodeToString(bytes(23)))).hasSize(1);
        assertThat(forms(Base64.getEncoder().encodeToString(bytes(24)) + "a")).hasSize(1);
        assertThat(forms(Base64.getEncoder().encodeToString(bytes(24)) + "!!!!"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\\n", "\\r\\n"})
    void all_ofPem_isItsBodyItsBytesAndItsSeed(String end) {
        byte[] key = bytes(48);
        String body = Base64.getEncoder().encodeToString(key);
        String begin = "-----BEGIN PRIVATE KEY-----" + end + body.substring(0, 40) + end + body.substring(40) + end;

        for (String pem : List.of(begin + "-----END PRIVATE KEY-----" + end, begin, "Bag: x" + end + begin)) {
            assertThat(forms(pem))
                    .as(pem)
                    .containsExactly(body.getBytes(US_ASCII), key, Arrays.copyOfRange(key, 16, 48));
        }
    }

    @Test
    void all_ofPemWithNoMoreThanASeed_isNotCut() {
        String body = Base64.getEncoder().encodeToString(bytes(32));

        assertThat(forms("-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----"))
                .containsExactly(body.getBytes(US_ASCII), bytes(32));
    }

    @Test
    void close_afterAnyForm_wipesAllOfThemAndTheSecret() {
        byte[] secret =
                ("-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(bytes(48))).getBytes(UTF_8);
        byte[] hex = HexFormat.of().formatHex(bytes(32)).getBytes(US_ASCII);
        byte[] foreign = "pä€😀ss wörd".getBytes(UTF_8);
        for (byte[] one : List.of(secret, hex, foreign)) {
            var forms = new Forms(one);
            assertThat(forms.all()).hasSizeGreaterThan(1);

            forms.close();

            assertThat(forms.all()).allSatisfy(form -> assertThat(form).containsOnly(0));
            assertThat(one).containsOnly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1234567890123",
                " 1234567890123\n",
                "abababababababa",
                "aaaaaaaaaaaaaaa",
                "withdrawal",
                "WithDrawal\n",
                "postgres"
            })
    void isCommon_shortNumbersFewCharactersAndWordsOfTheTrade_areMoreThanMasksBear(String secret) {
        assertThat(Forms.isCommon(secret.getBytes(US_ASCII))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234",
                "123456789012a",
                "a123456789012",
                "abababababababab",
                "abababababababc",
                "withdrawals",
                "withdrawax",
                "xostgres"
            })
    void isCommon_whatIsLongerOrOtherwise_isNot(String secret) {
        assertThat(Forms.isCommon(secret.getBytes(US_ASCII))).isFalse();
    }

    @Test
    void length_isThatWithoutWhiteSpaceAround() {
        assertThat(Forms.length("\t a b\r\n".getBytes(US_ASCII))).isEqualTo(3);
        assertThat(Forms.length(" \n".getBytes(US_ASCII))).isZero();
        assertThat(Forms.length("äb".getBytes(UTF_8))).isEqualTo(3);
    }

    @Test
    void all_ofEightBytes_isThem() {
        assertThat(forms("a&b:c*d!")).hasSize(1);
        assertThat(forms("a&b:c*d")).isEmpty();
    }

    private static Alphabet alphabet(int c) {
        String one = String.valueOf((char) c);
        return "0123456789".contains(one)
                ? Alphabet.DECIMAL
                : "abcdefABCDEF-".contains(one)
                        ? Alphabet.HEX
                        : Character.isLetter(c)
                                ? Alphabet.ALPHANUMERIC
                                : "+/=_".contains(one) ? Alphabet.BASE64 : c >= ' ' ? Alphabet.TEXT : Alphabet.BYTES;
    }

    @Test
    void alphabet_ofEachCharacter_isTheSmallestThatHasIt() {
        for (int c = 0; c < 0x80; c++) {
            assertThat(Alphabet.of(new byte[] {'1', (byte) c, '2'})).as("%d", c).isEqualTo(alphabet(c));
        }
        assertThat(Alphabet.of("00-g".getBytes(US_ASCII))).isEqualTo(Alphabet.BASE64);
        assertThat(Alphabet.of("g-00".getBytes(US_ASCII))).isEqualTo(Alphabet.BASE64);
        assertThat(Alphabet.of("f-00".getBytes(US_ASCII))).isEqualTo(Alphabet.HEX);
        assertThat(Alphabet.of("ä b€".getBytes(UTF_8))).isEqualTo(Alphabet.TEXT);
        assertThat(Alphabet.of("ä\tb€".getBytes(UTF_8))).isEqualTo(Alphabet.BYTES);
        assertThat(Alphabet.of(new byte[] {'a', (byte) 0xe4, 'b'}))
                .as("a letter of a code page between others")
                .isEqualTo(Alphabet.TEXT);
        assertThat(Alphabet.of(new byte[] {(byte) 0xe4, (byte) 0xe4, 'b'})).isEqualTo(Alphabet.BYTES);
        assertThat(Alphabet.of(new byte[] {'a', (byte) 0xe4, 0x7f})).isEqualTo(Alphabet.BYTES);
        assertThat(Alphabet.of(new byte[] {'a', (byte) 0xe4, 0x1f})).isEqualTo(Alphabet.BYTES);
    }
}
