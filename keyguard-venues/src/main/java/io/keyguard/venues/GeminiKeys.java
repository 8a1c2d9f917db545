/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.KeyTrial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Keys of Gemini, which people make and delete: there is no call for that.
 *
 * <p>Source: developer.gemini.com, API keys and roles. UNCONFIRMED and chosen cautiously: how soon a new key works and a deleted one does not; how many keys an account may have; the form of labels and the words on the page.
 */
record GeminiKeys(KeyMaking making) implements KeyLifecycle {
    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.empty(),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            true,
            Pattern.compile("[A-Za-z0-9_-]{1,32}"),
            Set.of(),
            false);

    static final GeminiKeys KEYS = new GeminiKeys(KeyMaking.byHand(
                    TRAITS,
                    List.of(
                            "Log in at exchange.gemini.com (exchange.sandbox.gemini.com for the sandbox) and open *Settings*, *API*.",
                            "Choose *Create a new API key* with the scope of the account {account} and not of the master group, unless '"
                                    + Gemini.MASTER + "' is among the roles below.",
                            "Enter the name {label}.",
                            "Choose exactly these roles and no other: {rights}. Auditor goes with no other role, and every other role reads; the page offers Trader first.",
                            "Enter under the trusted addresses: {ips}.",
                            "Choose *Requires Heartbeat* if the orders of this key are to be cancelled when it has sent nothing for 30 seconds. Choose *Uses a time based nonce* only if the bot uses `Venues.geminiTimed()`.",
                            "Confirm with the second factor, and take over the API key and the API secret now ({algorithm}): the secret is not shown again. The key's account id is the account's short name."),
                    List.of(
                            "Log in at exchange.gemini.com (exchange.sandbox.gemini.com for the sandbox) and open *Settings*, *API*.",
                            "Find the key {label}, compare its beginning, delete it and confirm.",
                            "Its orders stay open: cancel them with another key. Close its WebSockets, which may outlive it."))
            .tryingOut(Harmless.GEMINI, Permission.TRADE_SPOT, Permission.TRADE_DERIVATIVES));

    @Override
    public KeyTraits traits() {
        return making.traits();
    }

    @Override
    public Optional<KeyAdministrator> administrator(Environment environment) {
        return making.administrator(environment);
    }

    @Override
    public Map<Permission, KeyTrial> trials() {
        return making.trials();
    }

    /** Without the role for reading where another one is asked for, with which it cannot be combined. */
    @Override
    public List<String> stepsToCreate(KeyOrder order) {
        var roles = new TreeSet<>(order.rights());
        if (roles.size() > 1) {
            roles.remove(Gemini.AUDITOR);
        }
        return making.stepsToCreate(KeyOrder.builder(order.account(), order.label())
                .rights(roles)
                .boundTo(order.ips())
                .algorithm(order.algorithm())
                .build());
    }

    @Override
    public List<String> stepsToDelete(String label) {
        return making.stepsToDelete(label);
    }
}
