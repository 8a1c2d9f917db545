/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import java.time.Duration;
import java.time.Instant;

/** What a venue counts of an account, whoever uses it, in windows that begin at multiples of their length. Not thread-safe. */
final class Usage {
    static final Duration ORDERS = Duration.ofSeconds(10);
    static final Duration WEIGHT = Duration.ofMinutes(1);

    private final Count orders = new Count(ORDERS);
    private final Count weight = new Count(WEIGHT);

    private static final class Count {
        private final long length;
        private long window;
        private long count;

        Count(Duration length) {
            this.length = length.toMillis();
        }

        long add(Instant now, long more) {
            long current = now.toEpochMilli() / length;
            count = (current == window ? count : 0) + more;
            window = current;
            return count;
        }
    }

    void order(Instant now) {
        orders.add(now, 1);
        request(now, 1);
    }

    void request(Instant now, long weighs) {
        weight.add(now, weighs);
    }

    long orders(Instant now) {
        return orders.add(now, 0);
    }

    long weight(Instant now) {
        return weight.add(now, 0);
    }
}
