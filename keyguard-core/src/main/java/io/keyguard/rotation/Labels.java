/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names that new keys get at venues: by them a key is known whose making nobody saw end. */
final class Labels {
    private Labels() {}

    /** The label of the attempt of {@code row}, of the venue's form; empty if none fits. */
    static Optional<String> of(Rotation row, Pattern form) {
        String digits = row.lineage() + HexFormat.of().toHexDigits((byte) row.number(Rotation.ATTEMPT));
        return Stream.of("kg-" + digits, "kg" + digits)
                .filter(label -> form.matcher(label).matches())
                .findFirst();
    }

    /** Adds {@code label} to those that this rotation has used. */
    static Rotation note(Rotation row, String label) {
        List<String> labels = Stream.concat(row.list(Rotation.LABELS).stream(), Stream.of(label))
                .distinct()
                .toList();
        return row.with(Rotation.LABEL, label).with(Rotation.LABELS, labels);
    }
}
