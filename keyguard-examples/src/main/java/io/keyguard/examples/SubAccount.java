/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static io.keyguard.Permission.TRADE_SPOT;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.incident.MaterialCalls;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.leak.LeakScanner;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.Venue;
import io.keyguard.venues.Venues;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sub-account at a simulated Bybit, its keys, the key of the master account that makes and ends them, and every secret that must not turn up anywhere. */
final class SubAccount implements AutoCloseable {
    static final String ID = "24617703";

    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(5));
    private static final Pattern SHOWN = Pattern.compile("\"(apiKey|secret)\":\"([^\"]+)\"");
    private static final String HERE = "127.0.0.1";

    private final BybitSimulator simulator = BybitSimulator.startMasterAccount();
    private final Venue venue = Venues.bybit().servedAt(Environment.PRODUCTION, simulator.uri());
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final ApiKey master = makeMaster();
    private final ApiKey key = make("grid-bybit");
    private final ApiKey spare = make("spare-bybit");

    /** May do nothing but administer sub-accounts and move money between them. */
    private ApiKey makeMaster() {
        SimulatedKey made = simulator.createKey("Wallet/SubMemberTransfer").boundTo(HERE);
        secrets.put("master's API key", made.apiKey());
        secrets.put("master's secret", made.secret());
        return simulator.toApiKey("master-bybit", made).build();
    }

    private ApiKey make(String name) {
        KeyOrder order = KeyOrder.builder(ID, name)
                .rights(Set.of("read", "Spot/SpotTrade"))
                .boundTo(Set.of(HERE))
                .build();
        HttpTransport noting = request -> noted(name, HTTP.send(request));
        try (MaterialCalls calls = MaterialCalls.of(master, venue, noting, InstantSource.system())) {
            NewKey made = venue.keys()
                    .administrator(Environment.PRODUCTION)
                    .orElseThrow()
                    .create(calls, order);
            return ApiKey.builder(KeyId.of(name))
                    .on("bybit", ID)
                    .strategies(Set.of("grid"))
                    .createdAt(InstantSource.system().instant())
                    .material(made.apiKey(), made.secret().orElseThrow(), null)
                    .build();
        }
    }

    /** What the venue shows once is looked for in the end, which only what a simulator has made up may be. */
    private HttpReply noted(String name, HttpReply reply) {
        Matcher shown = SHOWN.matcher(reply.body());
        while (shown.find()) {
            secrets.put(name + "'s " + shown.group(1), shown.group(2));
        }
        return reply;
    }

    BybitSimulator simulator() {
        return simulator;
    }

    Venue venue() {
        return venue;
    }

    ApiKey master() {
        return master;
    }

    /** The bot's. */
    ApiKey key() {
        return key;
    }

    /** Another one of the account, which nobody uses. */
    ApiKey spare() {
        return spare;
    }

    MaterialCalls calls(ApiKey one) {
        return MaterialCalls.of(one, venue, HTTP, InstantSource.system());
    }

    List<OpenOrder> open() {
        try (MaterialCalls calls = calls(spare)) {
            return venue.account().openOrders(calls, Set.of(TRADE_SPOT));
        }
    }

    /** Of two parts of each of the three keys. */
    LeakScanner scanner() {
        if (secrets.size() != 6) {
            throw new Narrator.StoryEnds("not every secret is known that is to be looked for");
        }
        return LeakScanner.forSecrets(secrets);
    }

    @Override
    public void close() {
        key.close();
        spare.close();
        master.close();
        simulator.close();
    }
}
