/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** How alarms are written in the file of a watch. */
final class AlarmFile {
    private AlarmFile() {}

    static void write(Alarm alarm, DataOutput out) throws IOException {
        Saved.time(alarm.at(), out);
        Saved.time(alarm.first(), out);
        Saved.text(alarm.signal().name(), out);
        Saved.text(alarm.key().map(KeyId::value).orElse(""), out);
        Saved.text(alarm.subject(), out);
        Saved.text(alarm.evidence(), out);
        Saved.text(alarm.confidence().name(), out);
        Saved.text(alarm.advice().name(), out);
        Saved.text(alarm.reaction().name(), out);
        out.writeLong(alarm.count());
    }

    /** Reads one; empty if only a newer version knows what it is about. */
    static Optional<Alarm> read(String venue, String account, DataInput in) throws IOException {
        Instant at = Saved.time(in);
        Instant first = Saved.time(in);
        String signal = in.readUTF();
        String key = in.readUTF();
        String subject = in.readUTF();
        String evidence = in.readUTF();
        String confidence = in.readUTF();
        String advice = in.readUTF();
        String reaction = in.readUTF();
        long count = in.readLong();
        try {
            return Optional.of(new Alarm(
                    at,
                    first,
                    venue,
                    account,
                    Signal.valueOf(signal),
                    key.isEmpty() ? Optional.empty() : Optional.of(KeyId.of(key)),
                    subject,
                    evidence,
                    Confidence.valueOf(confidence),
                    Advice.valueOf(advice),
                    Reaction.valueOf(reaction),
                    count));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
