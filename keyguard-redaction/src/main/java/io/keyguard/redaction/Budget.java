/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** How much work one text may cost: so much for each of its characters, whatever it is. Not thread-safe. */
final class Budget {
    private static final long EACH = 160;
    /** Two encodings on top of each other, or one list of bytes, however long, cost less; four of a text of a megabyte cost more. */
    private static final long EACH_READ = 20;
    /** A few milliseconds: a line of few characters may be one of three encodings on top of each other, with signs of all notations in it. */
    private static final long LEAST = 1 << 22;

    private long left;

    /** A text costs more than it may. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exhausted() {
            super("a text cost more to look at than its length allows", null, false, false);
        }
    }

    /** Begins looks at single characters. */
    void start(int length) {
        left = LEAST + EACH * length;
    }

    /** Begins readings, which cost more for each character. */
    void startReadings(int length) {
        left = LEAST + EACH_READ * length;
    }

    void spend(int work) {
        left -= work;
        if (left < 0) {
            throw new Exhausted();
        }
    }
}
