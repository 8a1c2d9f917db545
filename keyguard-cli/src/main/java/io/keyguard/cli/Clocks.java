/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.Environment;
import io.keyguard.policy.VenueClocks;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.Vault;
import io.keyguard.venue.ClockHealth;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Venue;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** How far the clocks of venues are ahead of this machine's, asked for without a key when something is signed. */
final class Clocks {
    /** An emergency does not wait long for the time of a venue. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final List<Venue> venues;
    private final Vault vault;
    private final RotateCommand.Naps naps;
    private final PrintWriter alarm;
    private final HttpTransport transport = HttpTransport.jdk(TIMEOUT);
    private final Map<String, LongSupplier> known = new ConcurrentHashMap<>();

    /** What somebody should look at is said to {@code alarm}. */
    Clocks(List<Venue> venues, Vault vault, RotateCommand.Naps naps, PrintWriter alarm) {
        this.venues = venues;
        this.vault = vault;
        this.naps = naps;
        this.alarm = alarm;
    }

    /** In milliseconds, whenever that is asked. */
    LongSupplier ahead(String id) {
        return known.computeIfAbsent(
                id,
                name -> venues.stream()
                        .filter(venue -> venue.id().equals(name))
                        .findFirst()
                        .<LongSupplier>map(venue -> clocks(environment(name)).asked(venue))
                        .orElse(() -> 0));
    }

    private VenueClocks clocks(Environment environment) {
        return new VenueClocks(environment, transport, naps::now, naps::ticks, this::tell);
    }

    private void tell(ClockHealth health) {
        if (!health.ok()) {
            alarm.println("keyguard: " + health.venue() + ": " + health.words());
            alarm.flush();
        }
    }

    /** A venue's environments keep the same time. */
    private Environment environment(String venue) {
        List<ApiKey> all = List.copyOf(vault.read().keys().values());
        try {
            return all.stream()
                    .filter(key -> key.venue().equals(venue))
                    .map(ApiKey::environment)
                    .min(Comparator.naturalOrder())
                    .orElse(Environment.PRODUCTION);
        } finally {
            all.forEach(ApiKey::close);
        }
    }
}
