/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.SecretJson;
import io.keyguard.venue.ErrorClassifier;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.VenueKeyId;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Where the answers of a venue show a new key. They are read without a string of the secret.
 *
 * @param code path of the code that says that all went well; empty where the status and a secret say it
 * @param done that code
 * @param apiKey path of the API key, with dots
 * @param secret path of the secret
 * @param others paths of what else is not to become a string, such as a passphrase that comes back
 */
record KeyAnswers(String code, String done, String apiKey, String secret, Set<String> others) {
    KeyAnswers(String code, String done, String apiKey, String secret) {
        this(code, done, apiKey, secret, Set.of());
    }

    private Set<String> secrets(String... more) {
        var all = new HashSet<>(others);
        all.addAll(Set.of(more));
        return all;
    }

    /**
     * The key in {@code reply}, which is wiped.
     *
     * @throws io.keyguard.VenueRefusedException if the venue says that it has made none
     * @throws io.keyguard.VenueUnavailableException if it is not known whether one was made
     */
    NewKey read(String venue, String question, HttpReply reply, ErrorClassifier errors) {
        try (SecretJson answer = SecretJson.read(reply.bytes(), secrets(apiKey, secret))) {
            if (isDone(reply, answer)) {
                return take(venue, reply, answer);
            }
            if (!answer.has(secret)) {
                Answers.change(venue, question, reply, errors);
            }
            throw KeyguardExceptions.malformedReply(venue, question, reply.status());
        } catch (IOException e) {
            // What is no whole JSON may still hold a secret, so that the status alone is looked at.
            Answers.change(venue, question, new HttpReply(reply.status(), ""), errors);
            throw KeyguardExceptions.malformedReply(venue, question, reply.status());
        } finally {
            reply.wipe();
        }
    }

    private boolean isDone(HttpReply reply, SecretJson answer) throws IOException {
        return reply.status() == 200
                && (code.isEmpty() ? answer.has(secret) : answer.plain(code).equals(done));
    }

    private NewKey take(String venue, HttpReply reply, SecretJson answer) throws IOException {
        SecretBytes key = answer.take(apiKey);
        try {
            SecretBytes made = answer.take(secret);
            if (key.length() == 0 || made.length() == 0) {
                made.close();
                throw new IOException("an empty key");
            }
            return new NewKey(id(venue, reply), key, made);
        } catch (IOException e) {
            key.close();
            throw e;
        }
    }

    /** From a second look in which the API key, which travels in a header anyway, is no secret. */
    private VenueKeyId id(String venue, HttpReply reply) throws IOException {
        try (SecretJson answer = SecretJson.read(reply.bytes(), secrets(secret))) {
            return VenueKeyId.of(venue, answer.plain(apiKey));
        }
    }
}
