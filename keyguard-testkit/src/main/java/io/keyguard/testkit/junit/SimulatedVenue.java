/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.junit;

import static java.util.Objects.requireNonNull;

import io.keyguard.testkit.venue.VenueSimulator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit 5 extension that starts a simulated venue before each test and stops it afterwards, with no order, key or fault left over from another test.
 *
 * <pre>{@code
 * @RegisterExtension
 * final SimulatedVenue<BinanceSimulator> binance = SimulatedVenue.of(BinanceSimulator::start);
 *
 * @Test
 * void buysOnce(BinanceSimulator venue) {
 *     SimulatedKey key = venue.createKey("enableReading", "enableSpotAndMarginTrading");
 *     new MyBot(venue.uri(), key.apiKey(), key.secret()).run();
 *     assertThat(venue.stats().ordersPlaced()).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>One instance serves one test at a time.
 *
 * @param <V> the simulator
 */
@SuppressWarnings("exports") // whoever writes tests has JUnit
public final class SimulatedVenue<V extends VenueSimulator>
        implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private final Supplier<V> start;
    private @Nullable V running;

    private SimulatedVenue(Supplier<V> start) {
        this.start = start;
    }

    /** Returns an extension for the venue that {@code start} starts. */
    public static <V extends VenueSimulator> SimulatedVenue<V> of(Supplier<V> start) {
        return new SimulatedVenue<>(requireNonNull(start, "start"));
    }

    /**
     * Returns the venue of the test under way.
     *
     * @throws IllegalStateException outside of a test
     */
    public V venue() {
        V venue = running;
        if (venue == null) {
            throw new IllegalStateException(
                    "a simulated venue runs during tests alone; register the extension with @RegisterExtension");
        }
        return venue;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        running = start.get();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        V venue = running;
        running = null;
        if (venue != null) {
            venue.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return running != null && parameter.getParameter().getType().isInstance(running);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return venue();
    }
}
