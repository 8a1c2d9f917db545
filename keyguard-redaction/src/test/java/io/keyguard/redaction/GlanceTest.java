/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** The one pass over a line misses nothing that a closer look would find, wherever in its blocks of sixteen characters it stands. */
class GlanceTest {
    private static final AtomicInteger FOUND = new AtomicInteger();

    /** What secrets that nobody registered stand behind, look like, or are mistaken for. */
    private static final String[] PIECES = {
        "apiSecret=",
        "\"api_key\":\"",
        "X-MBX-APIKEY: ",
        "Authorization: Bearer ",
        "Basic ",
        "bearer ",
        "password: ",
        "--token ",
        "-u user:",
        "token=",
        "signature=",
        "secret",
        "passphrase",
        "listenKey=",
        "554=",
        "\u00018=FIX.4.2",
        "wss://",
        "https://user:",
        "@venue.example/",
        "eyJhbGciOiJIUzI1NiJ9.",
        "eyJzdWIiOiIxIn0.",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "xoxb-123456789012-abcdefABCDEF",
        "hvs.CAESIJlU9Jk0123456789abcdef",
        "https://hooks.slack.com/services/T00000000/B00000000/",
        "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawA",
        "-----BEGIN PRIVATE KEY-----\n",
        "-----END PRIVATE KEY-----",
        "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
        "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5",
        "{\"op\":\"login\",\"args\":[\"",
        "...",
        "....",
        "\"",
        "'",
        "{",
        "}",
        ",",
        ";",
        " ",
        "  ",
        "\n",
        "\t",
        "=",
        ":",
        "/",
        "-",
        "_",
        "ü",
        "€",
        "id 17",
        "order",
        "BTCUSDT",
        "0123456789abcdef",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "4f8a1c",
        "2026-11-25T21:23:48.123Z",
        "price 50000.00"
    };

    @Provide
    static Arbitrary<String> lines() {
        Arbitrary<String> piece = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.of(PIECES)),
                net.jqwik.api.Tuple.of(
                        2,
                        Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(40)),
                net.jqwik.api.Tuple.of(1, Arbitraries.strings().ascii().ofMaxLength(20)));
        return piece.list().ofMinSize(1).ofMaxSize(12).map(pieces -> String.join("", pieces));
    }

    @Property(tries = 20_000, seed = "20261130")
    void whereverALookFindsSomething_thereIsOne(@ForAll("lines") String line) {
        byte[] utf8 = line.getBytes(UTF_8);
        var text = new View();
        text.wrap(utf8, utf8.length);
        var found = new Ranges();
        new Shapes().find(text, found);
        if (!found.isEmpty()) {
            FOUND.incrementAndGet();
            assertThat(new Glance().at(text, 12, 12, Names.usual()) & Glance.SHAPE)
                    .as(line)
                    .isNotZero();
        }
    }

    @Provide
    static Arbitrary<String> runs() {
        Arbitrary<String> piece = Arbitraries.oneOf(
                Arbitraries.of(" ", ".", ":", "=", ",", "(", "x", "-", "g", "AB", "0x", "\"", "Strategy"),
                Arbitraries.strings().withChars("0123456789abcdefxg+/_= ").ofMaxLength(30));
        return piece.list().ofMaxSize(12).map(pieces -> String.join("", pieces));
    }

    /** Against a reader that looks at each character by itself. */
    @Property(tries = 5_000, seed = "20261130")
    void runsOfEveryKind_areSeenWhereverTheyBegin(@ForAll("runs") String line) {
        byte[] utf8 = line.getBytes(UTF_8);
        var text = new View();
        text.wrap(utf8, utf8.length);
        var glance = new Glance();
        int flags = glance.at(text, 9, 12, null);

        List<int[]> base64 = maximal(text, Runs.BASE64, 12);
        assertThat((flags & Glance.BASE64) != 0)
                .as(line)
                .isEqualTo(base64.stream().anyMatch(run -> !Runs.isNumber(text, run[0], run[1])));
        assertThat((flags & Glance.HEX) != 0)
                .as(line)
                .isEqualTo(maximal(text, Runs.HEX_OR_GAP, 18).stream()
                        .anyMatch(run -> isHex(new String(utf8, run[0], run[1] - run[0], UTF_8))));
        assertThat((flags & Glance.PLAIN) != 0).as(line).isEqualTo(!base64.isEmpty());
        for (int run = 0; run < glance.countOfRuns(); run++) {
            assertThat(new int[] {glance.startOfRun(run), glance.endOfRun(run)}).isEqualTo(base64.get(run));
        }
    }

    /** As many digits as count with what usually separates them, half as many pairs with anything between, or six groups of three. */
    private static boolean isHex(String run) {
        boolean digits = Stream.of(run.split("[._#()hHyt]"))
                .map(part -> part.replaceAll("[^0-9a-fA-F]", ""))
                .anyMatch(part -> part.length() >= 18);
        long pairs = Pattern.compile("(?<![0-9a-fA-F])[0-9a-fA-F]{2}(?![0-9a-fA-F])")
                .matcher(run)
                .results()
                .count();
        boolean grouped = Pattern.compile("(?<![0-9])[0-9]{3}([^0-9a-fA-F][0-9]{3}){5}(?![0-9])")
                .matcher(run)
                .find();
        boolean list = Stream.of(run.split("[._#()hHyt]"))
                .anyMatch(part -> part.replaceAll("[^0-9a-fA-F]", "").length() >= 9
                        && part.chars().filter(c -> c == ',').count() >= 8);
        return digits || pairs >= 9 || grouped || list;
    }

    private static List<int[]> maximal(View text, int kind, int least) {
        var runs = new ArrayList<int[]>();
        for (int i = 0; i < text.length(); i++) {
            int end = Runs.end(text, i, kind);
            if (end - i >= least) {
                runs.add(new int[] {i, end});
            }
            i = Math.max(i, end);
        }
        return runs;
    }

    /** The lines were worth trying. */
    @AfterContainer
    static void manyHadSomething() {
        assertThat(FOUND.get()).isGreaterThan(2_000);
    }
}
