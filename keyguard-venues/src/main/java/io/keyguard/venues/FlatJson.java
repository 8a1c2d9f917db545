/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A document of the plainest kind, which most orders are: one object whose names and values can be read where they stand, so that no tree is built for each order. Names are letters, digits,
 * {@code _}, {@code .} and {@code -}; values are printable ASCII without a backslash, numbers, {@code true}, {@code false} and {@code null}. There are no two ways to read one, also not without regard to case. Everything
 * else, also what is malformed, is left to the parser that reads all of JSON.
 */
final class FlatJson implements Fields {
    /** Longer documents are left to the parser: positions are kept in 16 bits. */
    private static final int LONGEST = 0xffff;
    /** As each name is compared with all before it. */
    private static final int MOST_FIELDS = 32;

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_NUMBER = 18;
    /** Of one field: where its name begins and ends, without quotes, and its value, with them. */
    private static final int MARKS = 4;

    /** One look-up for each character. */
    private static final boolean[] OF_NAME = new boolean[128];

    static {
        String characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
        characters.chars().forEach(c -> OF_NAME[c] = true);
    }

    private static final SeenNames NAMES = new SeenNames();

    private final String document;
    private char[] marks = new char[8 * MARKS];
    private @Nullable String[] names = new String[8];
    private int size;
    /** Where reading goes on. */
    private int at;

    private FlatJson(String document) {
        this.document = document;
    }

    /** Returns the fields of {@code document}, or {@code null} if it is not of this kind. */
    static @Nullable FlatJson read(String document) {
        var flat = new FlatJson(document);
        return document.length() <= LONGEST && flat.isObject() ? flat : null;
    }

    private boolean isObject() {
        if (!skips('{')) {
            return false;
        }
        boolean more = !skips('}');
        while (more) {
            if (!isField()) {
                return false;
            }
            more = skips(',');
            if (!more && !skips('}')) {
                return false;
            }
        }
        next();
        return at == document.length();
    }

    private boolean isField() {
        if (size == MOST_FIELDS || !skips('"')) {
            return false;
        }
        int name = at;
        int nameEnd = endOfName();
        at = nameEnd;
        if (name == nameEnd || nameEnd - name > LONGEST_NAME || here() != '"' || isKnown(name, nameEnd)) {
            return false;
        }
        at++;
        if (!skips(':')) {
            return false;
        }
        next();
        int value = at;
        if (!isValue()) {
            return false;
        }
        mark(name, nameEnd, value, at);
        return true;
    }

    private boolean isKnown(int name, int end) {
        for (int i = 0; i < size * MARKS; i += MARKS) {
            int length = marks[i + 1] - marks[i];
            if (length == end - name && document.regionMatches(true, marks[i], document, name, length)) {
                return true;
            }
        }
        return false;
    }

    private void mark(int name, int nameEnd, int value, int valueEnd) {
        int i = size * MARKS;
        if (i == marks.length) {
            marks = Arrays.copyOf(marks, 2 * i);
            names = Arrays.copyOf(names, 2 * size);
        }
        marks[i] = (char) name;
        marks[i + 1] = (char) nameEnd;
        marks[i + 2] = (char) value;
        marks[i + 3] = (char) valueEnd;
        size++;
    }

    private boolean isValue() {
        return switch (here()) {
            case '"' -> isText();
            case 't' -> isWord("true");
            case 'f' -> isWord("false");
            case 'n' -> isWord("null");
            default -> isNumber();
        };
    }

    private boolean isText() {
        int end = document.length();
        for (int i = at + 1; i < end; i++) {
            char c = document.charAt(i);
            if (c == '"') {
                at = i + 1;
                return true;
            }
            if (c < ' ' || c > '~' || c == '\\') {
                return false;
            }
        }
        return false;
    }

    private boolean isWord(String word) {
        boolean is = document.startsWith(word, at);
        at += word.length();
        return is;
    }

