/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.internal.EventLog;
import io.keyguard.internal.RecordFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Reads a file of signed orders as far as it is whole. */
final class OrderReading {
    private OrderReading() {}

    static void read(Path file, OrderRecords.Reader to) {
        try {
            RecordFile.read(file, record -> {
                try {
                    OrderRecords.read(record, to);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException | UncheckedIOException e) {
            EventLog.damaged(file, e.getClass().getName());
        }
    }
}
