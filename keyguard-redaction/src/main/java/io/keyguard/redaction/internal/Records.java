/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.internal;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What records are made of, as encoders see it. */
final class Records {
    private static final Set<String> USUAL = Set.of("toString", "hashCode", "getClass");

    private static final ClassValue<Boolean> TRANSPARENT = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            Set<String> parts = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getName)
                    .collect(Collectors.toSet());
            return Arrays.stream(type.getMethods()).allMatch(method -> isUsual(method, parts));
        }
    };

    private Records() {}

    /** The parts of {@code structure} by name; null if its module keeps them to itself. */
    static @Nullable Map<String, @Nullable Object> parts(Record structure) {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        try {
            for (RecordComponent part : structure.getClass().getRecordComponents()) {
                Method accessor = part.getAccessor();
                if (!accessor.trySetAccessible()) {
                    return null;
                }
                parts.put(part.getName(), accessor.invoke(structure));
            }
            return parts;
        } catch (ReflectiveOperationException e) {
            // What cannot be looked into is judged by its text.
            return null;
        }
    }

    /** Whether records of {@code type} have nothing to ask for but their parts. */
    static boolean isTransparent(Class<?> type) {
        return TRANSPARENT.get(type);
    }

    private static boolean isUsual(Method method, Set<String> parts) {
        return method.getParameterCount() > 0
                || method.getReturnType() == void.class
                || java.lang.reflect.Modifier.isStatic(method.getModifiers())
                || USUAL.contains(method.getName())
                || parts.contains(method.getName());
    }
}
