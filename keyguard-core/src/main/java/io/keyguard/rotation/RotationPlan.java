/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a rotation is to do with one key. Immutable: every method returns a new one.
 *
 * <p>Defaults: made by the API of the venue, bound to the addresses of the old key, ten minutes to acknowledge and then wait for as long as it takes, 30 s between the last acknowledgement and the end of
 * the old key, no right that the old key did not have.
 *
 * <pre>{@code
 * RotationPlan.of(KeyId.of("grid-bybit"), Set.of(READ_ACCOUNT, TRADE_SPOT)).account("grid").administeredBy(KeyId.of("bybit-master"))
 * }</pre>
 */
public final class RotationPlan {
    /** Who makes the new key. */
    public enum Making {
        /** The venue, asked by its API; it chooses the secret. */
        BY_API,
        /** The venue, asked by its API to take the public half of a pair that is made here. */
        OWN_PAIR,
        /** A person, who enters it. */
        BY_OPERATOR
    }

    /** What is done about bots that have not moved over in time. */
    public enum Late {
        /** Wait for them, and say so. */
        WAIT,
        /** Stop what they do with the key, where something was handed in that can. */
        FENCE,
        /** End the old key all the same. */
        FORCE
    }

    private final KeyId key;
    private final Set<Permission> needs;
    private final Set<Permission> approved;
    private final String account;
    private final @Nullable KeyId administrator;
    private final Making making;
    private final @Nullable Set<String> ips;
    private final Late late;
    private final Duration acknowledgeWithin;
    private final Duration overlap;
    private final boolean downtime;

    private RotationPlan(Draft draft) {
        this.key = draft.key;
        this.needs = Collections.unmodifiableSet(draft.needs);
        this.approved = Collections.unmodifiableSet(draft.approved);
        this.account = draft.account;
        this.administrator = draft.administrator;
        this.making = draft.making;
        this.ips = draft.ips;
        this.late = draft.late;
        this.acknowledgeWithin = draft.acknowledgeWithin;
        this.overlap = draft.overlap;
        this.downtime = draft.downtime;
    }

    /** A plan while it is changed. */
    private static final class Draft {
        private final KeyId key;
        private final EnumSet<Permission> needs = EnumSet.noneOf(Permission.class);
        private final EnumSet<Permission> approved = EnumSet.noneOf(Permission.class);
        private String account = "";
        private @Nullable KeyId administrator;
        private Making making = Making.BY_API;
        private @Nullable Set<String> ips;
        private Late late = Late.WAIT;
        private Duration acknowledgeWithin = Duration.ofMinutes(10);
        private Duration overlap = Duration.ofSeconds(30);
        private boolean downtime;

        private Draft(KeyId key) {
            this.key = key;
        }
    }

    private Draft draft() {
        var draft = new Draft(key);
        draft.needs.addAll(needs);
        draft.approved.addAll(approved);
        draft.account = account;
        draft.administrator = administrator;
        draft.making = making;
        draft.ips = ips;
        draft.late = late;
        draft.acknowledgeWithin = acknowledgeWithin;
        draft.overlap = overlap;
        draft.downtime = downtime;
        return draft;
    }

    /** Returns the plan to replace {@code key} by the smallest key with {@code needs}. */
    public static RotationPlan of(KeyId key, Set<Permission> needs) {
        var draft = new Draft(requireNonNull(key, "key"));
        draft.needs.addAll(needs);
        return new RotationPlan(draft);
    }

    /** Returns this plan for a key of {@code account}, as the venue names it; empty is the account of the administering key. */
    public RotationPlan account(String account) {
        Draft draft = draft();
        draft.account = requireNonNull(account, "account");
        return new RotationPlan(draft);
    }

    /** Returns this plan with {@code administrator} as the key that may make and delete keys; it is read from a source of its own. */
    public RotationPlan administeredBy(KeyId administrator) {
        Draft draft = draft();
        draft.administrator = requireNonNull(administrator, "administrator");
        return new RotationPlan(draft);
    }

    /** Returns this plan with a key that is made as {@code making} says. */
    public RotationPlan made(Making making) {
        Draft draft = draft();
        draft.making = requireNonNull(making, "making");
        return new RotationPlan(draft);
    }

    /** Returns this plan with a key that is bound to {@code ips}; none: it may be used from anywhere. */
    public RotationPlan boundTo(Set<String> ips) {
        Draft draft = draft();
        draft.ips = Set.copyOf(ips);
        return new RotationPlan(draft);
    }

    /** Returns this plan with rights that the new key may have though the old one had not. */
    public RotationPlan approve(Set<Permission> rights) {
        Draft draft = draft();
        draft.approved.addAll(rights);
        return new RotationPlan(draft);
    }

    /** Returns this plan for a venue where the new key ends the old one: trading is stopped meanwhile, and nothing can be rolled back. */
    public RotationPlan approveDowntime() {
        Draft draft = draft();
        draft.downtime = true;
        return new RotationPlan(draft);
    }

    /**
     * Returns this plan with {@code within} for bots to move over, and what is done then.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public RotationPlan acknowledge(Duration within, Late late) {
        if (within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException("the time to acknowledge is positive");
        }
        Draft draft = draft();
        draft.acknowledgeWithin = within;
        draft.late = requireNonNull(late, "late");
        return new RotationPlan(draft);
    }

    /**
     * Returns this plan with {@code overlap} between the last acknowledgement and the end of the old key.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public RotationPlan overlap(Duration overlap) {
        if (overlap.isNegative()) {
            throw new IllegalArgumentException("an overlap is not negative");
        }
        Draft draft = draft();
        draft.overlap = overlap;
        return new RotationPlan(draft);
    }

    /** Returns the key to replace. */
    public KeyId key() {
        return key;
    }

    /** Returns what the new key has to be able to do. */
    public Set<Permission> needs() {
        return needs;
    }

    /** Returns what it may do beyond the old key. */
    public Set<Permission> approved() {
        return approved;
    }

    /** Returns the account, as the venue names it. */
    public String account() {
        return account;
    }

    /** Returns the key that makes and deletes keys; empty where only a person can. */
    public Optional<KeyId> administrator() {
        return Optional.ofNullable(administrator);
    }

    /** Returns who makes the key. */
    public Making making() {
        return making;
    }

    /** Returns the addresses that it is bound to; empty if those of the old key count. */
    public Optional<Set<String>> ips() {
        return Optional.ofNullable(ips).map(TreeSet::new);
    }

    /** Returns what is done about bots that are late. */
    public Late late() {
        return late;
    }

    /** Returns how long bots have to move over. */
    public Duration acknowledgeWithin() {
        return acknowledgeWithin;
    }

    /** Returns how long the old key lives on after the last acknowledgement. */
    public Duration overlap() {
        return overlap;
    }

    /** Returns whether trading may be stopped, and roll-back be given up. */
    public boolean downtimeApproved() {
        return downtime;
    }

    @Override
    public String toString() {
        return "RotationPlan[" + key + ", " + making + ", needs " + needs + "]";
    }
}
