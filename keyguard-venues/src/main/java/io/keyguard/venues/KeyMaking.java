/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.KeyTrial;
import io.keyguard.venue.TokenMaker;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How keys are made and ended at a venue, as data: what its API does, and what a person does on its pages.
 *
 * <p>Steps may hold <code>{label}</code>, <code>{account}</code>, <code>{rights}</code>, <code>{ips}</code> and <code>{algorithm}</code>.
 */
record KeyMaking(
        KeyTraits traits,
        @Nullable KeyAdministrator byApi,
        @Nullable TokenMaker tokenMaker,
        List<String> toCreate,
        List<String> toDelete,
        Map<Permission, KeyTrial> trials)
        implements KeyLifecycle {
    /** Only a person makes and deletes keys here. */
    static KeyMaking byHand(KeyTraits traits, List<String> toCreate, List<String> toDelete) {
        return new KeyMaking(traits, null, null, toCreate, toDelete, Map.of());
    }

    /** Keys of sub-accounts, or all, are made by {@code administrator}; a person makes the others. */
    KeyMaking byApi(KeyAdministrator administrator) {
        return new KeyMaking(traits, administrator, tokenMaker, toCreate, toDelete, trials);
    }

    /** Keys make tokens by API. */
    KeyMaking makingTokens(TokenMaker maker) {
        return new KeyMaking(traits, byApi, maker, toCreate, toDelete, trials);
    }

    /** The venue demands each of {@code rights} for {@code trial}. */
    KeyMaking tryingOut(KeyTrial trial, Permission... rights) {
        var more = new EnumMap<Permission, KeyTrial>(Permission.class);
        more.putAll(trials);
        for (Permission right : rights) {
            more.put(right, trial);
        }
        return new KeyMaking(traits, byApi, tokenMaker, toCreate, toDelete, Collections.unmodifiableMap(more));
    }

    @Override
    public Optional<KeyAdministrator> administrator(Environment environment) {
        return Optional.ofNullable(byApi);
    }

    @Override
    public Optional<TokenMaker> tokens() {
        return Optional.ofNullable(tokenMaker);
    }

    @Override
    public List<String> stepsToCreate(KeyOrder order) {
        return toCreate.stream()
                .map(step -> step.replace("{label}", order.label())
                        .replace("{account}", order.account())
                        .replace("{rights}", words(order.rights(), "nothing"))
                        .replace("{ips}", words(order.ips(), "no address: it may be used from anywhere"))
                        .replace("{algorithm}", order.algorithm().name()))
                .toList();
    }

    /** In one order, whatever the set's is: what a person ticks off reads alike every time. */
    private static String words(Set<String> words, String none) {
        return words.isEmpty() ? none : String.join(", ", new TreeSet<>(words));
    }

    @Override
    public List<String> stepsToDelete(String label) {
        return toDelete.stream().map(step -> step.replace("{label}", label)).toList();
    }
}
