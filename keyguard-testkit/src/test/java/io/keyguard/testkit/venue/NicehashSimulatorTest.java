/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class NicehashSimulatorTest {
    private static final String API = "/main/api/v2";
    private static final String POOL =
            "{\"id\":\"p1\",\"stratumHostname\":\"pool.example\",\"stratumPort\":3333,\"username\":\"farm1\"}";

    private final StoppedClock clock = new StoppedClock();
    private final NicehashSimulator venue = NicehashSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("VBTD", "VHOR", "PRCO", "ELCO", "MAPO", "WIFU", "MARI");

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the documentation says; mutants override a step. */
    private class Signer {
        String time() {
            return Long.toString(clock.instant().toEpochMilli());
        }

        String nonce() {
            return UUID.randomUUID().toString();
        }

        String organisation() {
            return venue.accountId();
        }

        String secret() {
            return key.secret();
        }

        String algorithm() {
            return "HmacSHA256";
        }

        String between() {
            return "\0";
        }

        String text(byte[] signature) {
            return HexFormat.of().formatHex(signature);
        }

        String signed(String time, String nonce, String method, String path, String query, String body) {
            String message =
                    String.join(between(), key.apiKey(), time, nonce, "", organisation(), "", method, path, query);
            return body.isEmpty() ? message : message + between() + body;
        }

        String sent(String body) {
            return body;
        }

        Answer send(String method, String path, String query, String body) {
            String time = time();
            String nonce = nonce();
            byte[] signature = Wire.hmac(
                    algorithm(), secret().getBytes(UTF_8), signed(time, nonce, method, API + path, query, body));
            var headers = new HashMap<String, String>();
            headers.put("X-Time", time);
            headers.put("X-Nonce", nonce);
            headers.put("X-Organization-Id", organisation());
            headers.put("X-Auth", key.apiKey() + ":" + text(signature));
            return Wire.send(venue, method, API + path + (query.isEmpty() ? "" : "?" + query), sent(body), headers);
        }

        Answer pool() {
            return send("POST", "/pool", "", POOL);
        }
    }

    private Answer get(String path, String query) {
        return new Signer().send("GET", path, query, "");
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        assertThat(new Signer().pool().status()).isEqualTo(200);
        Answer order = new Signer()
                .send("POST", "/hashpower/order", "", "{\"poolId\":\"p1\",\"amount\":0.01,\"algorithm\":\"SHA256\"}");
        assertThat(order.status()).isEqualTo(200);
        assertThat(get("/hashpower/myOrders", "ts=0&op=GE&limit=10").body()).contains("pool.example", "SHA256");
        String id = order.json().path("id").asText();
        assertThat(new Signer().send("DELETE", "/hashpower/order/" + id, "", "").status())
                .isEqualTo(200);
        assertThat(new Signer().send("DELETE", "/hashpower/order/" + id, "", "").status())
                .isEqualTo(404);
        assertThat(new Signer()
                        .send("POST", "/hashpower/order", "", "{\"poolId\":\"p9\",\"amount\":1}")
                        .status())
                .isEqualTo(400);
        assertThat(Wire.send(venue, "GET", "/api/v2/time", "", Map.of())
                        .json()
                        .path("serverTime")
                        .asLong())
                .isEqualTo(clock.instant().toEpochMilli());
    }

    @Test
    void withdrawal_goesToSavedAddressesAlone() {
        String saved = venue.saveAddress("bc1qsynthetic0second");
        String body = "{\"currency\":\"BTC\",\"amount\":\"0.5\",\"withdrawalAddressId\":\"" + saved + "\"}";
        assertThat(new Signer().send("POST", "/accounting/withdrawal", "", body).status())
                .isEqualTo(200);
        assertThat(get("/accounting/withdrawals/BTC", "size=10&page=0").body()).contains(saved);
        assertThat(get("/accounting/withdrawalAddresses", "").body()).contains("bc1qsynthetic0second");
        assertThat(get("/accounting/accounts2", "").body()).contains("\"totalBalance\":\"9.5\"");
        assertThat(new Signer()
                        .send("POST", "/accounting/withdrawal", "", body.replace(saved, "none"))
                        .status())
                .isEqualTo(400);
        for (String amount : Wire.BAD_AMOUNTS) {
            assertThat(new Signer()
                            .send("POST", "/accounting/withdrawal", "", body.replace("0.5", amount))
                            .status())
                    .isEqualTo(400);
        }
    }

    /** The official example, at its time. */
    @Test
    void orderBook_asInTheDocumentation_isAccepted() {
        clock.at(Instant.ofEpochMilli(1543597115712L));
        venue.importKey(
                "4ebd366d-76f4-4400-a3b6-e51515d054d6",
                "fd8a1652-728b-42fe-82b8-f623e56da8850750f5bf-ce66-4ca7-8b84-93651abc723b",
                "VBTD");
        var headers = Map.of(
                "X-Time", "1543597115712",
                "X-Nonce", "9675d0f8-1325-484b-9594-c9d6d3268890",
                "X-Organization-Id", "da41b3bc-3d0b-4226-b7ea-aee73f94a518",
                "X-Auth",
                        "4ebd366d-76f4-4400-a3b6-e51515d054d6:21e6a16f6eb34ac476d59f969f548b47fffe3fea318d9c99e77fc710d2fed798");
        String address = API + "/hashpower/orderBook?algorithm=X16R&page=0&size=100";
        assertThat(Wire.send(venue, "GET", address, "", headers).status()).isEqualTo(200);
        assertThat(Wire.send(venue, "GET", address, "", headers).status())
                .as("the nonce again")
                .isEqualTo(401);
    }

    @TestFactory
    Stream<DynamicTest> pool_fromASignerWithAMistake_isRejected() {
        Map<String, Signer> mutants = Map.ofEntries(
                entry("no zero bytes", new Signer() {
                    @Override
                    String between() {
                        return "";
                    }
                }),
                entry("newlines for zero bytes", new Signer() {
                    @Override
                    String between() {
                        return "\n";
                    }
                }),
                entry("the body not signed", new Signer() {
                    @Override
                    String signed(String time, String nonce, String method, String path, String query, String body) {
                        return super.signed(time, nonce, method, path, query, "");
                    }
                }),
                entry("the body changed", new Signer() {
                    @Override
                    String sent(String body) {
                        return body.replace("pool.example", "thief.example");
                    }
                }),
                entry("the method in small letters", new Signer() {
                    @Override
                    String signed(String time, String nonce, String method, String path, String query, String body) {
                        return super.signed(time, nonce, method.toLowerCase(Locale.ROOT), path, query, body);
                    }
                }),
                entry("the path without /main", new Signer() {
                    @Override
                    String signed(String time, String nonce, String method, String path, String query, String body) {
                        return super.signed(time, nonce, method, path.replace("/main", ""), query, body);
                    }
                }),
                entry("the query left out with its zero byte", new Signer() {
                    @Override
                    String signed(String time, String nonce, String method, String path, String query, String body) {
                        return super.signed(time, nonce, method, path, query, body)
                                .replace(path + "\0", path);
                    }
                }),
                entry("the empty fields left out", new Signer() {
                    @Override
                    String signed(String time, String nonce, String method, String path, String query, String body) {
                        return super.signed(time, nonce, method, path, query, body)
                                .replace("\0\0", "\0");
                    }
                }),
                entry("another organisation", new Signer() {
                    @Override
                    String organisation() {
                        return "00000000-3d0b-4226-b7ea-aee73f94a518";
                    }
                }),
                entry("the time in seconds", new Signer() {
                    @Override
                    String time() {
                        return Long.toString(clock.instant().getEpochSecond());
                    }
                }),
                entry("a time that is over", new Signer() {
                    @Override
                    String time() {
                        return Long.toString(clock.instant().toEpochMilli() - 300_001);
                    }
                }),
                entry("a nonce that is too long", new Signer() {
                    @Override
                    String nonce() {
                        return "n".repeat(37);
                    }
                }),
                entry("no nonce", new Signer() {
                    @Override
                    String nonce() {
                        return "";
                    }
                }),
                entry("SHA-512", new Signer() {
                    @Override
                    String algorithm() {
                        return "HmacSHA512";
                    }
                }),
                entry("base64", new Signer() {
                    @Override
                    String text(byte[] signature) {
                        return Base64.getEncoder().encodeToString(signature);
                    }
                }),
                entry("capitals", new Signer() {
                    @Override
                    String text(byte[] signature) {
                        return super.text(signature).toUpperCase(Locale.ROOT);
                    }
                }),
                entry("the secret without dashes", new Signer() {
                    @Override
                    String secret() {
                        return super.secret().replace("-", "");
                    }
                }));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(
                        mutant.getKey(),
                        () -> assertThat(mutant.getValue().pool().status()).isEqualTo(401)));
    }

    @Test
    void key_withoutARight_fromAForeignAddress_orRevoked_isRefused() {
        key.rights("VBTD");
        assertThat(new Signer().pool().status()).isEqualTo(403);
        assertThat(get("/hashpower/myOrders", "").status()).isEqualTo(403);
        assertThat(new Signer()
                        .send("POST", "/mining/rigs/status2", "", "{\"action\":\"STOP\"}")
                        .status())
                .isEqualTo(403);
        key.rights("VBTD", "MARI");
        assertThat(new Signer()
                        .send("POST", "/mining/rigs/status2", "", "{\"action\":\"STOP\"}")
                        .status())
                .isEqualTo(200);
        key.boundTo("203.0.113.7");
        assertThat(get("/accounting/accounts2", "").status()).isEqualTo(403);
        key.boundTo().revoke();
        assertThat(get("/accounting/accounts2", "").status()).isEqualTo(401);
    }

    @Test
    void key_ofTheOtherEnvironment_isUnknown() {
        try (NicehashSimulator test = NicehashSimulator.startTest()) {
            SimulatedKey sandbox = test.createKey("VBTD");
            assertThat(sandbox.isSandbox()).isTrue();
            assertThat(Wire.send(test, "GET", API + "/accounting/accounts2", "", Map.of("X-Auth", key.apiKey() + ":x"))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void errors_haveTheStatusesOfTheTable() {
        assertThat(venue.errors()).isEqualTo(Wire.errors("nicehash").keySet());
        Wire.errors("nicehash").forEach((code, status) -> {
            venue.refuseNext(1, code);
            assertThat(get("/accounting/accounts2", "").status()).isEqualTo(status);
        });
    }
}
