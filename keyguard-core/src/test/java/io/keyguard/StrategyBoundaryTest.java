/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.rotation.KeyRing;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.rotation.Ring;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SignedRequest;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Code that holds the provider of one strategy reaches no other strategy's key: by no call, no cast, and no reflection on what is public. */
class StrategyBoundaryTest {
    /** Whoever holds one of these holds more than one strategy's key, or material. */
    private static final Set<Class<?>> BEYOND = Set.of(
            Keyguard.class,
            KeyRing.class,
            Ring.class,
            LoadedKey.class,
            ApiKey.class,
            KeySource.class,
            KeySnapshot.class,
            SecretBytes.class);

    private final FakeVenue venue = new FakeVenue();
    private final FakeKeySource source = new FakeKeySource();
    private Keyguard keyguard;
    private KeyProvider keys;

    @BeforeEach
    void twoStrategiesOnOneAccount() {
        venue.knows("canary-key-1", "read", "trade");
        venue.knows("canary-key-2", "read", "trade");
        source.put("grid-fake", "canary-key-1", "canary-secret-1");
        source.put("hedge-fake", "canary-key-2", "canary-secret-2", b -> b.strategies(Set.of("hedge")));
        Grant grant = Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN);
        keyguard = Keyguard.builder()
                .source(source)
                .venues(venue)
                .grant("grid", grant)
                .grant("hedge", grant)
                .transport(request -> new HttpReply(200, request.headers().getOrDefault("X-KEY", "")))
                .start();
        keys = keyguard.forStrategy("grid");
    }

    @AfterEach
    void close() {
        keyguard.close();
    }

    @Test
    void get_everyScopeThereIs_givesOwnKeysOrNone() {
        var given = new ArrayList<ScopedKey>();
        for (String account : List.of("main", "hedge", "")) {
            for (Permission permission : EnumSet.allOf(Permission.class)) {
                try {
                    given.add(keys.get(KeyScope.of("fake", account, permission)));
                } catch (KeyNotFoundException e) {
                    assertThat(e.getMessage()).doesNotContain("hedge-fake");
                }
            }
        }

        assertThat(given).hasSize(2).allMatch(key -> key.id().equals(KeyId.of("grid-fake")));
    }

    @Test
    void publicTypes_reachableFromAProvider_holdNothingBeyond() {
        var seen = new LinkedHashSet<Class<?>>();
        var open = new ArrayDeque<Class<?>>(List.of(KeyProvider.class));
        while (!open.isEmpty()) {
            Class<?> type = open.remove();
            if (type.getName().startsWith("io.keyguard.") && seen.add(type)) {
                for (Method method : type.getMethods()) {
                    open.addAll(classes(method.getGenericReturnType()));
                }
                for (var field : type.getFields()) {
                    open.addAll(classes(field.getGenericType()));
                }
            }
        }

        assertThat(seen).contains(ScopedKey.class, KeyScope.class, SignedRequest.class);
        assertThat(seen).doesNotContainAnyElementsOf(BEYOND);
    }

    private static List<Class<?>> classes(Type type) {
        var found = new ArrayList<Class<?>>();
        if (type instanceof Class<?> known) {
            found.add(known.isArray() ? known.getComponentType() : known);
        } else if (type instanceof ParameterizedType generic) {
            found.addAll(classes(generic.getRawType()));
            for (Type argument : generic.getActualTypeArguments()) {
                found.addAll(classes(argument));
            }
        }
        return found;
    }

    @Test
    void objects_reachableByPublicReflection_holdNothingBeyond() throws ReflectiveOperationException {
        var seen = new HashSet<Object>();
        var open = new ArrayDeque<Object>(List.of(keys, keys.get(KeyScope.of("fake", "main", TRADE_SPOT))));
        while (!open.isEmpty()) {
            Object object = open.remove();
            if (object.getClass().getName().startsWith("io.keyguard.") && seen.add(object)) {
                assertThat(publicTypes(object.getClass()))
                        .as("what %s can be cast to", object.getClass())
                        .doesNotContainAnyElementsOf(BEYOND);
                assertThat(object.getClass().getFields())
                        .filteredOn(field -> !Modifier.isStatic(field.getModifiers()))
                        .isEmpty();
                open.addAll(answers(object));
            }
        }

        assertThat(seen).anyMatch(ScopedKey.class::isInstance).anyMatch(KeyScope.class::isInstance);
        assertThat(seen).doesNotContain(KeyId.of("hedge-fake"));
        for (Object own : List.of(keys, keys.get(KeyScope.of("fake", "main", TRADE_SPOT)))) {
            assertThat(own.getClass().getConstructors()).isEmpty();
            assertThat(Modifier.isPublic(own.getClass().getModifiers())).isFalse();
            assertThat(publicTypes(own.getClass())).isSubsetOf(Set.of(KeyProvider.class, ScopedKey.class));
        }
    }

    private static Set<Class<?>> publicTypes(Class<?> type) {
        var found = new HashSet<Class<?>>();
        for (Class<?> up = type; up != null && up != Object.class; up = up.getSuperclass()) {
            if (Modifier.isPublic(up.getModifiers())) {
                found.add(up);
            }
            for (Class<?> face : up.getInterfaces()) {
                found.add(face);
            }
        }
        return found;
    }

    /** What the methods without parameters of its public types answer. */
    private static List<Object> answers(Object object) throws ReflectiveOperationException {
        var found = new ArrayList<Object>();
        for (Class<?> type : publicTypes(object.getClass())) {
            for (Method method : type.getMethods()) {
                if (method.getParameterCount() == 0
                        && !Modifier.isStatic(method.getModifiers())
                        && method.getDeclaringClass().getName().startsWith("io.keyguard.")) {
                    Object answer = method.invoke(object);
                    if (answer instanceof Iterable<?> several) {
                        several.forEach(found::add);
                    } else if (answer != null) {
                        found.add(answer);
                    }
                }
            }
        }
        return found;
    }
}
