/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.KeyguardException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does something with every one of many: one that the venue refuses, such as a market that is suspended, keeps no other from being done. */
final class Each {
    private Each() {}

    /** Throws what failed first, once all are done. */
    static <T> void of(Iterable<T> all, Consumer<T> work) {
        @Nullable KeyguardException failed = null;
        for (T one : all) {
            try {
                work.accept(one);
            } catch (KeyguardException e) {
                failed = failed == null ? e : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** The same for as many as fit into one call, {@code most} at a time. */
    static <T> void ofBatches(List<T> all, int most, Consumer<List<T>> work) {
        var batches = new ArrayList<List<T>>();
        for (int from = 0; from < all.size(); from += most) {
            batches.add(all.subList(from, Math.min(from + most, all.size())));
        }
        of(batches, work);
    }
}
