/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.Environment;
import io.keyguard.PermissionSet;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.Loans;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SigningKey;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.Classification;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.RequestClassifier;
import io.keyguard.venue.RequestSigner;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a key, bound to its venue and its environment's hosts and ready to sign.
 *
 * <p>It signs whatever its venue can classify; the scope is the handle's business. Thread-safe.
 */
public final class LoadedKey {
    private static final URI NOWHERE = URI.create("none://none");

    private final ApiKey key;
    private final Venue venue;
    private final List<URI> hosts;
    private final RequestClassifier classifier;
    private final RequestSigner signer;
    private final SigningKey signing;
    private final SigningTime time;
    private final Loans loans = new Loans();
    private final LongSupplier ticker;
    private volatile Set<Restriction> restrictions = Set.of();
    private volatile @Nullable KeyFacts facts;
    private volatile boolean remembered;
    private volatile @Nullable Long end;

    LoadedKey(ApiKey key, Venue venue, List<URI> hosts, SigningKey signing, SigningTime time, LongSupplier ticker) {
        this.key = key;
        this.venue = venue;
        this.hosts = hosts;
        this.classifier = venue.classifier(key.environment());
        this.signer = venue.signer(key.environment());
        this.signing = signing;
        this.time = time;
        this.ticker = ticker;
    }

    /** Returns the key. */
    public ApiKey key() {
        return key;
    }

    /** Returns the venue. */
    public Venue venue() {
        return venue;
    }

    /** Returns the origins that the key's environment allows, the usual one first; empty where the venue has none there. */
    public List<URI> hosts() {
        return hosts;
    }

    /** Returns whether only requests that add no risk may be signed. */
    public boolean reduceOnly() {
        return !restrictions.isEmpty();
    }

    /** Returns why only requests that add no risk may be signed; empty if all may. */
    public Set<Restriction> restrictions() {
        return restrictions;
    }

    /** Lets only requests be signed that add no risk, until every restriction is lifted. */
    public synchronized void restrict(Restriction why) {
        var more = EnumSet.of(why);
        more.addAll(restrictions);
        restrictions = Collections.unmodifiableSet(more);
    }

    /** Takes a restriction away. */
    public synchronized void lift(Restriction why) {
        var fewer = EnumSet.noneOf(Restriction.class);
        fewer.addAll(restrictions);
        fewer.remove(why);
        restrictions = Collections.unmodifiableSet(fewer);
    }

    /** Returns what the venue said last of the key; empty before it has. */
    public Optional<KeyFacts> facts() {
        return Optional.ofNullable(facts);
    }

    /** Sets what the venue says of the key. */
    public void facts(KeyFacts facts) {
        this.facts = facts;
        this.remembered = false;
    }

    /** Sets what the venue said of the key before; now it does not answer. */
    public void remembered(KeyFacts facts) {
        this.facts = facts;
        this.remembered = true;
    }

    /** Returns whether the venue has confirmed the key since it was loaded, and answered when it was asked last. */
    public boolean isConfirmed() {
        return facts != null && !remembered && !restrictions.contains(Restriction.UNVERIFIED);
    }

    /** Returns what the venue said last of the key's rights; all unknown before it has. */
    public PermissionSet rights() {
        KeyFacts facts = this.facts;
        return facts == null ? PermissionSet.unknown() : facts.permissions();
    }

    /** Returns which key it is at its venue. */
    public VenueKeyId venueKeyId() {
        return withApiKey(apiKey -> VenueKeyId.of(venue.id(), apiKey));
    }

    /** Returns whether the API key begins with {@code prefix}. */
    public boolean apiKeyBeginsWith(String prefix) {
        byte[] start = prefix.getBytes(StandardCharsets.UTF_8);
        return withApiKey(apiKey ->
                apiKey.length >= start.length && Arrays.equals(apiKey, 0, start.length, start, 0, start.length));
    }

