/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.util.Objects.requireNonNull;

/**
 * What is told of secrets that were masked in one text: where and whose, and nothing of the text.
 *
 * @param sink the name of the sink, as given to {@link Redactor#forSink}
 * @param logger the name of the logger, masked itself; empty where nobody knows it
 * @param callSite class, method, file and line of the code that logged, as stack traces write them; empty where another thread writes what was logged
 * @param key the id of the key, or the kind of secret if it belongs to no key
 * @param count how many places were masked
 */
public record CaughtSecret(String sink, String logger, String callSite, String key, int count) {
    /** Checks that nothing is null. */
    public CaughtSecret {
        requireNonNull(sink, "sink");
        requireNonNull(logger, "logger");
        requireNonNull(callSite, "callSite");
        requireNonNull(key, "key");
    }
}
