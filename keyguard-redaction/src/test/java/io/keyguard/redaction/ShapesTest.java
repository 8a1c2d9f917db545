/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.venue.SensitiveFields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that nobody registered: by name, by place, by look; and what only looks like one. */
class ShapesTest {
    private static final String S = "SYNTHETICvmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7";
    private static final String HEX = "5e5e5e5e00112233445566778899aabbccddeeff0123456789abcdef5e5e5e5e";
    private static final String UUID = "985d5b66-57ce-40fb-b714-afc0b9787083";

    private final Redactor redactor = Redactor.of(new LiveSecrets(Runnable::run));

    /** A line, in which the mark stands for what must be gone, and the kind that the mask names. */
    private record Case(String line, String kind) {}

    private static List<Case> cases() {
        return List.of(
                // Names
                new Case("https://x/api?apiKey=¤&limit=5", "field"),
                new Case("GET /order?symbol=BTCUSDT&timestamp=1499827319559&signature=¤", "field"),
                new Case("apikey=¤&nonce=1", "field"),
                new Case("X-MBX-APIKEY: ¤", "field"),
                new Case("{X-MBX-APIKEY=[¤], Content-Type=[application/json]}", "field"),
                new Case("[Accept:\"application/json\", OK-ACCESS-KEY:\"¤\"]", "field"),
                new Case("http-outgoing-0 >> \"KC-API-PASSPHRASE: ¤[\\r][\\n]\"", "field"),
                new Case("{\"apiSecret\":\"¤\",\"x\":1}", "field"),
                new Case("{\n  \"apiKey\" : \"¤\",\n  \"x\" : 1\n}", "field"),
                new Case("{\"msg\":\"{\\\"secret\\\":\\\"¤\\\"}\"}", "field"),
                new Case("{'api_secret': '¤'}", "field"),
                new Case("Credentials[name=a, apiSecret=¤]", "field"),
                new Case("ExchangeConf(name=binance, secretKey=¤, proxy=null)", "field"),
                new Case("{exchange=kraken, api.secret=¤, x=1}", "field"),
                new Case("BINANCE_API_SECRET=¤", "field"),
                new Case("-Dbinance.secret=¤ -jar bot.jar", "field"),
                new Case("args: [--api-secret, ¤, --dry-run]", "field"),
                new Case("bot --api-secret ¤ --dry-run", "field"),
                new Case("password........................¤", "field"),
                new Case("jdbc:postgresql://h/db?user=u&password=¤", "field"),
                new Case("role_id=r1 secret_id=¤", "field"),
                new Case("{\"listenKey\":\"¤\"}", "field"),
                new Case("Cookie: session_id=¤; path=/", "field"),
                new Case("clientSecret => ¤", "field"),
                new Case("{\"op\":\"login\",\"args\":[{\"apiKey\":\"¤\",\"sign\":\"abc\"}]}", "field"),
                // Places
                new Case("{\"op\":\"auth\",\"args\":[\"¤\",1700000000000,\"ok\"]}", "login"),
                new Case("Authorization: Bearer ¤", "authorization"),
                new Case("Authorization: Basic ¤", "authorization"),
                new Case("Proxy-Authorization=[Bearer ¤]", "authorization"),
                new Case("sent bearer ¤ along", "authorization"),
                new Case("postgres://bot:¤@db:5432/x", "userinfo"),
                new Case("redis://:¤@h:6379", "userinfo"),
                new Case("amqp://u:p@ss/w¤@h:5672/v", "userinfo"),
                new Case("http.proxy=http://u:¤@proxy:8080", "userinfo"),
                new Case("curl -u user:¤ https://x", "userinfo"),
                new Case("POST https://api.telegram.org/bot123456789:¤/sendMessage", "webhook"),
                new Case("https://discord.com/api/webhooks/123456/¤", "webhook"),
                new Case("https://hooks.slack.com/services/T000/B000/¤", "webhook"),
                new Case("wss://stream.binance.com:9443/ws/¤", "webhook"),
                new Case("8=FIX.4.4|35=A|553=user|554=¤|10=123|", "fix"),
                new Case("8=FIX.4.4\u000135=A\u0001554=¤\u000110=1\u0001", "fix"),
                // Looks
                new Case("token hvs.CAESIJ¤", "token"),
                new Case("found ghp_¤ in it", "token"),
                new Case("x AKIASYNTHETICNOTREAL", "token"),
                new Case("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzeW50aGV0aWMifQ.¤", "token"),
                new Case("-----BEGIN EC PRIVATE KEY-----\n¤\n¤\n-----END EC PRIVATE KEY-----", "private-key"),
                new Case("{\"pem\":\"-----BEGIN PRIVATE KEY-----\\n¤\\n-----END PRIVATE KEY-----\\n\"}", "private-key"),
                new Case("cut off -----BEGIN PRIVATE KEY-----\nMC4CAQ¤", "private-key"));
    }

