/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.internal.JsonMap;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.VenueKeyId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One row of the journal: all that is known of one rotation after one step, names only. Immutable.
 *
 * <p>Values are texts, numbers, lists and maps, so that a newer version may add some.
 */
final class Rotation {
    static final String ID = "id";
    static final String OLD_ID = "oldId";
    static final String NEW_ID = "newId";
    static final String BASELINE = "baseline";
    static final String LABEL = "label";
    static final String LABELS = "labels";
    static final String GHOSTS = "ghosts";
    static final String STRANGERS = "strangers";
    static final String ATTEMPT = "attempt";
    static final String ASKED_AT = "askedAt";
    static final String DEADLINE = "deadline";
    static final String ACKNOWLEDGED = "acknowledged";
    static final String WAITING_FOR = "waitingFor";
    static final String FENCED = "fenced";
    static final String THEN = "then";
    static final String THEN_WHY = "thenWhy";
    static final String PAUSED = "paused";
    static final String FENCING = "fencing";
    /** What a person has to do before it goes on. */
    static final String STEPS = "steps";

    static final String EMERGENCY = "emergency";
    static final String MANUAL = "manual";
    /** What the venue refuses to delete. */
    static final String KEPT = "kept";

    static final String CAUSE = "cause";
    static final String NEW_GENERATION = "newGeneration";
    static final String BACK_GENERATION = "backGeneration";
    static final String WRONG = "wrong";
    static final String UNPROVEN = "unproven";
    /** What the venue tells of the new key nowhere, and could not be compared. */
    static final String UNTOLD = "untold";

    static final String FROM = "from";
    /** The needed rights that the venue was seen to grant the new key. */
    static final String TRIED = "tried";

    static final String FACTS = "facts";
    static final String OLD_DEAD = "oldDead";

    private static final long VERSION = 1;
    static final String SINCE = "since";
    private static final String STATE = "state";
    private static final String REASON = "reason";
    private static final String BEGUN = "begun";

    private final Map<String, Object> values;
    /** What another version wrote, which is kept as it is. */
    private final byte @Nullable [] foreign;

    private Rotation(Map<String, Object> values) {
        this(values, null);
    }

    private Rotation(Map<String, Object> values, byte @Nullable [] foreign) {
        this.values = values;
        this.foreign = foreign;
    }

    static Rotation of(String id, RotationPlan plan, ApiKey key, VenueKeyId oldId, Instant now) {
        var values = new TreeMap<String, Object>();
        values.put("v", VERSION);
        values.put(ID, id);
        values.put("key", plan.key().value());
        values.put("venue", key.venue());
        values.put("environment", key.environment().name());
        values.put("algorithm", key.algorithm().name());
        values.put("account", plan.account());
        values.put("administrator", plan.administrator().map(KeyId::value).orElse(""));
        values.put("making", plan.making().name());
        values.put("needs", names(plan.needs()));
        values.put("approved", names(plan.approved()));
        plan.ips().ifPresent(ips -> values.put("ips", List.copyOf(ips)));
        values.put("late", plan.late().name());
        values.put("acknowledgeWithin", plan.acknowledgeWithin().toSeconds());
        values.put("overlap", plan.overlap().toSeconds());
        values.put("downtime", plan.downtimeApproved() ? "yes" : "");
        values.put(OLD_ID, oldId.value());
        Names.note(values, key);
        values.put("oldGeneration", key.generation());
        values.put("pinned", key.accountId().orElse(""));
        values.put(ATTEMPT, 1L);
        values.put(BEGUN, now.toString());
        return new Rotation(values).to(RotationState.PLANNED, now);
    }

    private static List<String> names(Set<Permission> rights) {
        return rights.stream().map(Permission::name).toList();
    }

    /** @throws IOException if it is no row at all */
    static Rotation read(byte[] record) throws IOException {
        JsonMap json = JsonMap.read(record);
        json.text(ID);
        json.text("key");
        var values = new TreeMap<>(json.values());
        boolean known = values.get("v") instanceof Long version
                && version == VERSION
                && RotationStates.isKnown(json.text(STATE, ""));
        if (known) {
            return new Rotation(values);
        }
        values.put(STATE, RotationState.BLOCKED.name());
        values.put(REASON, "another version of keyguard wrote this; go on with that one");
        return new Rotation(values, record);
    }

