/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_HASHPOWER;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.keyguard.testkit.venue.AntpoolSimulator;
import io.keyguard.testkit.venue.BraiinsHashpowerSimulator;
import io.keyguard.testkit.venue.BraiinsPoolSimulator;
import io.keyguard.testkit.venue.F2poolSimulator;
import io.keyguard.testkit.venue.FoundrySimulator;
import io.keyguard.testkit.venue.LuxorSimulator;
import io.keyguard.testkit.venue.NicehashSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.testkit.venue.ViabtcSimulator;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.VenueDefinition;
import io.keyguard.venues.Venues;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Typical requests of mining platforms: a refill of hashpower at NiceHash, another price for a bid at Braiins, reads at the pools, where nothing is traded. Beside them what a connector does, as in {@link BareSigners}. */
final class PoolOrders {
    private static final String ID = "11111111-2222-3333-4444-555555555555";
    private static final String REFILL = "/main/api/v2/hashpower/order/" + ID + "/refill";
    private static final String AMOUNT = "{\"amount\":0.005}";
    private static final String BALANCE = "{\"mining_user_name\":\"farm1\",\"currency\":\"bitcoin\"}";

    private static final String BID = "/v1/spot/bid";
    private static final String PRICE = "{\"bid_id\":\"" + ID + "\",\"new_price_sat\":41000000}";

    private PoolOrders() {}

    static TypicalOrder antpool() throws GeneralSecurityException {
        AntpoolSimulator simulator = AntpoolSimulator.start();
        SimulatedKey key = simulator.createKey("read");
        BareSigners.Signs signs = BareSigners.hmac(key);
        return TypicalOrder.of(
                Venues.antpool(),
                simulator,
                id -> simulator.toApiKey(id, key),
                READ_ACCOUNT,
                () -> VenueRequest.post("/api/account.htm").param("coin", "BTC"),
                () -> {
                    String nonce = System.currentTimeMillis() + "000";
                    String signature = signs.text(simulator.accountId() + key.apiKey() + nonce)
                            .toUpperCase(Locale.ROOT);
                    String body = "key=" + key.apiKey() + "&nonce=" + nonce + "&signature=" + signature + "&coin=BTC";
                    return new SignedRequest(
                            "POST",
                            URI.create(simulator.uri() + "/api/account.htm"),
                            Map.of("Content-Type", "application/x-www-form-urlencoded"),
                            body.getBytes(US_ASCII));
                });
    }

    static TypicalOrder f2pool() {
        F2poolSimulator simulator = F2poolSimulator.start();
        SimulatedKey key = simulator.createKey("read");
        return TypicalOrder.of(
                Venues.f2pool(),
                simulator,
                id -> simulator.toApiKey(id, key),
                READ_ACCOUNT,
                () -> VenueRequest.post("/v2/assets/balance")
                        .param("mining_user_name", "farm1")
                        .param("currency", "bitcoin"),
                () -> new SignedRequest(
                        "POST",
                        URI.create(simulator.uri() + "/v2/assets/balance"),
                        Map.of("F2P-API-SECRET", key.apiKey(), "Content-Type", "application/json"),
                        BALANCE.getBytes(US_ASCII)));
    }

    static TypicalOrder braiinsHashpower() {
        BraiinsHashpowerSimulator simulator = BraiinsHashpowerSimulator.start();
        SimulatedKey key = simulator.createKey("Owner Token");
        return TypicalOrder.of(
                Venues.braiinsHashpower(),
                simulator,
                id -> simulator.toApiKey(id, key),
                TRADE_HASHPOWER,
                () -> VenueRequest.put(BID).json(PRICE),
                () -> new SignedRequest(
                        "PUT",
                        URI.create(simulator.uri() + BID),
                        Map.of("apikey", key.apiKey(), "Content-Type", "application/json"),
                        PRICE.getBytes(US_ASCII)));
    }

