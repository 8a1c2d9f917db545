/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

/** What a watch must be told, so that an attack can be noticed. */
public enum Needs {
    /** The venue's stream of orders, or a list of them that is read again and again. */
    ORDERS("orders"),
    /** Its list of withdrawals and transfers. */
    MOVEMENTS("withdrawals and transfers"),
    /** Its list of the account's keys. */
    KEYS("list of keys"),
    /** What it says of the key's rights. */
    RIGHTS("rights of the key"),
    /** Its record of who did what from where. */
    RECORD("record of access"),
    /** Its answers to the bot's own requests: errors, and what it counts of limits. */
    ANSWERS("answers to own requests"),
    /** Executions, with their prices. */
    FILLS("executions"),
    /** What the account holds. */
    BALANCES("balances"),
    /** Nothing of the venue: it happens in the bot's own process. */
    OWN_PROCESS("nothing of the venue"),
    /** Nothing shows it. */
    UNSEEN("not shown anywhere");

    private final String words;

    Needs(String words) {
        this.words = words;
    }

    /** Returns what it is, in words. */
    public String words() {
        return words;
    }
}