    /** Whether another version wrote it, which may mean something else by it. */
    boolean isForeign() {
        return foreign != null;
    }

    byte[] toRecord() {
        return foreign != null ? foreign.clone() : JsonMap.write(values);
    }

    Rotation with(String name, Object value) {
        var more = new TreeMap<>(values);
        more.put(name, value);
        return new Rotation(more);
    }

    Rotation without(String... names) {
        var fewer = new TreeMap<>(values);
        fewer.keySet().removeAll(Set.of(names));
        return new Rotation(fewer);
    }

    /** This rotation in {@code state} since {@code now}. */
    Rotation to(RotationState state, Instant now) {
        return with(STATE, state.name()).with(SINCE, now.toString()).without(REASON, WAITING_FOR, STEPS);
    }

    Rotation because(String reason) {
        return with(REASON, reason);
    }

    /** Adds to what was out of the ordinary. */
    Rotation note(String cause) {
        String before = text(CAUSE);
        return before.contains(cause) ? this : with(CAUSE, before.isEmpty() ? cause : before + "; " + cause);
    }

    boolean isSame(Rotation other) {
        return values.equals(other.values);
    }

    String text(String name) {
        Object value = values.get(name);
        return value == null ? "" : value.toString();
    }

    boolean is(String name) {
        return text(name).equals("yes");
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    long number(String name) {
        return values.get(name) instanceof Long number ? number : 0;
    }

    List<String> list(String name) {
        return values.get(name) instanceof Collection<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }

    Map<String, String> map(String name) {
        var map = new LinkedHashMap<String, String>();
        if (values.get(name) instanceof Map<?, ?> found) {
            found.forEach((key, value) -> map.put(key.toString(), value.toString()));
        }
        return map;
    }

    @Nullable
    Instant time(String name) {
        String text = text(name);
        return text.isEmpty() ? null : Instant.parse(text);
    }

    /** The time called {@code name}, which every row in such a state has. */
    Instant at(String name) {
        return Instant.parse(text(name));
    }

    Set<Permission> rights(String name) {
        var rights = EnumSet.noneOf(Permission.class);
        list(name).forEach(right -> rights.add(Permission.valueOf(right)));
        return rights;
    }

    String id() {
        return text(ID);
    }

    KeyId key() {
        return KeyId.of(text("key"));
    }

    RotationState state() {
        return RotationState.valueOf(text(STATE));
    }

    String reason() {
        return text(REASON);
    }

    Instant since() {
        return at(SINCE);
    }

    /** When the rotation began; as far as an older version tells. */
    Instant begun() {
        return has(BEGUN) ? at(BEGUN) : since();
    }

    long epoch() {
        return number("epoch");
    }

    String venue() {
        return text("venue");
    }

    Environment environment() {
        return Environment.valueOf(text("environment"));
    }

    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.valueOf(text("algorithm"));
    }

    Optional<KeyId> administrator() {
        return Optional.of(text("administrator"))
                .filter(name -> !name.isEmpty())
                .map(KeyId::of);
    }

    RotationPlan.Making making() {
        return RotationPlan.Making.valueOf(text("making"));
    }

    RotationPlan.Late late() {
        return RotationPlan.Late.valueOf(text("late"));
    }

    Duration seconds(String name) {
        return Duration.ofSeconds(number(name));
    }

    /** The new key's id at its venue; empty before there is one. */
    String newId() {
        return text(NEW_ID);
    }

    String oldId() {
        return text(OLD_ID);
    }

    /** The addresses the new key is to be bound to. */
    Set<String> ips() {
        return new TreeSet<>(has("ips") ? list("ips") : list(OldFacts.IPS));
    }

    /** What begins every label of this rotation. */
    String lineage() {
        return id().substring(0, 6);
    }

    @Override
    public String toString() {
        return "Rotation[" + key() + ", " + id() + ", " + text(STATE) + "]";
    }
}
