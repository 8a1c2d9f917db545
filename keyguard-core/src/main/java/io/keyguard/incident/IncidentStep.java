/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

/** What is done in answer to an incident, in this order for each key. */
public enum IncidentStep {
    /** Somebody said that keys may be in other hands: the time from which everything is measured. */
    ALARM("alarm"),
    /** Bots sign nothing more that adds risk. */
    FREEZE("freeze"),
    /** What is open is cancelled, with the key itself while it still works. */
    CANCEL("cancel"),
    /** The venue, or a person on its pages, is asked to delete the key. */
    REVOKE("revoke"),
    /** A key that nobody deletes is bound to an address that no machine has, or its sub-account is frozen. */
    RESTRAIN("make it worth less"),
    /** The key is tried until its venue refuses it. */
    PROBE("prove it"),
    /** What was placed between cancelling and the key's end is cancelled with another key. */
    SWEEP("sweep"),
    /** What the accounts hold is compared with what they should. */
    RECONCILE("reconcile"),
    /** Where the key was seen, and by whom. */
    EXPOSURE("find the leak"),
    /** What was kept of an earlier run could not be read whole. */
    JOURNAL("journal"),
    /** People were told, or could not be. */
    TELL("tell"),
    /** Nothing is left to do but to read. */
    CLOSED("closed");

    private final String words;

    IncidentStep(String words) {
        this.words = words;
    }

    /** Returns the step in words. */
    public String words() {
        return words;
    }
}
