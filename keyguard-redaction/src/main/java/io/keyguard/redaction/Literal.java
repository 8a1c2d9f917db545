/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/**
 * What secrets hold as it is that could be taken for a notation.
 *
 * @param text the kinds of escapes whose signs stand in what is text
 * @param raw the kinds whose escapes stand in what is bytes, by chance
 * @param spaced whether there is a space in what is text, for which a line may end
 */
record Literal(int text, int raw, boolean spaced) {
    static final Literal NONE = new Literal(0, 0, false);

    /** Those of {@code form}, which is bytes or text. */
    static Literal in(byte[] form, boolean bytes) {
        var view = new View();
        view.wrap(form, form.length);
        int kinds = 0;
        boolean spaced = false;
        for (int i = 0; i < form.length; i++) {
            int kind = Signs.escape(view.at(i));
            boolean counts = !bytes || kind == Signs.BACKSLASH || Escapes.isEscape(view, i, kind);
            kinds |= kind != 0 && counts ? kind : 0;
            spaced |= !bytes && view.at(i) == ' ';
        }
        return bytes ? new Literal(0, kinds, false) : new Literal(kinds, 0, spaced);
    }

    Literal and(Literal other) {
        return new Literal(text | other.text, raw | other.raw, spaced || other.spaced);
    }
}
