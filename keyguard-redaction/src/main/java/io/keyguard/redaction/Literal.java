/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/**
 * Which signs of escapes secrets hold as they are.
 *
 * @param text the kinds whose signs stand in what is text
 * @param raw the kinds whose escapes stand in what is bytes, by chance
 */
record Literal(int text, int raw) {
    static final Literal NONE = new Literal(0, 0);

    /** Those of {@code form}, which is bytes or text. */
    static Literal in(byte[] form, boolean bytes) {
        var view = new View();
        view.wrap(form, form.length);
        int kinds = 0;
        for (int i = 0; i < form.length; i++) {
            int kind = Signs.escape(view.at(i));
            boolean counts = !bytes || kind == Signs.BACKSLASH || Escapes.isEscape(view, i, kind);
            kinds |= kind != 0 && counts ? kind : 0;
        }
        return bytes ? new Literal(0, kinds) : new Literal(kinds, 0);
    }

    Literal and(Literal other) {
        return new Literal(text | other.text, raw | other.raw);
    }
}
