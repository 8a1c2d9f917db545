/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.secret.SecretBytes;
import io.keyguard.venue.HttpTransport;
import java.io.IOException;
import java.nio.file.Path;

/** A way to tell somebody: a pager, a chat. Handed to {@link Notices}, which tries again, and tells where it does not work. Thread-safe. */
public interface Notifier {
    /** Returns what this is called in health, audit trail and reports; without anything secret. */
    String name();

    /**
     * Returns once {@code notice} is delivered. It may wait, but should end in some seconds.
     *
     * @throws IOException if it is not known to be delivered; told by the type of the exception alone, unless it comes from a webhook of {@link #webhook}
     */
    void deliver(Notice notice) throws IOException;

    /**
     * Returns a webhook: each notice is posted as a JSON object, in a form that Slack, Mattermost and Discord show, and counts as delivered when the answer is a 2xx.
     *
     * @param name what it is called, instead of its address, which is a secret: whoever has it can write there
     * @param address an https address, or one of this machine; it stays the caller's to close, and is on the heap while a notice is sent
     * @param transport such as {@link HttpTransport#jdk}
     * @throws IllegalArgumentException if it is no such address
     */
    static Notifier webhook(String name, SecretBytes address, HttpTransport transport) {
        return new Webhook(name, address, transport);
    }

    /**
     * Returns a webhook as {@link #webhook(String, SecretBytes, HttpTransport)} does, whose address is read now from the first line of {@code file}, which nobody but its owner may read. It is not read again: who can
     * change the file later sends no notice elsewhere.
     *
     * @throws IllegalArgumentException if the file cannot be read, others may read it, or it holds no such address
     */
    static Notifier webhook(String name, Path file, HttpTransport transport) {
        return new Webhook(name, Webhook.read(name, file), transport);
    }
}