    /** Short ones without an exponent. */
    private boolean isNumber() {
        int start = at;
        if (here() == '-') {
            at++;
        }
        int first = at;
        boolean whole = digits() > 0 && (document.charAt(first) != '0' || at == first + 1);
        boolean number = whole;
        if (whole && here() == '.') {
            at++;
            number = digits() > 0;
        }
        return number && at - start <= LONGEST_NUMBER;
    }

    private int digits() {
        int start = at;
        while (here() >= '0' && here() <= '9') {
            at++;
        }
        return at - start;
    }

    /** The character where reading goes on; 0 at the end, which is nowhere allowed before. */
    private char here() {
        return at < document.length() ? document.charAt(at) : 0;
    }

    /** The same behind white space. */
    private char next() {
        char c = here();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            at++;
            c = here();
        }
        return c;
    }

    private boolean skips(char wanted) {
        boolean found = next() == wanted;
        if (found) {
            at++;
        }
        return found;
    }

    private int endOfName() {
        int end = at;
        while (end < document.length() && isOfName(document.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfName(char c) {
        return c < OF_NAME.length && OF_NAME[c];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean has(String name) {
        return find(name) >= 0;
    }

    @Override
    public JsonNode path(String name) {
        int i = find(name);
        return i < 0 ? MissingNode.getInstance() : value(marks[i + 2], marks[i + 3]);
    }

    private JsonNode value(int from, int to) {
        return switch (document.charAt(from)) {
            case '"' -> TextNode.valueOf(document.substring(from + 1, to - 1));
            case 't' -> BooleanNode.TRUE;
            case 'f' -> BooleanNode.FALSE;
            case 'n' -> NullNode.getInstance();
            default -> JsonBody.number(document.substring(from, to));
        };
    }

    private int find(String name) {
        int found = -1;
        for (int i = 0; i < size * MARKS; i += MARKS) {
            int length = marks[i + 1] - marks[i];
            if (length == name.length() && document.regionMatches(true, marks[i], name, 0, length)) {
                // Of names that differ in case alone there is one.
                found = Spelling.is(name(i / MARKS), name) ? i : found;
            }
        }
        return found;
    }

    @Override
    public List<String> names() {
        var all = new String[size];
        for (int i = 0; i < size; i++) {
            all[i] = name(i);
        }
        return Arrays.asList(all);
    }

    @Override
    public boolean hasOnly(Set<String> documented) {
        for (int i = 0; i < size; i++) {
            if (!documented.contains(name(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean hasOnlyTexts(String other) {
        for (int i = 0; i < size; i++) {
            if (!holdsText(i) && !name(i).equals(other)) {
                return false;
            }
        }
        return true;
    }

    private boolean holdsText(int field) {
        return document.charAt(marks[field * MARKS + 2]) == '"';
    }

    /** Adds each name, in ascending order, and the text behind it to {@code draft}; false, with some of them added, if a value is no text. */
    boolean addTextsInOrder(Draft draft) {
        for (int field : inOrder()) {
            if (!holdsText(field)) {
                return false;
            }
            int i = field * MARKS;
            draft.add(document, marks[i], marks[i + 1]).add(document, marks[i + 2] + 1, marks[i + 3] - 1);
        }
        return true;
    }

    /** The fields in the order of their names, which are few. */
    private int[] inOrder() {
        var order = new int[size];
        for (int i = 0; i < size; i++) {
            int at = i;
            while (at > 0 && isBefore(i, order[at - 1])) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
        return order;
    }

    private boolean isBefore(int field, int other) {
        int one = marks[field * MARKS];
        int two = marks[other * MARKS];
        int length = Math.min(marks[field * MARKS + 1] - one, marks[other * MARKS + 1] - two);
        for (int i = 0; i < length; i++) {
            int difference = document.charAt(one + i) - document.charAt(two + i);
            if (difference != 0) {
                return difference < 0;
            }
        }
        return marks[field * MARKS + 1] - one < marks[other * MARKS + 1] - two;
    }

    /** Worked out once, as each is compared several times. Two threads may each do so, and both are right. */
    private String name(int field) {
        String known = names[field];
        if (known == null) {
            known = NAMES.of(document, marks[field * MARKS], marks[field * MARKS + 1]);
            names[field] = known;
        }
        return known;
    }
}
