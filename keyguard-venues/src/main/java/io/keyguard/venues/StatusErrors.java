/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.Optional;
import java.util.Set;

/** Errors of venues that document none: the status alone is believed, and a refusal stays ambiguous. */
final class StatusErrors {
    private static final String UNAUTHORIZED = ErrorTable.BY_STATUS + 401;
    private static final String FORBIDDEN = ErrorTable.BY_STATUS + 403;

    static final ErrorTable TABLE = ErrorTable.of(StatusErrors::code)
            .mean(Set.of(Kind.BAD_KEY, Kind.IP), UNAUTHORIZED)
            .mean(Set.of(Kind.BAD_KEY, Kind.PERMISSION, Kind.IP), FORBIDDEN)
            .build();

    private StatusErrors() {}

    private static Optional<String> code(HttpReply reply) {
        return switch (reply.status()) {
            case 401 -> Optional.of(UNAUTHORIZED);
            case 403 -> Optional.of(FORBIDDEN);
            default -> Optional.empty();
        };
    }
}
