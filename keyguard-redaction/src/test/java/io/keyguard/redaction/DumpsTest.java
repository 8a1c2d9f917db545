/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A secret that goes through the rows of a hex dump, none of which shows enough of it by itself. */
class DumpsTest {
    private static final String HEX = "5e1ec7ed0badc0de9f3b7a61";
    private static final String TEXT = "SYNTHETICbcdefghijk0123456789ABCDEFGH";

    /** How a tool writes a row: its offset, groups of bytes, the middle, and what stands around the text. */
    private record Style(String offset, int group, String middle, String open, String close) {
        String dump(String text) {
            byte[] bytes = text.getBytes(UTF_8);
            var dump = new StringBuilder();
            for (int row = 0; row < bytes.length; row += 16) {
                int end = Math.min(bytes.length, row + 16);
                dump.append(String.format(Locale.ROOT, offset, row));
                for (int i = row; i < row + 16; i++) {
                    dump.append(i < end ? String.format("%02x", bytes[i]) : "  ");
                    dump.append(i == row + 15 || (i + 1) % group != 0 ? "" : i == row + 7 ? middle : " ");
                }
                dump.append(open).append(text, row, end).append(close).append('\n');
            }
            return dump.toString();
        }
    }

    private static final Map<String, Style> STYLES = Map.of(
            "hexdump -C", new Style("%08x  ", 1, "  ", "  |", "|"),
            "xxd", new Style("%08x: ", 2, " ", "  ", ""),
            "xxd -g1", new Style("%08x: ", 1, " ", "  ", ""),
            "od -A x -t x1z", new Style("%06x ", 1, " ", "  >", "<"),
            "tcpdump -X", new Style("\t0x%04x:  ", 2, " ", "  ", ""),
            "Netty", new Style("|%08x| ", 1, " ", " |", "|"),
            "Apache Commons", new Style("%08X ", 1, " ", " ", ""),
            "JDK", new Style("%04X: ", 1, "   ", "  ", ""));

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets).registeredOnly();

    @TestFactory
    Stream<DynamicTest> redact_aSecretThroughRows_leavesNothing() {
        return STYLES.entrySet().stream()
                .flatMap(style -> Stream.of(HEX, TEXT)
                        .flatMap(secret -> Stream.of("", "key: ", "ab cd ef 01 ", "payload (39): ")
                                .map(before -> DynamicTest.dynamicTest(
                                        style.getKey() + " of " + before + secret,
                                        () -> assertGone(style.getValue(), before, secret)))));
    }

    private void assertGone(Style style, String before, String secret) {
        secrets.learn(Canary.key("k", HEX, TEXT, null));
        String text = before + secret + " and words behind it";

        String redacted = redactor.redact(surrounded(style, text));

        // Every character of it is masked in both columns, in as many rows as it takes; of the rest, nothing is.
        String left = redacted.replace("[redacted:k]", "");
        int masked = surrounded(style, text).length() - left.length();
        assertThat(masked).as(redacted).isGreaterThanOrEqualTo(3 * secret.length());
        assertThat(redacted).startsWith("received: ").endsWith("done");
        for (int at = 0; at + 4 <= secret.length(); at += 2) {
            assertThat(left).doesNotContain(secret.substring(at, at + 4));
        }
        assertThat(redactor.redact(redacted)).isEqualTo(redacted);
    }

    private static String surrounded(Style style, String text) {
        return "received: " + style.dump(text) + "done";
    }

    @Test
    void redact_aDumpInsideJson_leavesNothing() {
        secrets.learn(Canary.key("k", HEX, TEXT, null));

        String redacted = redactor.redact(
                "{\"dump\":\"" + STYLES.get("xxd").dump("key: " + HEX + ", end").replace("\n", "\\n") + "\"}");

        assertThat(redacted).contains("[redacted:k]").doesNotContain("c7ed").doesNotContain("6337");
    }

    @Test
    void redact_aDumpFarBehindTheBeginningOfItsLine_leavesNothing() {
        secrets.learn(Canary.key("k", HEX, TEXT, null));
        String event = "{\"level\":\"INFO\"},".repeat(100);

        String redacted = redactor.redact(event + STYLES.get("Netty").dump("key: " + HEX + ", end"));

        assertThat(redacted).contains("[redacted:k]").doesNotContain("c7ed").doesNotContain("63 37");
    }

    @Test
    void redact_rowsOfNumbers_areLeftAsTheyAre() {
        secrets.learn(Canary.key("k", HEX, TEXT, null));
        String rows = "2026 11 25 00 17 price 50000.00\n2026 11 25 00 18 price 50001.00\n" + "00000000: zz\n"
                + STYLES.get("hexdump -C").dump("an order, a fill, a position: nothing that is secret");

        assertThat(redactor.redact(rows)).isSameAs(rows);
    }

    @Test
    void areIn_oneRow_isNoDump() {
        byte[] row = STYLES.get("xxd").dump("sixteen letters!").getBytes(UTF_8);
        byte[] two = STYLES.get("xxd").dump("sixteen letters!and again some..").getBytes(UTF_8);
        byte[] apart = ("00000000: 4142\nwords\n" + "00000010: 4142\n").getBytes(UTF_8);

        assertThat(List.of(areIn(row), areIn(two), areIn(apart))).containsExactly(false, true, false);
    }

    private static boolean areIn(byte[] text) {
        var view = new View();
        view.wrap(text, text.length);
        return Dumps.areIn(view);
    }
}
