/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.HashiCorpHttp.ForbiddenException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A token that is there when it is needed: got by a login, renewed when two thirds of its life are over, got anew when it is refused. Guarded by its owner's lock.
 */
final class HashiCorpSession implements AutoCloseable {
    private static final Set<String> SECRETS = Set.of("auth.client_token", "auth.accessor", "data.id");

    private final HashiCorpHttp http;
    private final HashiCorpLogin login;
    private final LongSupplier ticker;
    private @Nullable SecretBytes token;
    private boolean renewable;
    private long renewAt = Long.MAX_VALUE;

    HashiCorpSession(HashiCorpHttp http, HashiCorpLogin login, LongSupplier ticker) {
        this.http = http;
        this.login = login;
        this.ticker = ticker;
    }

    /** Sends with a token that is accepted; a token that is refused is replaced once. */
    <R> R exchange(String path, byte @Nullable [] body, Function<byte[], R> reader) {
        boolean fresh = ready();
        try {
            return http.exchange(path, header(), body, reader);
        } catch (ForbiddenException e) {
            if (fresh) {
                throw refused(path);
            }
        }
        logIn();
        try {
            return http.exchange(path, header(), body, reader);
        } catch (ForbiddenException e) {
            throw refused(path);
        }
    }

    private RuntimeException refused(String path) {
        return http.unreadable(
                path + " was answered with 403: the token is not accepted, or its policy does not allow this path");
    }

    /** Returns whether the token is new. */
    private boolean ready() {
        if (token == null) {
            logIn();
            return true;
        }
        if (ticker.getAsLong() - renewAt >= 0) {
            if (!renewable || !renew()) {
                logIn();
                return true;
            }
        }
        return false;
    }

    private boolean renew() {
        try {
            http.exchange("auth/token/renew-self", header(), HashiCorpHttp.utf8("{}"), this::take);
            return true;
        } catch (ForbiddenException e) {
            return false;
        }
    }

    private void logIn() {
        if (login.isToken()) {
            replace(login.proof().read());
            renewable = false;
            renewAt = Long.MAX_VALUE;
            return;
        }
        byte[] body = login.body();
        try {
            http.exchange(login.path(), null, body, this::take);
        } catch (ForbiddenException e) {
            throw http.unreadable(login.path() + " was answered with 403: the login is not accepted");
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    private boolean take(byte[] answer) {
        try (SecretJson json = SecretJson.read(answer, SECRETS)) {
            replace(json.take("auth.client_token"));
            renewable = json.plain("auth.renewable").equals("true");
            long life = Duration.ofSeconds(json.number("auth.lease_duration")).toNanos();
            // A life of zero is a token without an end.
            renewAt = life == 0 ? Long.MAX_VALUE : ticker.getAsLong() + life / 3 * 2;
            return true;
        } catch (IOException e) {
            throw http.unreadable("a login was answered with " + e.getMessage());
        }
    }

    private void replace(SecretBytes next) {
        close();
        token = next;
    }

    /** Headers are strings: a bearer part. */
    private @Nullable String header() {
        return token == null
                ? null
                : token.lend(
                        InsecureSecretAccess.get(),
                        view -> StandardCharsets.UTF_8.decode(view).toString());
    }

    @Override
    public void close() {
        if (token != null) {
            token.close();
            token = null;
        }
    }

    @Override
    public String toString() {
        return "HashiCorpSession[" + login + "]";
    }
}
