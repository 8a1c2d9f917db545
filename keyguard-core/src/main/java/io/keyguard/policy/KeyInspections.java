/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.keyguard.KeyguardException;
import io.keyguard.VenueRefusedException;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.AskedToWaitException;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Asks venues what keys may do, all keys at once, and remembers the answers for a minute so that nobody's curiosity costs rate limit. */
final class KeyInspections {
    private static final Duration FRESH = Duration.ofMinutes(1);

    /** What asking came to: facts, or why there are none. */
    sealed interface Answer {
        record Facts(KeyFacts facts) implements Answer {}

        /** The venue did not answer, and this is what it said the last time. */
        record Remembered(KeyFacts facts, KeyguardException why) implements Answer {}

        record Failed(KeyguardException why) implements Answer {}
    }

    private final HttpTransport transport;
    private final Executor executor;
    private final VenueClocks clocks;
    /** By identity: another material under the same name and generation is another key. */
    private final Cache<ApiKey, KeyFacts> remembered;

    /** Answers every question that is open when no more are asked. */
    private final CompletableFuture<Answer> ending = new CompletableFuture<>();

    KeyInspections(HttpTransport transport, Executor executor, LongSupplier ticker, VenueClocks clocks) {
        this.clocks = clocks;
        this.remembered = Caffeine.newBuilder()
                .weakKeys()
                .expireAfterWrite(FRESH)
                .ticker(ticker::getAsLong)
                .build();
        this.transport = transport;
        this.executor = executor;
    }

    Map<LoadedKey, Answer> inspect(Collection<LoadedKey> keys) {
        var asked = new LinkedHashMap<LoadedKey, CompletableFuture<Answer>>();
        keys.forEach(key -> asked.put(key, ask(key)));
        var answers = new LinkedHashMap<LoadedKey, Answer>();
        asked.forEach((key, answer) -> answers.put(key, join(answer)));
        return answers;
    }

    private CompletableFuture<Answer> ask(LoadedKey key) {
        if (ending.isDone()) {
            return ending;
        }
        return CompletableFuture.supplyAsync(() -> inspect(key), executor).applyToEither(ending, Function.identity());
    }

    /** Asks no more, and answers whoever waits; a venue that does not answer holds nobody up. */
    void close() {
        ending.complete(new Answer.Failed(KeyguardExceptions.unavailable("the venue", "keyguard is closing", null)));
    }

    private static Answer join(CompletableFuture<Answer> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            // A venue's definition or a handed-in transport is broken: the key is not verified, and its message may
            // hold anything.
            String kind = e.getCause() == null
                    ? e.getClass().getName()
                    : e.getCause().getClass().getName();
            return new Answer.Failed(KeyguardExceptions.unavailable("the venue", "asking failed with " + kind, null));
        }
    }

    private Answer inspect(LoadedKey key) {
        KeyFacts known = remembered.getIfPresent(key.key());
        if (known != null) {
            return new Answer.Facts(known);
        }
        clocks.ask(key.venue());
        try {
            return new Answer.Facts(facts(key));
        } catch (VenueRefusedException e) {
            boolean otherTime = e.kinds().contains(Kind.CLOCK) && clocks.askAgain(key.venue());
            return otherTime ? inspectOnce(key) : new Answer.Failed(e);
        } catch (KeyguardException e) {
            return new Answer.Failed(e);
        }
    }

    private Answer inspectOnce(LoadedKey key) {
        try {
            return new Answer.Facts(facts(key));
        } catch (KeyguardException e) {
            return new Answer.Failed(e);
        }
    }

    private KeyFacts facts(LoadedKey key) {
        KeyFacts facts = key.venue().inspector(key.environment()).inspect(calls(key));
        remembered.put(key.key(), facts);
        return facts;
    }

    private SignedCalls calls(LoadedKey key) {
        return new SignedCalls() {
            @Override
            public HttpReply call(VenueRequest request) {
                return KeyInspections.this.call(key, request);
            }

            @Override
            public Optional<VenueKeyId> key() {
                return Optional.of(key.venueKeyId());
            }

            @Override
            public Optional<String> accountId() {
                return key.key().accountId();
            }

            @Override
            public Optional<Boolean> keyBeginsWith(String prefix) {
                return Optional.of(key.apiKeyBeginsWith(prefix));
            }
        };
    }

    private HttpReply call(LoadedKey key, VenueRequest request) {
        URI host = key.host(request);
        try {
            return transport.send(key.sign(request, host));
        } catch (IOException e) {
            // The transport is the user's, and its message may hold the address with its signature.
            String why = e instanceof AskedToWaitException wait
                    ? "it has asked to wait for another " + wait.remaining().toSeconds() + " s"
                    : "no answer (" + e.getClass().getSimpleName() + ")";
            throw KeyguardExceptions.unavailable(key.venue().id(), why, null);
        }
    }
}
