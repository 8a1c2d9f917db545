/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keyguard.Keyguard;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.StateDirectory;
import io.keyguard.policy.Finding;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** At every venue: whatever stands before the API and answers 403 without a word says nothing of a key; a 401 comes from the API. */
class LastVerifiedTest {
    /** Their documents say of a 403 what it means, and name no limit. */
    private static final Set<String> MEANT = Set.of("bitmex", "bitstamp");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("io.keyguard.venues.AccountTest#venues")
    void start_behindABare403_goesByWhatTheVenueConfirmedLast_butNotAfterA401(AccountTest.Place place) {
        HttpTransport venue = HttpTransport.jdk(Duration.ofSeconds(20));
        var wall = new AtomicInteger();
        HttpTransport net = request -> wall.get() == 0 ? venue.send(request) : new HttpReply(wall.get(), "");
        Keyguard.Builder bot = SignedPropertyTest.builder(place)
                .state(StateDirectory.at(folder.resolve("state")))
                .policy(KeyPolicy.strict().fromAnyAddress().lastVerified(Duration.ofHours(1)))
                .transport(net);
        try {
            bot.start().close();

            wall.set(403);
            if (MEANT.contains(place.venue().id())) {
                assertRefused(bot);
            } else {
                try (Keyguard keyguard = bot.start()) {
                    assertThat(kinds(keyguard.report().findings())).contains(Finding.Kind.UNVERIFIABLE);
                }
            }
            wall.set(401);
            assertRefused(bot);
        } finally {
            place.simulator().close();
        }
    }

    private static void assertRefused(Keyguard.Builder bot) {
        assertThatExceptionOfType(LeastPrivilegeException.class)
                .isThrownBy(bot::start)
                .satisfies(refused ->
                        assertThat(kinds(refused.report().findings())).contains(Finding.Kind.REFUSED_BY_VENUE));
    }

    private static List<Finding.Kind> kinds(List<Finding> findings) {
        return findings.stream().map(Finding::kind).toList();
    }
}
