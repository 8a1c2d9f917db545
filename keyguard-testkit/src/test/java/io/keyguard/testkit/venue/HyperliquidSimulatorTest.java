/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HyperliquidSimulatorTest {
    private static final String ORDER =
            "{\"type\":\"order\",\"orders\":[{\"a\":0,\"b\":true,\"p\":\"1000\",\"s\":\"0.5\",\"r\":false,\"t\":{\"limit\":{\"tif\":\"Gtc\"}}}],\"grouping\":\"na\"}";
    /** The same packed by hand, byte for byte as the format says. */
    private static final String PACKED =
            "83" + text("type") + text("order") + text("orders") + "91" + "86" + text("a") + "00" + text("b") + "c3"
                    + text("p") + text("1000") + text("s") + text("0.5") + text("r") + "c2" + text("t") + "81"
                    + text("limit") + "81" + text("tif")
                    + text("Gtc") + text("grouping") + text("na");

    private static final String SOMEBODY = "0x5e9ee1089755c3435139848e47e6635505d5a13a";
    /** The chain that the official SDK names. */
    private static final long CHAIN = 0x66eee;

    private final StoppedClock clock = new StoppedClock();
    private final HyperliquidSimulator venue = HyperliquidSimulator.start(clock);
    private final SimulatedKey agent = venue.createKey("agent");
    private long last = clock.millis();

    @AfterEach
    void close() {
        venue.close();
    }

    private static String text(String word) {
        return HexFormat.of().toHexDigits((byte) (0xa0 | word.length()))
                + HexFormat.of().formatHex(word.getBytes(UTF_8));
    }

    private static byte[] hash(String text) {
        return Ethereum.keccak(text.getBytes(UTF_8));
    }

    private static byte[] word(long number) {
        return ByteBuffer.allocate(32).putLong(24, number).array();
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Signs as the documents say; mutants override a step. */
    private class Signer {
        SimulatedKey key() {
            return agent;
        }

        String document() {
            return ORDER;
        }

        String packed() {
            return PACKED;
        }

        String source() {
            return "a";
        }

        long chain() {
            return 1337;
        }

        String domain() {
            return "Exchange";
        }

        long nonce() {
            return ++last;
        }

        long signedNonce(long nonce) {
            return nonce;
        }

        byte[] vault() {
            return new byte[] {0};
        }

        String account() {
            return "";
        }

        byte[] end(long end) {
            return concat(new byte[] {0}, ByteBuffer.allocate(8).putLong(end).array());
        }

        long end() {
            return clock.millis() + 10_000;
        }

        byte[] digest(byte[] message) {
            return Ethereum.keccak(message);
        }

        BigInteger low(BigInteger s, BigInteger n) {
            return s.compareTo(n.shiftRight(1)) > 0 ? n.subtract(s) : s;
        }

        int recovery(int v) {
            return v;
        }

        byte[] message(byte[] connection) {
            byte[] separator = Ethereum.keccak(
                    hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                    hash(domain()),
                    hash("1"),
                    word(chain()),
                    new byte[32]);
            byte[] struct =
                    Ethereum.keccak(hash("Agent(string source,bytes32 connectionId)"), hash(source()), connection);
            return concat(new byte[] {0x19, 1}, separator, struct);
        }

        String payload() {
            long nonce = nonce();
            byte[] hashed = concat(
                    HexFormat.of().parseHex(packed()),
                    ByteBuffer.allocate(8).putLong(signedNonce(nonce)).array(),
                    vault(),
                    end(end()));
            return "{\"action\":" + document() + ",\"nonce\":" + nonce + ",\"signature\":"
                    + signature(key(), digest(message(Ethereum.keccak(hashed)))) + account() + ",\"expiresAfter\":"
                    + end() + "}";
        }

        String signature(SimulatedKey key, byte[] digest) {
            var curve = CustomNamedCurves.getByName("secp256k1");
            var domain = new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN());
            var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
            signer.init(
                    true, new ECPrivateKeyParameters(new BigInteger(key.secret().substring(2), 16), domain));
            BigInteger[] numbers = signer.generateSignature(digest);
            BigInteger low = numbers[1].compareTo(curve.getN().shiftRight(1)) > 0
                    ? curve.getN().subtract(numbers[1])
                    : numbers[1];
            int v = Stream.of(27, 28)
                    .filter(one -> Ethereum.signer(digest, numbers[0], low, one)
                            .filter(key.apiKey()::equals)
                            .isPresent())
                    .findFirst()
                    .orElseThrow();
            BigInteger s = low(numbers[1], curve.getN());
            return "{\"r\":\"0x" + numbers[0].toString(16) + "\",\"s\":\"0x" + s.toString(16) + "\",\"v\":"
                    + recovery(v) + "}";
        }

        Answer send() {
            return post("/exchange", payload());
        }
    }

    private Answer post(String path, String body) {
        return Wire.send(venue, "POST", path, body, Map.of("Content-Type", "application/json"));
    }

    private JsonNode ask(String question) {
        return post("/info", question).json();
    }

    private static String error(Answer answer) {
        if (answer.status() != 200) {
            return Integer.toString(answer.status());
        }
        JsonNode json = answer.json();
        return json.path("status").asText().equals("ok")
                ? json.path("response")
                        .path("data")
                        .path("statuses")
                        .path(0)
                        .path("error")
                        .asText("")
                : json.path("response").asText();
    }

    private JsonNode open() {
        return ask("{\"type\":\"frontendOpenOrders\",\"user\":\"" + venue.accountId() + "\"}");
    }

    @Test
    void order_signedAsDocumented_isAcceptedAndListed() {
        Answer answer = new Signer().send();

        assertThat(error(answer)).isEmpty();
        long id = answer.json().at("/response/data/statuses/0/resting/oid").asLong();
        assertThat(open().path(0).path("oid").asLong()).isEqualTo(id).isPositive();
        assertThat(open().path(0).path("coin").asText()).isEqualTo("BTC");
        assertThat(venue.stats().ordersPlaced()).isOne();
    }

    /** Each makes one mistake, and all are told as a key that is not known, as the address is another. */
    @TestFactory
    Stream<DynamicTest> signers_withOneMistakeEach_areRefused() {
        SimulatedKey stranger = venue.createKey();
        return Stream.<Map.Entry<String, Signer>>of(
                        Map.entry("the test network", new Signer() {
                            @Override
                            String source() {
                                return "b";
                            }
                        }),
                        Map.entry("another chain", new Signer() {
                            @Override
                            long chain() {
                                return CHAIN;
                            }
                        }),
                        Map.entry("another domain", new Signer() {
                            @Override
                            String domain() {
                                return "HyperliquidSignTransaction";
                            }
                        }),
                        Map.entry("another nonce", new Signer() {
                            @Override
                            long signedNonce(long nonce) {
                                return nonce + 1;
                            }
                        }),
                        Map.entry("an end that is not signed", new Signer() {
                            @Override
                            byte[] end(long end) {
                                return new byte[0];
                            }
                        }),
                        Map.entry("another end", new Signer() {
                            @Override
                            byte[] end(long end) {
                                return super.end(end + 1);
                            }
                        }),
                        Map.entry("an account that is signed and not sent", new Signer() {
                            @Override
                            byte[] vault() {
                                return concat(new byte[] {1}, HexFormat.of().parseHex(SOMEBODY.substring(2)));
                            }
                        }),
                        Map.entry("fields in another order", new Signer() {
                            @Override
                            String packed() {
                                String grouping = text("grouping") + text("na");
                                return "83" + grouping + PACKED.substring(2).replace(grouping, "");
                            }
                        }),
                        Map.entry("a number of two bytes for one", new Signer() {
                            @Override
                            String packed() {
                                return PACKED.replace(text("a") + "00", text("a") + "cc00");
                            }
                        }),
                        Map.entry("an amount with zeros at its end", new Signer() {
                            @Override
                            String packed() {
                                return PACKED.replace(text("0.5"), text("0.50"));
                            }
                        }),
                        Map.entry("another amount", new Signer() {
                            @Override
                            String document() {
                                return ORDER.replace("0.5", "5");
                            }
                        }),
                        Map.entry("another hash", new Signer() {
                            @Override
                            byte[] digest(byte[] message) {
                                return Wire.sha256(new String(message, UTF_8));
                            }
                        }),
                        Map.entry("the higher of two numbers", new Signer() {
                            @Override
                            BigInteger low(BigInteger s, BigInteger n) {
                                return n.subtract(super.low(s, n));
                            }
                        }),
                        Map.entry("the other recovery id", new Signer() {
                            @Override
                            int recovery(int v) {
                                return 55 - v;
                            }
                        }),
                        Map.entry("a recovery id from zero", new Signer() {
                            @Override
                            int recovery(int v) {
                                return v - 27;
                            }
                        }),
                        Map.entry("a key that is no agent", new Signer() {
                            @Override
                            SimulatedKey key() {
                                return stranger;
                            }
                        }))
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    assertThat(error(mutant.getValue().send())).startsWith("User or API Wallet");
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void nonce_ofAnActionThatWasSent_isNotTakenAgain() {
        String payload = new Signer().payload();

        assertThat(error(post("/exchange", payload))).isEmpty();
        assertThat(error(post("/exchange", payload))).startsWith("Invalid nonce");
        for (long nonce : new long[] {clock.millis() - 172_800_001, clock.millis() + 86_400_001}) {
            var other = new Signer() {
                @Override
                long nonce() {
                    return nonce;
                }
            };
            assertThat(error(other.send())).as(nonce + "").startsWith("Invalid nonce");
        }
    }

    @Test
    void nonces_belowTheHundredHighest_areNotTaken() {
        long early = clock.millis() - 5_000;
        var first = new Signer() {
            @Override
            long nonce() {
                return early;
            }
        };
        assertThat(error(first.send())).isEmpty();
        for (int i = 0; i < 100; i++) {
            assertThat(error(new Signer().send())).isEmpty();
        }
        assertThat(error(first.send())).startsWith("Invalid nonce");
    }

    @Test
    void action_thatArrivesTooLate_isRefused() {
        String payload = new Signer().payload();
        clock.pass(Duration.ofSeconds(11));

        assertThat(error(post("/exchange", payload))).startsWith("Action expired");
    }

    @Test
    void order_ofTheSubAccount_isInItsListAlone() {
        var ofSub = new Signer() {
            @Override
            byte[] vault() {
                return concat(
                        new byte[] {1},
                        HexFormat.of().parseHex(venue.subAccount().substring(2)));
            }

            @Override
            String account() {
                return ",\"vaultAddress\":\"" + venue.subAccount() + "\"";
            }
        };
        assertThat(error(ofSub.send())).isEmpty();

        assertThat(open()).isEmpty();
        assertThat(ask("{\"type\":\"openOrders\",\"user\":\"" + venue.subAccount() + "\"}"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"action\":{\"type\":\"order\"},\"nonce\":\"1\"}",
                "{\"action\":{\"type\":\"nosuch\"},\"nonce\":1}",
                "{\"action\":{\"type\":\"order\"},\"nonce\":1,\"signature\":{\"r\":\"0x\"}}"
            })
    void whatIsNoAction_isTold(String body) {
        assertThat(post("/exchange", body).status()).isEqualTo(422);
        assertThat(venue.stats().rejections()).containsOnlyKeys("422");
    }

    private String walletPayload(String type, String typed, String fields, byte[] struct, SimulatedKey key) {
        long nonce = ++last;
        byte[] separator = Ethereum.keccak(
                hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                hash("HyperliquidSignTransaction"),
                hash("1"),
                word(CHAIN),
                new byte[32]);
        String time = typed.contains("uint64 time") ? "time" : "nonce";
        byte[] whole = Ethereum.keccak(hash("HyperliquidTransaction:" + typed), hash("Mainnet"), struct, word(nonce));
        byte[] digest = Ethereum.keccak(new byte[] {0x19, 1}, separator, whole);
        return "{\"action\":{\"type\":\"" + type
                + "\",\"signatureChainId\":\"0x66eee\",\"hyperliquidChain\":\"Mainnet\"," + fields + ",\"" + time
                + "\":" + nonce + "},\"nonce\":" + nonce + ",\"signature\":" + new Signer().signature(key, digest)
                + "}";
    }

    private Answer withdraw(String amount, SimulatedKey key) {
        return post(
                "/exchange",
                walletPayload(
                        "withdraw3",
                        "Withdraw(string hyperliquidChain,string destination,string amount,uint64 time)",
                        "\"destination\":\"" + SOMEBODY + "\",\"amount\":\"" + amount + "\"",
                        concat(hash(SOMEBODY), hash(amount)),
                        key));
    }

    @Test
    void withdrawal_isTheWalletsAlone() {
        assertThat(error(withdraw("5", agent))).startsWith("Must deposit before performing actions");
        assertThat(error(withdraw("5", venue.wallet()))).isEmpty();
        for (String amount : Wire.BAD_AMOUNTS) {
            assertThat(error(withdraw(amount, venue.wallet()))).as(amount).isEqualTo("422");
        }
        assertThat(error(withdraw("1000000000", venue.wallet()))).startsWith("Insufficient spot balance");
        JsonNode updates = ask(
                "{\"type\":\"userNonFundingLedgerUpdates\",\"user\":\"" + venue.accountId() + "\",\"startTime\":0}");
        assertThat(updates).hasSize(1);
        assertThat(updates.path(0).path("delta").path("type").asText()).isEqualTo("withdraw");
    }

    private Answer approve(String address, String name) {
        return post(
                "/exchange",
                walletPayload(
                        "approveAgent",
                        "ApproveAgent(string hyperliquidChain,address agentAddress,string agentName,uint64 nonce)",
                        "\"agentAddress\":\"" + address + "\",\"agentName\":\"" + name + "\"",
                        concat(new byte[12], HexFormat.of().parseHex(address.substring(2)), hash(name)),
                        venue.wallet()));
    }

    private String role(String address) {
        return ask("{\"type\":\"userRole\",\"user\":\"" + address + "\"}")
                .path("role")
                .asText();
    }

    @Test
    void agents_areApprovedReplacedAndTakenAway() {
        String second = "0x" + "2".repeat(40);
        assertThat(role(agent.apiKey())).isEqualTo("agent");
        assertThat(role(venue.accountId())).isEqualTo("user");
        assertThat(role(second)).isEqualTo("missing");
        assertThat(role(venue.subAccount())).isEqualTo("subAccount");

        assertThat(error(approve(second, "second valid_until " + (clock.millis() + 60_000))))
                .isEmpty();
        assertThat(role(second)).isEqualTo("agent");
        assertThat(error(approve(second, "again"))).startsWith("Extra agent already used");
        assertThat(error(approve("0x" + "3".repeat(40), "bot-0")))
                .as("a name that is in use")
                .isEmpty();
        assertThat(role(agent.apiKey())).isEqualTo("missing");
        assertThat(error(new Signer().send())).startsWith("User or API Wallet");
        assertThat(error(approve("0x" + "4".repeat(40), "fourth"))).isEmpty();
        assertThat(error(approve("0x" + "5".repeat(40), "fifth"))).startsWith("Too many extra agents");
        assertThat(error(approve("0x" + "0".repeat(40), "fourth"))).isEmpty();
        assertThat(role("0x" + "4".repeat(40))).isEqualTo("missing");
        clock.pass(Duration.ofMinutes(2));
        assertThat(role(second)).isEqualTo("missing");
        assertThat(ask("{\"type\":\"extraAgents\",\"user\":\"" + venue.accountId() + "\"}"))
                .hasSize(1);
    }

    @Test
    void frame_postedAsDocumented_isAnswered_andNothingElse() {
        try (Talk talk = Talk.with(venue, "/ws")) {
            String frame = "{\"method\":\"post\",\"id\":7,\"request\":{\"type\":\"action\",\"payload\":"
                    + new Signer().payload() + "}}";
            JsonNode answer = talk.askJson(frame);
            assertThat(answer.path("channel").asText()).isEqualTo("post");
            assertThat(answer.at("/data/id").asInt()).isEqualTo(7);
            assertThat(answer.at("/data/response/payload/status").asText()).isEqualTo("ok");
            assertThat(talk.askJson(frame).at("/data/response/payload/response").asText())
                    .startsWith("Invalid nonce");
            for (String other :
                    new String[] {"{}", "[]", "{\"method\":\"ping\"}", frame.replace("\"action\",", "\"info\",")}) {
                assertThat(talk.askJson(other).path("channel").asText())
                        .as(other)
                        .isEqualTo("error");
            }
            assertThat(venue.stats().ordersPlaced()).isOne();
        }
    }

    @Test
    void errors_areThoseOfTheDocuments() {
        Map<String, Integer> table = Wire.errors("hyperliquid");
        assertThat(venue.errors()).containsExactlyInAnyOrderElementsOf(table.keySet());
        table.forEach((code, status) -> {
            venue.refuseNext(1, code);
            Answer answer = post("/info", "{\"type\":\"meta\"}");
            assertThat(answer.status()).isEqualTo(status);
            assertThat(error(answer)).startsWith(code);
        });
    }

    @Test
    void testnet_takesItsOwnSignaturesAlone() {
        try (HyperliquidSimulator testnet = HyperliquidSimulator.startTestnet()) {
            SimulatedKey key = testnet.createKey("agent");
            for (String network : new String[] {"a", "b"}) {
                var signer = new Signer() {
                    @Override
                    SimulatedKey key() {
                        return key;
                    }

                    @Override
                    String source() {
                        return network;
                    }

                    @Override
                    long nonce() {
                        return System.currentTimeMillis();
                    }

                    @Override
                    long end() {
                        return Long.MAX_VALUE;
                    }
                };
                Answer answer = Wire.send(
                        testnet, "POST", "/exchange", signer.payload(), Map.of("Content-Type", "application/json"));
                assertThat(error(answer).isEmpty()).isEqualTo(network.equals("b"));
            }
        }
    }
}
