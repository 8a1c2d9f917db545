/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.internal.HeardCalls;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySource;
import io.keyguard.venue.AskedToWaitException;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.KeyTrial;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.Observed;
import io.keyguard.venue.PermissionInspector;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that a rotation asks of venues, one call each, none of them tried twice. */
final class VenueDoor {
    private final Map<String, Venue> venues;
    private final KeyLoader loader;
    private final HttpTransport transport;
    private final @Nullable KeySource administrators;
    /** Stops whoever may not act any more. */
    private final Runnable current;

    private final Effects effects;

    VenueDoor(
            KeyLoader loader,
            HttpTransport transport,
            @Nullable KeySource administrators,
            Runnable current,
            Effects effects) {
        this.venues = loader.venues();
        this.loader = loader;
        this.transport = transport;
        this.administrators = administrators;
        this.current = current;
        this.effects = effects;
    }

    Venue venue(Rotation row) {
        return venue(row.venue());
    }

    Venue venue(String id) {
        Venue venue = venues.get(id);
        if (venue == null) {
            throw KeyguardExceptions.unavailable(id, "it was not added", null);
        }
        return venue;
    }

    KeyLifecycle keys(Rotation row) {
        return venue(row).keys();
    }

    /** Whether keys of this rotation are listed and deleted by API. */
    boolean administers(Rotation row) {
        return row.administrator().isPresent()
                && keys(row).administrator(row.environment()).isPresent();
    }

    List<ListedKey> list(Rotation row) {
        return administering("venue list", row, (admin, calls) -> admin.list(calls, row.text("account")));
    }

    NewKey create(Rotation row, KeyOrder order) {
        // What a refusal says here counts: it says that no key was made.
        return administered("venue create", row, (admin, calls) -> admin.create(calls, order));
    }

    /** Whether it was there is for the list to say. */
    void delete(Rotation row, VenueKeyId id, Optional<SecretBytes> passphrase) {
        var unused = administering(
                "venue delete", row, (admin, calls) -> admin.delete(calls, row.text("account"), id, passphrase));
    }

    /** Takes every right but reading from the key {@code id}, at the addresses that it has. */
    boolean weaken(Rotation row, VenueKeyId id) {
        Set<String> rights = venue(row).rights().smallestKeyFor(Set.of(Permission.READ_ACCOUNT));
        return administering("venue modify", row, (admin, calls) -> {
            String account = row.text("account");
            Optional<ListedKey> listed = admin.list(calls, account).stream()
                    .filter(key -> key.id().equals(id))
                    .findFirst();
            // No address means any: what is not known to have none, is not opened to all.
            Optional<Set<String>> ips = listed.map(ListedKey::ips)
                    .filter(Observed::isKnown)
                    .map(known -> known.value().orElse(Set.of()));
            return ips.isPresent() && admin.modify(calls, account, id, rights, ips.get());
        });
    }

    KeyFacts inspect(ApiKey key) {
        return passing(
                key.venue(),
                () -> with("venue inspect", key, calls -> inspector(key).inspect(calls)));
    }

    private PermissionInspector inspector(ApiKey key) {
        return venue(key.venue()).inspector(key.environment());
    }

    /** For a key of which it is asked whether it is dead: it is not while one of several questions is answered. */
    private PermissionInspector lastSign(ApiKey key) {
        return HeardCalls.inspector(venue(key.venue()), key.environment());
    }

    /** A refusal that passes is no answer: whoever asks waits, and concludes nothing. */
    private static <T> T passing(String venue, Supplier<T> question) {
        try {
            return question.get();
        } catch (VenueRefusedException e) {
            if (Passing.is(e.kinds())) {
                throw KeyguardExceptions.unavailable(
                        venue, "it says " + new TreeSet<>(e.kinds()) + " instead of answering", null);
            }
            throw e;
        }
    }

    /**
     * What a venue makes of a key.
     *
     * @param kinds what its refusal may mean; empty if it accepts the key, or did not answer
     */
    record Said(KeyProbe.Answer answer, Set<Kind> kinds) {}

    /** Asks whether {@code key} is dead, and says in which words it is refused. */
    Said ask(ApiKey key) {
        return with("venue probe", key, calls -> {
            try {
                lastSign(key).inspect(calls);
                return new Said(KeyProbe.Answer.ACCEPTED, Set.of());
            } catch (VenueRefusedException e) {
                return new Said(KeyProbe.of(e.kinds()), e.kinds());
            } catch (VenueUnavailableException e) {
                return new Said(KeyProbe.Answer.UNKNOWN, Set.of());
            }
        });
    }

    /** Tries a right out with {@code key}, which had an answer just now. */
    KeyTrial.Answer tryOut(ApiKey key, KeyTrial trial) {
        return with(
                "venue try",
                key,
                calls -> trial.read(
                        calls.call(trial.request()), venue(key.venue()).errors()));
    }

    /** Asks whether {@code key} is dead: it is accepted if its venue answers one question of several. */
    KeyProbe.Answer probe(ApiKey key) {
        return with("venue probe", key, calls -> KeyProbe.ask(lastSign(key), calls));
    }