    static TypicalOrder braiinsPool() {
        BraiinsPoolSimulator simulator = BraiinsPoolSimulator.start();
        String rewards = "/accounts/rewards/json/btc";
        return read(
                Venues.braiinsPool(),
                simulator,
                simulator.createKey(),
                "Pool-Auth-Token",
                () -> VenueRequest.get(rewards).param("from", "2026-11-01").param("to", "2026-11-30"),
                rewards + "?from=2026-11-01&to=2026-11-30");
    }

    static TypicalOrder luxor() {
        LuxorSimulator simulator = LuxorSimulator.start();
        String transactions = "/api/v2/pool/transactions/BTC";
        return read(
                Venues.luxor(),
                simulator,
                simulator.createKey("Mining Pool: Read Only"),
                "authorization",
                () -> VenueRequest.get(transactions)
                        .param("start_date", "2026-11-01")
                        .param("end_date", "2026-11-30")
                        .param("page_number", "1"),
                transactions + "?start_date=2026-11-01&end_date=2026-11-30&page_number=1");
    }

    static TypicalOrder foundry() {
        FoundrySimulator simulator = FoundrySimulator.start();
        String earnings = "/v2/earnings/" + simulator.accountId();
        return read(
                Venues.foundry(),
                simulator,
                simulator.createKey(),
                "X-API-KEY",
                () -> VenueRequest.get(earnings).param("startDateUnixMs", "1793491200000"),
                earnings + "?startDateUnixMs=1793491200000");
    }

    private static TypicalOrder read(
            VenueDefinition venue,
            VenueSimulator simulator,
            SimulatedKey key,
            String header,
            Supplier<VenueRequest> request,
            String address) {
        return TypicalOrder.of(
                venue,
                simulator,
                id -> simulator.toApiKey(id, key),
                READ_ACCOUNT,
                request,
                () -> new SignedRequest(
                        "GET", URI.create(simulator.uri() + address), Map.of(header, key.apiKey()), new byte[0]));
    }

    static TypicalOrder nicehash() throws GeneralSecurityException {
        NicehashSimulator simulator = NicehashSimulator.start();
        SimulatedKey key = simulator.createKey("VBTD", "PRCO");
        BareSigners.Signs signs = BareSigners.hmac(key);
        return TypicalOrder.of(
                Venues.nicehash(),
                simulator,
                id -> simulator.toApiKey(id, key),
                TRADE_HASHPOWER,
                () -> VenueRequest.post(REFILL).json(AMOUNT),
                () -> {
                    String time = Long.toString(System.currentTimeMillis());
                    String nonce = UUID.randomUUID().toString();
                    String message = String.join(
                            "\0", key.apiKey(), time, nonce, "", simulator.accountId(), "", "POST", REFILL, "", AMOUNT);
                    var headers = Map.of(
                            "X-Time",
                            time,
                            "X-Nonce",
                            nonce,
                            "X-Organization-Id",
                            simulator.accountId(),
                            "X-Request-Id",
                            nonce,
                            "X-Auth",
                            key.apiKey() + ":" + signs.text(message),
                            "Content-Type",
                            "application/json");
                    return new SignedRequest(
                            "POST", URI.create(simulator.uri() + REFILL), headers, AMOUNT.getBytes(US_ASCII));
                });
    }

    static TypicalOrder viabtc() throws GeneralSecurityException {
        ViabtcSimulator simulator = ViabtcSimulator.start();
        SimulatedKey key = simulator.createKey();
        BareSigners.Signs signs = BareSigners.hmac(key);
        return TypicalOrder.of(
                Venues.viabtc(),
                simulator,
                id -> simulator.toApiKey(id, key),
                READ_ACCOUNT,
                () -> VenueRequest.get("/res/openapi/v1/account/sub").param("page", "1"),
                () -> {
                    String query = "page=1&tonce=" + System.currentTimeMillis();
                    return new SignedRequest(
                            "GET",
                            URI.create(simulator.uri() + "/res/openapi/v1/account/sub?" + query),
                            Map.of("X-API-KEY", key.apiKey(), "X-SIGNATURE", signs.text(query)),
                            new byte[0]);
                });
    }
}
