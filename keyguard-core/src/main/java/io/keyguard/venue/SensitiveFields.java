/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.util.Set;

/**
 * The names under which a venue's credentials travel, so that a redactor need not know venues.
 *
 * @param headers header names
 * @param parameters query, form and JSON names
 */
public record SensitiveFields(Set<String> headers, Set<String> parameters) {
    /** Copies both sets. */
    public SensitiveFields {
        headers = Set.copyOf(headers);
        parameters = Set.copyOf(parameters);
    }
}
