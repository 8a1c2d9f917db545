/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.internal;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Masks objects of which an encoder may show more than their text does: arrays, collections, maps and records are looked at piece by piece, what stands under a name together with
 * the name. Of any other object only the text can be judged. For one event; not thread-safe.
 */
public final class Values {
    /** Deeper, the text has to do. */
    private static final int DEEPEST = 16;

    private static final String MASK = "[redacted";
    private static final int LONGEST_NAME = 64;

    private static final List<Class<?>> PLAIN = List.of(
            Number.class,
            Boolean.class,
            Character.class,
            TemporalAccessor.class,
            TemporalAmount.class,
            Date.class,
            UUID.class,
            URI.class,
            URL.class,
            File.class,
            Class.class,
            Locale.class,
            Currency.class);

    private static final ClassValue<Boolean> IS_PLAIN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return Enum.class.isAssignableFrom(type)
                    || (type.getName().startsWith("java.")
                            && PLAIN.stream().anyMatch(plain -> plain.isAssignableFrom(type)));
        }
    };

    private final UnaryOperator<String> mask;
    private final boolean asText;
    private final BooleanSupplier oneLook;
    private boolean changed;

    /**
     * Makes one that masks texts by {@code mask}.
     *
     * @param asText whether objects that show nothing but their text are replaced by it, masked: for encoders and appenders whose output nobody looks at again
     */
    public Values(UnaryOperator<String> mask, boolean asText) {
        this(mask, asText, () -> false);
    }

    /**
     * Makes one that masks texts by {@code mask}.
     *
     * @param asText as for the other
     * @param oneLook whether what is found in a text is found behind a name as well: not where somebody's pattern may begin with the text
     */
    public Values(UnaryOperator<String> mask, boolean asText, BooleanSupplier oneLook) {
        this.mask = mask;
        this.asText = asText;
        this.oneLook = oneLook;
    }

    /** Whether anything was replaced so far. */
    public boolean isChanged() {
        return changed;
    }

    /** Returns {@code value} itself if there is nothing to mask, else what may take its place. */
    public @Nullable Object mask(@Nullable Object value) {
        return mask(value, 0);
    }

    /** Returns what may stand under {@code name}, which may say that it is a secret. */
    public @Nullable Object mask(String name, @Nullable Object value) {
        return named(name, value, 0);
    }

    private @Nullable Object mask(@Nullable Object value, int depth) {
        if (value == null) {
            return null;
        }
        if (value instanceof String || isPlain(value)) {
            return judged(value, value.toString());
        }
        Object inside = depth < DEEPEST ? inside(value, depth + 1) : null;
        return inside != null ? inside : unknown(value);
    }

    private static boolean isPlain(Object value) {
        return IS_PLAIN.get(value.getClass());
    }

    /** Whether there is no more to {@code value} than the text of it. */
    public static boolean isText(@Nullable Object value) {
        return value == null || value instanceof String || isPlain(value);
    }

    private Object judged(Object value, String text) {
        String masked = mask.apply(text);
        if (masked.equals(text)) {
            return value;
        }
        changed = true;
        return masked;
    }

    private Object unknown(Object value) {
        // Some have none.
        String text = Objects.requireNonNullElse(value.toString(), "null");
        changed |= asText;
        return judged(asText ? text : value, text);
    }

    private @Nullable Object inside(Object value, int depth) {
        if (value instanceof char[] characters) {
            return judged(characters, new String(characters));
        }
        if (value instanceof Object[] array) {
            return whole(value, () -> masked(Arrays.asList(array), depth).toArray());
        }
        if (value.getClass().isArray()) {
            return judged(value, text(value));
        }
        if (value instanceof Collection<?> collection) {
            return whole(value, () -> masked(collection, depth));
        }
        if (value instanceof Map<?, ?> map) {
            return whole(value, () -> masked(map, depth));
        }
        return value instanceof Record structure ? inside(structure, depth) : null;
    }

    private interface Copy {
        Object make();
    }

    /** The value if nothing of it changed, else the copy; the text of either if a secret shows only there, in pieces side by side. */
    private Object whole(Object value, Copy copy) {
        boolean before = changed;
        changed = false;
        Object made = copy.make();
        Object kept = changed ? made : value;
        changed |= before;
        return judged(kept, text(kept));
    }

    private List<@Nullable Object> masked(Collection<?> values, int depth) {
        List<@Nullable Object> masked = new ArrayList<>(values.size());
        for (Object value : values) {
            masked.add(mask(value, depth));
        }
        return masked;
    }

    private Map<Object, @Nullable Object> masked(Map<?, ?> map, int depth) {
        Map<Object, @Nullable Object> masked = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            Object key = mask(name, depth);
            masked.put(key == null ? "null" : key, named(String.valueOf(name), value, depth));
        });
        return masked;
    }

    private @Nullable Object inside(Record structure, int depth) {
        Map<String, @Nullable Object> parts = Records.parts(structure);
        if (parts == null) {
            return null;
        }
        return whole(structure, () -> {
            Object masked = masked(parts, depth);
            changed |= asText && !Records.isTransparent(structure.getClass());
            return masked;
        });
    }

    /**
     * Whether one look at {@code name} and {@code text} side by side tells of the text as well. What stands at the beginning of a line, or behind a sign, may mean something else there; so it is where both are words.
     */
    static boolean isOneLook(String name, String text) {
        return name.length() <= LONGEST_NAME && isWord(name) && isWord(text);
    }

    private static boolean isWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean inside = i > 0 && (c == '-' || c == '.' || c == ':' || c == '/');
            if (c >= 0x80 || !(Character.isLetterOrDigit(c) || c == '_' || inside)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Object named(String name, @Nullable Object value, int depth) {
        if (oneLook.getAsBoolean() && value instanceof String text && isOneLook(name, text)) {
            String joined = name + "=" + text;
            String shown = mask.apply(joined);
            if (shown.equals(joined)) {
                return value;
            }
            if (shown.startsWith(name + "=" + MASK) && shown.indexOf(']', name.length()) == shown.length() - 1) {
                return first(shown);
            }
        }
        return apart(name, value, depth);
    }

    private @Nullable Object apart(String name, @Nullable Object value, int depth) {
        boolean before = changed;
        changed = false;
        Object masked = mask(value, depth);
        boolean clean = !changed;
        changed |= before;
        if (text(masked).startsWith(MASK)) {
            return masked;
        }
        // With what it was: a piece of it may be known, and the name says that all of it is secret.
        String text = text(value instanceof String || value instanceof char[] ? value : masked);
        String joined = name + "=" + text;
        String shown = mask.apply(joined);
        if (shown.equals(joined)) {
            return masked;
        }
        boolean isSecret = shown.startsWith(name + "=" + MASK)
                || (clean && mask.apply(name).equals(name));
        return isSecret ? first(shown) : masked;
    }

    /** The first mask in {@code shown}, for the whole of a value. */
    private String first(String shown) {
        changed = true;
        int from = Math.max(0, shown.indexOf(MASK));
        return shown.substring(from, shown.indexOf(']', from) + 1);
    }

    /** How {@code value} shows in a message. */
    public static String text(@Nullable Object value) {
        if (value instanceof char[] characters) {
            return new String(characters);
        }
        if (value != null && value.getClass().isArray()) {
            String wrapped = Arrays.deepToString(new Object[] {value});
            return wrapped.substring(1, wrapped.length() - 1);
        }
        return String.valueOf(value);
    }
}
