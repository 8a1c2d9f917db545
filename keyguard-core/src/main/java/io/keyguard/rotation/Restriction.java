/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

/** Why a key signs only requests that add no risk: reads, cancels and reductions. */
public enum Restriction {
    /** Its venue has not confirmed its rights. */
    UNVERIFIED("the venue has not confirmed the rights"),
    /** It can do more, or is bound less, than policy and grants allow; found while it was in use. */
    NOT_AS_ASKED("it can do more, or is bound less, than policy and grants allow"),
    /** It has passed the limit of its age while it was in use; only a new generation ends this. */
    TOO_OLD("it has passed the limit of its age");

    private final String words;

    Restriction(String words) {
        this.words = words;
    }

    /** Returns the reason in words. */
    public String words() {
        return words;
    }
}
