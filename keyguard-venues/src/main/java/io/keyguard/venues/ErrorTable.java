/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.venue.ErrorClassifier;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A venue's error codes and what each may mean. A code that is not listed means that the key is fine and the request was refused, or that nobody knows whether it was done if the venue says that it failed itself. */
final class ErrorTable implements ErrorClassifier {
    /** What the code of an error starts with that has no more of the venue's than a status. */
    static final String BY_STATUS = "HTTP status ";

    /** What stands for a code that is not listed. */
    static final String ANOTHER = "another code";

    /** What a venue says that failed itself. */
    private static final Set<Kind> FAILED = Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);

    /** What a status alone may mean, where nothing says which of it. */
    private static final Set<Kind> UNAUTHORIZED =
            Set.of(Kind.BAD_KEY, Kind.EXPIRED, Kind.SIGNATURE, Kind.CLOCK, Kind.IP, Kind.PERMISSION, Kind.REQUEST);

    private static final Set<Kind> FORBIDDEN = Set.of(Kind.PERMISSION, Kind.IP, Kind.RATE);

    private final Function<HttpReply, Optional<String>> codeIn;
    private final Map<String, Set<Kind>> kinds;
    private final Set<String> failing;

    private ErrorTable(Builder builder) {
        this.codeIn = builder.codeIn;
        this.failing = Set.copyOf(builder.failing);
        this.kinds = new LinkedHashMap<>(builder.kinds);
    }

    /** Returns a builder; {@code codeIn} finds the code in an answer that has the venue's form. */
    static Builder of(Function<HttpReply, Optional<String>> codeIn) {
        return new Builder(codeIn);
    }

    @Override
    public Optional<VenueError> classify(HttpReply reply) {
        Optional<String> code = codeIn.apply(reply);
        if (code.isPresent()) {
            Set<Kind> meaning = kinds.get(code.get());
            // A code that is not known is not repeated: it may be anything.
            return Optional.of(
                    meaning != null
                            ? new VenueError(code.get(), meaning)
                            : new VenueError(ANOTHER, another(code.get(), reply.status())));
        }
        return reply.status() < 400 ? Optional.empty() : Optional.of(byStatus(reply.status()));
    }

    private Set<Kind> another(String code, int status) {
        boolean failed = status >= 500 || failing.stream().anyMatch(code::startsWith);
        return failed ? FAILED : Set.of(Kind.REQUEST);
    }

    private VenueError byStatus(int status) {
        String code = BY_STATUS + status;
        Set<Kind> known = kinds.get(code);
        return new VenueError(code, known == null ? usual(status) : known);
    }

    private static Set<Kind> usual(int status) {
        return switch (status) {
            case 401 -> UNAUTHORIZED;
            case 403 -> FORBIDDEN;
            case 418, 429 -> Set.of(Kind.RATE);
            default -> status >= 500 ? FAILED : Set.of(Kind.REQUEST);
        };
    }

    /** Every code and its meanings, in the order of the definition. */
    Map<String, Set<Kind>> kinds() {
        return kinds;
    }

    /** Builds tables. Not thread-safe. */
    static final class Builder {
        private final Function<HttpReply, Optional<String>> codeIn;
        private final Map<String, Set<Kind>> kinds = new LinkedHashMap<>();
        private final Set<String> failing = new HashSet<>();

        private Builder(Function<HttpReply, Optional<String>> codeIn) {
            this.codeIn = codeIn;
        }

        @CanIgnoreReturnValue
        Builder mean(Kind kind, String... codes) {
            return mean(Set.of(kind), codes);
        }

        @CanIgnoreReturnValue
        Builder mean(Set<Kind> several, String... codes) {
            for (String code : codes) {
                kinds.put(code, several);
            }
            return this;
        }

        /** Says that codes which are not listed, and begin with {@code word}, tell of a failure of the venue's own. */
        @CanIgnoreReturnValue
        Builder failing(String word) {
            failing.add(word);
            return this;
        }

        ErrorTable build() {
            return new ErrorTable(this);
        }
    }
}