    private <T> T withApiKey(Function<byte[], T> use) {
        acquire();
        try {
            return key.apiKey().lend(InsecureSecretAccess.get(), view -> {
                byte[] apiKey = new byte[view.remaining()];
                view.get(apiKey);
                try {
                    return use.apply(apiKey);
                } finally {
                    Arrays.fill(apiKey, (byte) 0);
                }
            });
        } finally {
            release();
        }
    }

    /**
     * Returns where {@code request} goes.
     *
     * @throws io.keyguard.KeyScopeException if that is not a host of the key's environment
     */
    public URI host(VenueRequest request) {
        Optional<URI> host = request.origin();
        if (host.isEmpty()) {
            host = venue.home(key.environment(), request);
        }
        if (host.isEmpty() || !hosts.contains(host.get())) {
            throw KeyguardExceptions.foreignHost(key.id(), key.environment(), host.orElse(NOWHERE));
        }
        return host.get();
    }

    /** Returns the error in {@code reply}, as {@link io.keyguard.venue.ErrorClassifier#classify} does. */
    public Optional<VenueError> error(HttpReply reply) {
        return venue.errors().classify(reply);
    }

    /** Returns what {@code request} means, as {@link io.keyguard.venue.RequestClassifier#classify} does. */
    public Classification classify(VenueRequest request) {
        return classifier.classify(request);
    }

    /**
     * Signs {@code request} for {@code host}, both checked before.
     *
     * @throws io.keyguard.KeyRetiredException if the key was retired
     */
    public SignedRequest sign(VenueRequest request, URI host) {
        acquire();
        try {
            return signer.sign(request, host, signing, time);
        } finally {
            release();
        }
    }

    /** Returns what {@code use} makes of the key while its material is there; empty, without asking, if it was retired. */
    public <T> Optional<T> whileLoaded(Function<ApiKey, Optional<T>> use) {
        if (!loans.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return use.apply(key);
        } finally {
            release();
        }
    }

    private void acquire() {
        Long end = this.end;
        if (end != null && ticker.getAsLong() - end >= 0) {
            // The one who retires it may be late; the overlap is not.
            retire();
        }
        if (!loans.tryAcquire()) {
            throw KeyguardExceptions.retired(key.id(), key.generation());
        }
    }

    private void release() {
        if (loans.release()) {
            wipe();
        }
    }

    /**
     * Lends the material to {@code user}, in arrays that are wiped afterwards.
     *
     * @throws io.keyguard.KeyRetiredException if the key was retired
     */
    public <T> T reveal(MaterialUser<T> user) {
        acquire();
        try {
            return lend(user);
        } finally {
            release();
        }
    }

    private <T> T lend(MaterialUser<T> user) {
        char[] apiKey = chars(key.apiKey());
        char[] secret = chars(key.secret());
        char[] passphrase = key.passphrase().map(LoadedKey::chars).orElse(new char[0]);
        try {
            return user.use(apiKey, secret, passphrase);
        } finally {
            Arrays.fill(apiKey, '\0');
            Arrays.fill(secret, '\0');
            Arrays.fill(passphrase, '\0');
        }
    }

    private static char[] chars(SecretBytes part) {
        return part.lend(InsecureSecretAccess.get(), view -> {
            CharBuffer text = StandardCharsets.UTF_8.decode(view);
            char[] copy = new char[text.remaining()];
            text.get(copy);
            if (text.hasArray()) {
                Arrays.fill(text.array(), '\0');
            }
            return copy;
        });
    }

    /** Signs no more once {@code overlap} has passed, whether or not anybody retires it by then. */
    void endAfter(Duration overlap) {
        end = ticker.getAsLong() + overlap.toNanos();
    }

    /** Signs no more, and wipes the material once the signatures under way are done. */
    void retire() {
        if (loans.close()) {
            wipe();
        }
    }

    private void wipe() {
        try {
            signing.close();
        } finally {
            key.close();
        }
    }

    /** Returns the key's environment. */
    public Environment environment() {
        return key.environment();
    }

    @Override
    public String toString() {
        return "LoadedKey[" + key + "]";
    }
}
