/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A key at a simulated venue, in that venue's format. Its secret is good for nothing but this simulator.
 *
 * <p>Thread-safe.
 */
public final class SimulatedKey {
    private final String apiKey;
    private final String secret;
    private final String passphrase;
    private final byte[] publicKey;
    private final ConcurrentSkipListSet<Long> nonces = new ConcurrentSkipListSet<>();

    private final AtomicLong early = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong askedLate = new AtomicLong();

    private volatile Runnable changed = () -> {};
    private volatile Set<String> rights;
    private volatile Set<String> ips = Set.of();
    private volatile Instant end = Instant.MAX;
    private volatile boolean revoked;
    private volatile Instant revokedFrom = Instant.MAX;
    private volatile Instant flickersUntil = Instant.MIN;
    private volatile int flickersEvery = 1;
    private volatile boolean sandbox;
    private volatile long nonceWindow;

    SimulatedKey(String apiKey, String secret, String passphrase, byte[] publicKey, Set<String> rights) {
        this.apiKey = apiKey;
        this.secret = secret;
        this.passphrase = passphrase;
        this.publicKey = publicKey.clone();
        this.rights = Set.copyOf(rights);
    }

    /** Returns the API key, which travels as a header. */
    public String apiKey() {
        return apiKey;
    }

    /** Returns the secret as the venue would show it once; empty for a key of which the venue knows the public half alone. */
    public String secret() {
        return secret;
    }

    /** Returns the passphrase; empty where the venue has none. */
    public String passphrase() {
        return passphrase;
    }

    /** Returns the rights, in the venue's words. */
    public Set<String> rights() {
        return new TreeSet<>(rights);
    }

    /** Changes the rights, from the next request on. */
    public SimulatedKey rights(String... venueRights) {
        rights = Set.of(venueRights);
        changed.run();
        return this;
    }

    /** Binds the key to {@code addresses}; none of them: it may be used from anywhere. */
    public SimulatedKey boundTo(String... addresses) {
        ips = Set.of(addresses);
        changed.run();
        return this;
    }

    /** Makes this a key of the venue's sandbox. */
    public SimulatedKey inSandbox() {
        sandbox = true;
        return this;
    }

    /** Sets how far a nonce may lie behind the highest one seen, where the venue has nonces. */
    public SimulatedKey nonceWindow(long window) {
        nonceWindow = window;
        return this;
    }

    /** Ends the key now, as its owner would: from the next request on the venue does not know it. */
    public void revoke() {
        revoked = true;
        changed.run();
    }

    /** Ends the key at {@code instant}, and tells nobody then. */
    void revokedFrom(Instant instant) {
        revokedFrom = instant;
    }

    void whenChanged(Runnable told) {
        changed = told;
    }

    /** Lets the key go on working for {@code requests} requests after it was revoked, as at a venue that says "OK" before it is done. */
    public SimulatedKey worksAfterRevocation(long requests) {
        late.set(requests);
        return this;
    }

    /** Lets the venue accept the key until {@code instant} each {@code nth} time that it is asked, once the key is revoked, as at a venue of several parts of which one learns late. */
    public SimulatedKey flickers(int nth, Instant instant) {
        if (nth < 1) {
            throw new IllegalArgumentException("a key is accepted each first, second or later time");
        }
        flickersEvery = nth;
        flickersUntil = instant;
        return this;
    }

    /** Lets the venue not know the key for the first {@code requests} requests, as at a venue whose parts learn of a new key one after the other. */
    public SimulatedKey unknownFor(long requests) {
        early.set(requests);
        return this;
    }

    /** Whether a request with the key is looked at now; counts requests where that makes a difference. */
    boolean isAccepted(Instant now) {
        if (early.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return false;
        }
        boolean over = revoked || !now.isBefore(revokedFrom);
        if (over && now.isBefore(flickersUntil)) {
            return askedLate.incrementAndGet() % flickersEvery == 0;
        }
        return !over || late.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    /**
     * Sets when the key ends by itself, which the venue tells if it is one that does. At Binance the right to trade alone lapses then; elsewhere the
     * venue no longer knows the key.
     */
    public SimulatedKey endsAt(Instant instant) {
        end = instant;
        return this;
    }

    Set<String> ips() {
        return new TreeSet<>(ips);
    }

    byte[] publicKey() {
        return publicKey.clone();
    }

    /** Whether it was deleted, and is in no list any more; it may go on working for a while all the same. */
    boolean isRevoked() {
        return revoked || !revokedFrom.equals(Instant.MAX);
    }

    boolean isEnded(Instant now) {
        return !now.isBefore(end);
    }

    /** When the key ends; empty if never. */
    Optional<Instant> end() {
        return end.equals(Instant.MAX) ? Optional.empty() : Optional.of(end);
    }

    boolean isSandbox() {
        return sandbox;
    }

    boolean may(String right) {
        return rights.contains(right);
    }

    boolean admits(String caller) {
        return ips.isEmpty() || ips.contains(caller);
    }

    long nonceWindow() {
        return nonceWindow;
    }

    /** Uses up {@code nonce}; false if it was used before or lies behind the window. */
    synchronized boolean useNonce(long nonce) {
        if (!nonces.isEmpty() && nonce <= nonces.last() - nonceWindow) {
            return false;
        }
        if (!nonces.add(nonce)) {
            return false;
        }
        nonces.headSet(nonces.last() - nonceWindow).clear();
        return true;
    }

    /** Prints the rights alone. */
    @Override
    public String toString() {
        return "SimulatedKey" + rights();
    }
}