    @TestFactory
    Stream<DynamicTest> unregistered_isMasked_andTheTextAroundItStays() {
        return cases().stream()
                .map(one -> DynamicTest.dynamicTest(one.line(), () -> {
                    String line = one.line().replace("¤", S);
                    String masked = redactor.redact(line);
                    assertThat(masked).contains("[redacted:" + one.kind() + "]").doesNotContain(S, S.substring(0, 20));
                    assertThat(redactor.redact(masked)).as("a second pass").isEqualTo(masked);
                    assertThat(new String(
                                    redactor.redact(line.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
                            .isEqualTo(masked);
                    assertThat(redactor.registeredOnly().redact(line)).isSameAs(line);
                    int mark = one.line().indexOf('¤');
                    if (mark > 0 && one.kind().equals("field") && !one.line().startsWith("Cookie")) {
                        assertThat(masked).isEqualTo(one.line().replace("¤", "[redacted:field]"));
                    }
                }));
    }

    @Test
    void names_winOverLooks_inBothDirections() {
        for (String value : List.of(HEX, HEX.substring(0, 32), UUID)) {
            for (String line : List.of(
                    "tx " + value,
                    "hash=" + value,
                    "orderId=" + value,
                    "traceId: " + value,
                    "ETag: \"" + value + "\"")) {
                assertThat(redactor.redact(line)).isSameAs(line);
            }
            for (String name : List.of("apiKey", "api_secret", "OK-ACCESS-KEY", "signature", "token", "passphrase")) {
                assertThat(redactor.redact(name + "=" + value)).isEqualTo(name + "=[redacted:field]");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiKey=*** secret=<redacted> password=${DB_PASSWORD} token=null apiKey=\"\"",
                "apiKey=[redacted:grid-binance] secret=[redacted]",
                "token=USDT tokenId=42 sign=+1 key=value secretSanta=true",
                "Invalid API-key, IP, or permissions for action",
                "signature verified: true, token: expired, secret: none",
                "the passphrase does not open it; password policy: strict",
                "https://host:8080/path@version and mailto:bob@example.com and git@github.com:a/b",
                "Bearer error=\"invalid_token\" and Basic realm=\"x\" and basic auth is off",
                "monkey=ABCDEFGHIJKLMNOPQRSTUVWX turkey: 12345678901234567890",
                "resignature design=0123456789abcdefghijkl redesign=0123456789abcdefgh",
                "eyJ.eyJ. eyJhbGciOiJFUzI1NiJ9 alone",
                "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs\n-----END PUBLIC KEY-----",
                "-----BEGIN CERTIFICATE-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs\n-----END CERTIFICATE-----",
                "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTK is no WIF",
                "8=FIX.4.4|35=D|54=1|96|554|10=000|",
                "/bot1:short /api/webhooks/1/ab /ws/btcusdt@trade https://hooks.slack.com/services/T0",
                "basic functionality works, Basic authentication required, Bearer authentication_token_is_missing",
                "token=AbstractAuthenticationToken secret: configuredSecretName signature=ServerSignatureAlgorithm",
                "https://api.example.com/v1/jobs:batch@2 https://example.com/a?x=b:c@d ftp://h/x:y@z",
                "wait... --dry-run --verbose -u -v ------ == :: =: ."
            })
    void ordinaryText_staysTheSameObject(String line) {
        assertThat(redactor.redact(line)).isSameAs(line);
    }

    @Test
    void basic_userAndPassword_isMaskedWithoutItsHeader() {
        String pair = java.util.Base64.getEncoder().encodeToString("bot:hunter2-süß".getBytes(StandardCharsets.UTF_8));
        assertThat(redactor.redact("retry with Basic " + pair)).isEqualTo("retry with Basic [redacted:authorization]");
    }

    @Test
    void wallets_withARightChecksum_areMasked() {
        // BIP-32, test vector 1, and the WIF of the private key 1 (compressed, and not): public, and without value.
        String xprv =
                "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi";
        for (String key : List.of(
                xprv,
                "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn",
                "5HpHagT65TZzG1PH3CSu63k8DbpvD8s5ip4nEB3kEsreAnchuDf")) {
            assertThat(redactor.redact("wallet " + key + " here")).isEqualTo("wallet [redacted:wallet] here");
            String wrong = key.substring(0, key.length() - 1) + (key.endsWith("1") ? "2" : "1");
            assertThat(redactor.redact("wallet " + wrong)).isEqualTo("wallet " + wrong);
        }
    }

    @Test
    void fieldsOfAVenue_areKnownFromThenOn() {
        String line = "X-HOUSE-CRED: " + S + " and {\"odd_name\":\"" + S + "\"}";
        assertThat(redactor.redact(line)).isSameAs(line);
        redactor.forSink("file").addFields(new SensitiveFields(Set.of("X-House-Cred"), Set.of("oddName", "")));
        assertThat(redactor.redact(line))
                .isEqualTo("X-HOUSE-CRED: [redacted:field] and {\"odd_name\":\"[redacted:field]\"}");
    }

    @Test
    void registered_namesTheMask_whateverItStandsUnder() {
        var secrets = new LiveSecrets(Runnable::run);
        var both = Redactor.of(secrets);
        secrets.learn(Canary.key());
        assertThat(both.redact("apiSecret=" + Canary.SECRET.substring(0, 30))).isEqualTo("apiSecret=[redacted:canary]");
        assertThat(both.redact("apiSecret=x" + Canary.API_KEY + "y")).isEqualTo("apiSecret=[redacted:canary]");
        assertThat(both.redact("Bearer " + Canary.API_KEY)).isEqualTo("Bearer [redacted:canary]");
    }

    @Test
    void caught_isTold_withItsKind() {
        var told = new java.util.ArrayList<CaughtSecret>();
        redactor.addListener(new LeakListener() {
            @Override
            public void caught(CaughtSecret caught) {
                told.add(caught);
            }
        });
        assertThat(redactor.redact("apiSecret=" + S)).doesNotContain(S);
        assertThat(told)
                .singleElement()
                .satisfies(one -> assertThat(one.toString()).contains("field").doesNotContain(S));
    }

    /** What a quote opens that is escaped and never closes ends with its line. */
    @Test
    void redact_anEscapedQuoteWithoutEnd_leavesTheNextLine() {
        assertThat(redactor.redact("sent {X-MBX-APIKEY=[\\\"9voh7gngCe], a=[b]} thus\nsent {\"k\":\"v\"} thus\n"))
                .isEqualTo("sent {X-MBX-APIKEY=[\\\"[redacted:field]], a=[b]} thus\nsent {\"k\":\"v\"} thus\n");
    }

    /** Whatever the text, and cut wherever: no exception, no line withheld, and further passes soon change nothing, though a mask may make a neighbour look like something. */
    @Property(tries = 2_000, seed = "20261130")
    void anyText_isMaskedOnce(@ForAll @StringLength(max = 120) String noise, @ForAll long seed) {
        var random = new Random(seed);
        List<String> pieces = List.of(
                "apiKey=",
                "\"secret\":\"",
                "://u:",
                "@",
                "Bearer ",
                "-----BEGIN PRIVATE KEY-----",
                "\\n",
                "eyJ",
                ".",
                "8=FIX|554=",
                "[",
                "]",
                "\"",
                "\\\"",
                "password....",
                "--secret ",
                "/bot123456:",
                "hvs.",
                "xprv",
                S,
                HEX,
                noise,
                "|",
                "=",
                ":");
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        String line = text.toString();
        long withheld = redactor.withheld();

        String masked = redactor.redact(line);
        for (int pass = 0; pass < 6; pass++) {
            masked = redactor.redact(masked);
        }

        assertThat(redactor.withheld()).isEqualTo(withheld);
        assertThat(redactor.redact(masked)).isEqualTo(masked);
    }

    @Test
    void hostileText_costsNoMoreThanItsLength() {
        for (String piece : List.of(
                "=",
                ":",
                "-",
                "--",
                "://",
                "\"op\":\"auth\"",
                "8=FIX|",
                ".",
                "eyJ",
                "apiKey=\\",
                "x".repeat(60) + "=",
                "-----BEGIN PRIVATE KEY-----",
                "\"")) {
            String line = piece.repeat((1 << 18) / piece.length());
            assertThat(redactor.redact(line)).isNotNull();
        }
        assertThat(redactor.withheld()).isZero();
    }

    @Test
    void everyKind_hasItsName() {
        assertThat(Map.of("field", Fields.MASK, "wallet", Tokens.WALLET, "login", Places.LOGIN))
                .allSatisfy((kind, mask) -> assertThat(mask).isEqualTo("[redacted:" + kind + "]"));
    }

    @Test
    void redact_valuesWithSignsThatEndOthers_areMaskedWhole() {
        assertThat(redactor.redact("size=1&signature=" + S + "%2Fx9%2B%3D%3D&x=1"))
                .isEqualTo("size=1&signature=[redacted:field]&x=1");
        assertThat(redactor.redact("-H \"Authorization: Bearer " + S + "/+==\""))
                .isEqualTo("-H \"Authorization: Bearer [redacted:authorization]\"");
        assertThat(redactor.redact("SG." + S.substring(0, 22) + "._" + S.substring(0, 42)))
                .isEqualTo("[redacted:token]");
    }

    @Test
    void redact_cursorsThatAreCalledTokens_areLeftAlone() {
        String line = "nextPageToken=" + S + " continuation_token=" + S;

        assertThat(redactor.redact(line)).isSameAs(line);
    }
}
