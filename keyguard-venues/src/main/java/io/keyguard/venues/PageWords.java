/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.KeyTrial;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Steps in which rights and algorithms are called as the page calls them, where the API has other words.
 *
 * @param words the page's words by those of the API
 */
record PageWords(KeyMaking making, Map<String, String> words) implements KeyLifecycle {
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

    @Override
    public List<String> stepsToCreate(KeyOrder order) {
        var rights = new LinkedHashSet<String>();
        order.rights().forEach(right -> rights.add(words.getOrDefault(right, right)));
        KeyOrder asShown = KeyOrder.builder(order.account(), order.label())
                .rights(rights)
                .boundTo(order.ips())
                .algorithm(order.algorithm())
                .build();
        String algorithm =
                words.getOrDefault(order.algorithm().name(), order.algorithm().name());
        List<String> steps = making.toCreate().stream()
                .map(step -> step.replace("{algorithm}", algorithm))
                .toList();
        return KeyMaking.byHand(making.traits(), steps, making.toDelete()).stepsToCreate(asShown);
    }

    @Override
    public List<String> stepsToDelete(String label) {
        return making.stepsToDelete(label);
    }
}
