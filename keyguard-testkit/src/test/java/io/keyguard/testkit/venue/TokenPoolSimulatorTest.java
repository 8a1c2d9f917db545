/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Luxor and Foundry. */
class TokenPoolSimulatorTest {
    private static final String SETTINGS = "/api/v2/pool/payment-settings/BTC";

    private final LuxorSimulator luxor = LuxorSimulator.start(new Wire.StoppedClock());
    private final FoundrySimulator foundry = FoundrySimulator.start(new Wire.StoppedClock());
    private final SimulatedKey reader = luxor.createKey("Mining Pool: Read Only");
    private final SimulatedKey writer = luxor.createKey("Mining Pool: Read & Write");
    private final SimulatedKey financial = foundry.createKey();

    @AfterEach
    void close() {
        luxor.close();
        foundry.close();
    }

    private Answer luxor(String method, String path, String body, SimulatedKey key) {
        return Wire.send(luxor, method, path, body, Map.of("authorization", key.apiKey()));
    }

    @Test
    void luxor_tellsWorkspaceSettingsAndRevenue() {
        luxor.mine("0.5");
        assertThat(luxor("GET", "/api/v2/workspace", "", reader).body()).contains(luxor.accountId());
        assertThat(luxor("GET", "/api/v2/pool/subaccounts?page_size=1", "", reader)
                        .body())
                .contains("subaccount_1");
        assertThat(luxor("GET", SETTINGS, "", reader).body()).contains("\"balance\":0.5", luxor.wallet());
        assertThat(luxor("GET", SETTINGS + "?page_number=2&page_size=10", "", reader)
                        .body())
                .contains("\"payment_settings\":[]");
        String dates = "?start_date=2026-11-24&end_date=2026-11-24";
        assertThat(luxor.payOut()).isTrue();
        assertThat(luxor("GET", "/api/v2/pool/transactions/BTC" + dates, "", reader)
                        .body())
                .contains("Miner Revenue", "Payout");
        assertThat(luxor("GET", "/api/v2/pool/transactions/BTC", "", reader).status())
                .isEqualTo(400);
        String settings = "{\"addresses\":[{\"external_address\":\"bc1qother\"}]}";
        assertThat(luxor("PUT", SETTINGS + "/subaccount_1", settings, reader).status())
                .isEqualTo(403);
        assertThat(luxor("PUT", SETTINGS + "/subaccount_1", settings, writer).status())
                .isEqualTo(200);
        assertThat(luxor.wallet()).isEqualTo("bc1qother");
        for (String body : new String[] {"", "{", "{}", "{\"addresses\":[]}"}) {
            assertThat(luxor("PUT", SETTINGS + "/subaccount_1", body, writer).status())
                    .isEqualTo(400);
        }
    }

    /** Nothing is signed: what can be wrong is the key and where it stands. */
    @Test
    void luxor_withAMistake_isRefused() {
        for (Map<String, String> headers : List.of(
                Map.<String, String>of(),
                Map.of("authorization", "Bearer " + reader.apiKey()),
                Map.of("x-lux-api-key", reader.apiKey()),
                Map.of("X-API-KEY", reader.apiKey()),
                Map.of("authorization", reader.apiKey() + "0"),
                Map.of("authorization", financial.apiKey()))) {
            assertThat(Wire.send(luxor, "GET", "/api/v2/workspace", "", headers).status())
                    .isEqualTo(401);
        }
        assertThat(luxor("GET", "/api/v2/never", "", reader).status()).isEqualTo(404);
        assertThat(luxor("GET", SETTINGS, "", luxor.createKey("Derivatives: Read & Write"))
                        .status())
                .isEqualTo(403);
        reader.boundTo("203.0.113.7");
        assertThat(luxor("GET", SETTINGS, "", reader).status()).isEqualTo(403);
        reader.boundTo().revoke();
        assertThat(luxor("GET", SETTINGS, "", reader).status()).isEqualTo(401);
    }

    private int foundry(String method, String path, String header, String key) {
        return Wire.send(foundry, method, path, "", Map.of(header, key)).status();
    }

    @Test
    void foundry_readsOneSubAccount_andNothingElse() {
        String own = "/v2/earnings/farm_sub1";
        assertThat(foundry("GET", own, "X-API-KEY", financial.apiKey())).isEqualTo(200);
        assertThat(foundry("GET", "/subaccount_hashrate_day/farm_sub1?coin=BTC", "X-API-KEY", financial.apiKey()))
                .isEqualTo(200);
        assertThat(foundry("GET", "/v2/earnings/other", "X-API-KEY", financial.apiKey()))
                .isEqualTo(403);
        assertThat(foundry("POST", own, "X-API-KEY", financial.apiKey())).isEqualTo(404);
        assertThat(foundry("GET", "/never/farm_sub1", "X-API-KEY", financial.apiKey()))
                .isEqualTo(404);
        assertThat(foundry("GET", own, "authorization", financial.apiKey())).isEqualTo(401);
        assertThat(foundry("GET", own, "X-API-KEY", "Bearer " + financial.apiKey()))
                .isEqualTo(401);
        financial.boundTo("203.0.113.7");
        assertThat(foundry("GET", own, "X-API-KEY", financial.apiKey())).isEqualTo(403);
        financial.boundTo().revoke();
        assertThat(foundry("GET", own, "X-API-KEY", financial.apiKey())).isEqualTo(401);
    }

    @Test
    void errors_haveTheStatusesOfTheTables() {
        Wire.errors("luxor").forEach((code, status) -> {
            luxor.refuseNext(1, code);
            assertThat(luxor("GET", SETTINGS, "", reader).status()).isEqualTo(status);
        });
        Wire.errors("foundry").forEach((code, status) -> {
            foundry.refuseNext(1, code);
            assertThat(foundry("GET", "/v2/earnings/farm_sub1", "X-API-KEY", financial.apiKey()))
                    .isEqualTo(status);
        });
        assertThat(luxor.errors()).isEqualTo(Wire.errors("luxor").keySet());
        assertThat(foundry.errors()).isEqualTo(Wire.errors("foundry").keySet());
    }
}
