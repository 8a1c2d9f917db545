/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/**
 * Where a secret stands. Nothing of it is repeated. Immutable.
 *
 * @param place the file, as it was named, with masks in place of secrets in its name; for the history of a repository, the commit and the file
 * @param line the line, from 1 on; 0: in the name of the place itself
 * @param column the byte in the line, from 1 on
 * @param kind the name of the key, or the kind of what nobody registered
 * @param id the same for the same kind in the same text around it at the same place, wherever it moves in the file: for lists of what was accepted
 */
public record ScanFinding(String place, long line, long column, String kind, String id) {
    /** Returns {@code place:line:column: kind}. */
    @Override
    public String toString() {
        return place + ":" + line + ":" + column + ": " + kind;
    }
}
