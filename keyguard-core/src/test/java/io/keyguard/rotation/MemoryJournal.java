/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A journal that outlives the crash of whoever writes it, as records, without a disk to wait for. */
final class MemoryJournal implements JournalDisk {
    final List<byte[]> records = new ArrayList<>();
    private int turns;
    private boolean taken;
    boolean full;

    @Override
    public Map<String, Rotation> rows() {
        var rows = new LinkedHashMap<String, Rotation>();
        try {
            for (byte[] record : records) {
                Rotation row = Rotation.read(record);
                rows.put(row.id(), row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    String text() {
        var text = new StringBuilder();
        records.forEach(record -> text.append(new String(record, StandardCharsets.UTF_8)));
        return text.toString();
    }

    /** Whoever has the turn stands still beyond its end. */
    void letGo() {
        taken = false;
    }

    @Override
    public Turn take(Duration wait, boolean emergency) {
        if (taken) {
            throw RotationExceptions.busy(java.nio.file.Path.of("memory"));
        }
        taken = true;
        int mine = ++turns;
        return new Turn() {
            @Override
            public void write(Rotation row, Collection<Rotation> before) {
                if (full) {
                    throw io.keyguard.internal.KeyguardExceptions.stateUnusable(null, "writing", null);
                }
                records.add(row.toRecord());
            }

            @Override
            public void requireHeld() {
                if (mine != turns) {
                    throw RotationExceptions.superseded();
                }
            }

            @Override
            public void close() {
                taken &= mine != turns;
            }
        };
    }
}
