/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.spi.LoggerContextVO;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names around an event, masked. */
record Names(
        @Nullable String thread, String logger, @Nullable LoggerContextVO context) {
    /** Those of an event that could not be looked at. */
    static final Names UNSAID = new Names("", "io.keyguard", new LoggerContextVO("", Map.of(), 0));

    static Names of(
            Masking masking, @Nullable String thread, @Nullable String logger, @Nullable LoggerContextVO context) {
        return new Names(
                masking.maskNullable(thread), masking.mask(String.valueOf(logger)), masking.maskContext(context));
    }
}
