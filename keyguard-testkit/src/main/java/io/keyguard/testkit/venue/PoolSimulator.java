/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import io.keyguard.sign.SignatureAlgorithm;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A mining pool with one account: what was mined, what was paid out, and where payouts go. Its keys are tokens, unless the pool signs. What goes on at the pool, such as a change of the wallet by somebody
 * who has the password, is done with the methods here. Thread-safe.
 */
public abstract sealed class PoolSimulator extends VenueSimulator
        permits AntpoolSimulator,
                BraiinsPoolSimulator,
                F2poolSimulator,
                FoundrySimulator,
                LuxorSimulator,
                ViabtcSimulator {
    /** What a row of the pool's books says; of a payout, where it went. */
    record Entry(long id, boolean out, BigDecimal amount, String destination, Instant at) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, String> wallets = new TreeMap<>();
    private BigDecimal balance = BigDecimal.ZERO;
    private boolean paused;

    PoolSimulator(InstantSource clock, String account, String wallet) {
        super(clock);
        wallets.put(account, wallet);
    }

    /** Lets the account earn {@code amount} coins. */
    public final synchronized void mine(String amount) {
        var mined = new BigDecimal(amount);
        balance = balance.add(mined);
        entries.add(new Entry(entries.size() + 1, false, mined, "", clock().instant()));
    }

    /** Lets the pool pay out by itself what the account has, if payouts are not stopped, and returns whether it did. */
    public final synchronized boolean payOut() {
        if (paused || balance.signum() == 0) {
            return false;
        }
        entries.add(new Entry(entries.size() + 1, true, balance, wallet(), clock().instant()));
        balance = BigDecimal.ZERO;
        return true;
    }

    /** Changes the wallet of the account, as somebody does who has its password. */
    public final synchronized void changeWallet(String address) {
        wallets.put(accountId(), address);
    }

    /** Returns where the yield of the account goes now. */
    public final synchronized String wallet() {
        return wallets.getOrDefault(accountId(), "");
    }

    final synchronized Map<String, String> wallets() {
        return new TreeMap<>(wallets);
    }

    final synchronized void pause(boolean paused) {
        this.paused = paused;
    }

    final synchronized boolean isPaused() {
        return paused;
    }

    final synchronized BigDecimal balance() {
        return balance;
    }

    /** What came in, or went out, from {@code from} until {@code to}, both included. */
    final synchronized List<Entry> entries(boolean out, Instant from, Instant to) {
        return entries.stream()
                .filter(entry -> entry.out() == out
                        && !entry.at().isBefore(from)
                        && !entry.at().isAfter(to))
                .toList();
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.BEARER;
    }

    /** Makes a token with {@code rights}, in the venue's words. */
    final SimulatedKey token(String alphabet, int length, String... rights) {
        String token = random(alphabet, length);
        return register(new SimulatedKey(token, token, "", new byte[0], Set.of(rights)));
    }

    /** The key called so if it may be used from where it is used. */
    final SimulatedKey admitted(Call call, String apiKey, String unknown, String foreign) {
        SimulatedKey key = key(apiKey);
        if (key == null) {
            throw new Refusal(unknown);
        }
        if (!key.admits(call.caller())) {
            throw new Refusal(foreign);
        }
        return key;
    }
}