    /** Whether the venue answers every question with {@code key}, as it has to before another one goes. */
    boolean works(ApiKey key) {
        return with("venue probe", key, calls -> KeyProbe.ask(inspector(key), calls)) == KeyProbe.Answer.ACCEPTED;
    }

    /** Whether a request with a later nonce, from whatever process, makes the venue refuse those before it. */
    boolean hasNonces(Rotation row) {
        RequestLife life = venue(row).requestLife();
        return life.longest().isEmpty() && !life.repeatable();
    }

    /** A key of the same venue that no bot uses, if it is not known to be for other addresses than the old one; the caller closes it. */
    Optional<ApiKey> separate(Rotation row) {
        if (administrators == null || row.administrator().isEmpty()) {
            return Optional.empty();
        }
        Map<KeyId, ApiKey> all = administrators.read().keys();
        KeyId name = row.administrator().get();
        all.values().stream().filter(one -> !one.id().equals(name)).forEach(ApiKey::close);
        ApiKey key = all.get(name);
        if (key == null) {
            return Optional.empty();
        }
        Set<String> bound = Set.copyOf(row.list(OldFacts.IPS));
        try {
            if (key.venue().equals(row.venue())
                    && key.environment() == row.environment()
                    && (bound.isEmpty() || isBoundTo(bound, inspect(key).ips()))) {
                return Optional.of(key);
            }
        } catch (VenueRefusedException | VenueUnavailableException e) {
            // It is no witness now; the key in use may be one.
            key.close();
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            key.close();
            throw e;
        }
        key.close();
        return Optional.empty();
    }

    private static boolean isBoundTo(Set<String> addresses, Observed<Set<String>> told) {
        return !told.isKnown() || told.value().map(addresses::equals).orElse(false);
    }

    /** Probes {@code key} between two questions with {@code witness}, another key for the same addresses: while that is accepted, neither address nor clock is why this one is refused. */
    @SuppressWarnings("ReferenceEquality") // whose calls they are
    KeyProbe.Answer probeBeside(ApiKey key, ApiKey witness) {
        LoadedKey beside = load(witness);
        SignedCalls other = signedBy(beside);
        // The other one has to be answered whole: of a venue most of whose parts refuse everybody it is no witness.
        PermissionInspector asked = calls -> (calls == other ? inspector(key) : lastSign(key)).inspect(calls);
        try {
            return with(
                    "venue probe",
                    key,
                    calls -> KeyProbe.askBeside(asked, venue(key.venue()).requestLife(), calls, other));
        } finally {
            beside.retire();
        }
    }

    /** Fails if {@code key} does not have the form of its venue. */
    void requireForm(ApiKey key) {
        load(key).retire();
    }

    /** Asks with the administering key. */
    private interface Question<T> {
        T ask(KeyAdministrator administrator, SignedCalls calls);
    }

    private <T> T administering(String what, Rotation row, Question<T> question) {
        return passing(row.venue(), () -> administered(what, row, question));
    }

    private <T> T administered(String what, Rotation row, Question<T> question) {
        Environment environment = row.environment();
        KeyAdministrator administrator =
                keys(row).administrator(environment).orElseThrow(() -> RotationExceptions.noAdministrator(row.key()));
        try (ApiKey key = administeringKey(row.administrator().orElseThrow())) {
            return with(what, key, calls -> question.ask(administrator, calls));
        }
    }

    private ApiKey administeringKey(KeyId id) {
        if (administrators == null) {
            throw RotationExceptions.noAdministrator(id);
        }
        Map<KeyId, ApiKey> all = administrators.read().keys();
        all.values().stream().filter(key -> !key.id().equals(id)).forEach(ApiKey::close);
        ApiKey key = all.get(id);
        if (key == null) {
            throw RotationExceptions.noAdministrator(id);
        }
        return key;
    }

    private <T> T with(String what, ApiKey key, Function<SignedCalls, T> work) {
        LoadedKey loaded = load(key);
        try {
            current.run();
            return effects.run(what, () -> work.apply(signedBy(loaded)));
        } finally {
            loaded.retire();
        }
    }

    private LoadedKey load(ApiKey key) {
        ApiKey copy = Keys.copy(key);
        try {
            return loader.load(copy, venue(key.venue()));
        } catch (RuntimeException | Error e) {
            copy.close();
            throw e;
        }
    }

    private SignedCalls signedBy(LoadedKey key) {
        return new SignedCalls() {
            @Override
            public HttpReply call(VenueRequest request) {
                return VenueDoor.this.call(key, request);
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
        try {
            return transport.send(key.sign(request, key.host(request)));
        } catch (IOException e) {
            // The transport is the user's, and its message may hold the address with its signature.
            String why = e instanceof AskedToWaitException wait
                    ? "it has asked to wait for another " + wait.remaining().toSeconds() + " s"
                    : "no answer (" + e.getClass().getSimpleName() + ")";
            throw KeyguardExceptions.unavailable(key.venue().id(), why, null);
        }
    }
}
