/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import io.keyguard.SourceException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.HashiCorpHttp.DeniedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A token that is there when it is needed: got by a login, renewed when two thirds of its life are over, got anew when it is refused. Guarded by its owner's lock.
 */
final class HashiCorpSession implements AutoCloseable {
    /** How long a login that did not help with a path is not tried again for it. */
    private static final long LOGIN_AGAIN = Duration.ofMinutes(10).toNanos();

    private static final Set<String> SECRETS = Set.of("auth.client_token", "auth.accessor", "data.id", "data.accessor");

    private final HashiCorpHttp http;
    private final HashiCorpLogin login;
    private final LongSupplier ticker;
    private @Nullable SecretBytes token;
    private boolean renewable;
    private long life;
    private long renewAt = Long.MAX_VALUE;

    /** When a path was last forbidden to a token that was just got. */
    private final Map<String, Long> forbidden = new HashMap<>();

    HashiCorpSession(HashiCorpHttp http, HashiCorpLogin login, LongSupplier ticker) {
        this.http = http;
        this.login = login;
        this.ticker = ticker;
    }

    /**
     * Sends with a token that is accepted; a token that is refused is replaced once, unless a new one did not help with this path a short while ago.
     *
     * @throws DeniedException if the server's answer, to a token that is accepted, is no
     */
    <R> R exchange(String path, byte @Nullable [] body, Function<byte[], R> reader) throws DeniedException {
        boolean fresh = ready();
        try {
            return allowed(path, body, reader);
        } catch (DeniedException e) {
            if (fresh || !e.isForbidden() || !mayLoginHelp(path)) {
                throw judged(e, path, fresh);
            }
        }
        logIn();
        try {
            return allowed(path, body, reader);
        } catch (DeniedException e) {
            throw judged(e, path, true);
        }
    }

    private <R> R allowed(String path, byte @Nullable [] body, Function<byte[], R> reader) throws DeniedException {
        R answer = ask(path, body, reader);
        forbidden.remove(path);
        return answer;
    }

    /** A file is read again each time, which is no login. */
    private boolean mayLoginHelp(String path) {
        Long since = forbidden.get(path);
        return login.isToken() || since == null || ticker.getAsLong() - since >= LOGIN_AGAIN;
    }

    private <R> R ask(String path, byte @Nullable [] body, Function<byte[], R> reader) throws DeniedException {
        try {
            return http.exchange(path, header(), body, reader);
        } catch (DeniedException e) {
            throw own(e);
        }
    }

    /** Only what the server says itself counts. */
    private DeniedException own(DeniedException denied) {
        if (denied.isForeign()) {
            throw http.unreadable(String.valueOf(denied.getMessage()));
        }
        return denied;
    }

    /** A token of a file that has ended is refused everything: whoever renews it is down, and no key was taken away. */
    private DeniedException judged(DeniedException denied, String path, boolean fresh) {
        if (denied.isForbidden() && login.isToken() && !isAccepted()) {
            throw http.unreadable(
                    "403 to the token of its file, which the server does not take any more: look at whoever renews the file");
        }
        if (denied.isForbidden() && fresh) {
            forbidden.put(path, ticker.getAsLong());
        }
        return denied;
    }

    private boolean isAccepted() {
        try {
            return ask("auth/token/lookup-self", null, answer -> true);
        } catch (DeniedException e) {
            return false;
        }
    }

    /** Returns whether the token is new. */
    private boolean ready() {
        if (token == null) {
            logIn();
            return true;
        }
        if (ticker.getAsLong() - renewAt < 0 || (renewable && renew())) {
            return false;
        }
        return logInAgain();
    }

    /** A login that fails leaves what is left of the token's life. */
    private boolean logInAgain() {
        try {
            logIn();
            return true;
        } catch (SourceException e) {
            if (token == null) {
                throw e;
            }
            tryLater();
            return false;
        }
    }

    private boolean renew() {
        try {
            return ask("auth/token/renew-self", HashiCorpHttp.utf8("{}"), this::take);
        } catch (DeniedException e) {
            return false;
        } catch (SourceException e) {
            tryLater();
            return true;
        }
    }

    /** The token is good for the last third of its life. */
    private void tryLater() {
        renewAt = ticker.getAsLong() + life / 12;
    }

    private void logIn() {
        if (login.isToken()) {
            readToken();
            return;
        }
        byte[] body = login.body();
        try {
            http.exchange(login.path(), null, body, this::take);
        } catch (DeniedException e) {
            throw http.unreadable(
                    e.isForbidden() && !e.isForeign()
                            ? login.path() + " was answered with 403: the login is not accepted"
                            : String.valueOf(e.getMessage()));
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    private void readToken() {
        replace(login.proof().read());
        lives(0, false);
        try {
            http.exchange("auth/token/lookup-self", header(), null, this::takeLife);
        } catch (DeniedException e) {
            // It may not ask about itself, or a proxy lets no such question through, so that whoever wrote the file
            // renews it; or it is accepted no more, as the
            // next answer says.
            renewable = false;
        } catch (SourceException e) {
            close();
            throw e;
        }
    }

    private boolean take(byte[] answer) {
        try (SecretJson json = SecretJson.read(answer, SECRETS)) {
            long seconds = json.number("auth.lease_duration");
            replace(json.take("auth.client_token"));
            lives(seconds, json.plain("auth.renewable").equals("true"));
            return true;
        } catch (IOException e) {
            throw http.unreadable("a login was answered with " + e.getMessage());
        }
    }

    private boolean takeLife(byte[] answer) {
        try (SecretJson json = SecretJson.read(answer, SECRETS)) {
            lives(json.number("data.ttl"), json.plain("data.renewable").equals("true"));
            return true;
        } catch (IOException e) {
            throw http.unreadable("a question about its token was answered with " + e.getMessage());
        }
    }

    private void lives(long seconds, boolean renewable) {
        this.renewable = renewable;
        life = Duration.ofSeconds(seconds).toNanos();
        // A life of zero is a token without an end.
        renewAt = life == 0 ? Long.MAX_VALUE : ticker.getAsLong() + life / 3 * 2;
    }

    private void replace(SecretBytes next) {
        close();
        token = next;
    }

    /** Headers are strings: a bearer part. */
    private @Nullable String header() {
        if (token == null) {
            return null;
        }
        String header = token.lend(
                InsecureSecretAccess.get(),
                view -> StandardCharsets.UTF_8.decode(view).toString());
        if (header.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            // The HTTP client would say so, and quote it.
            throw http.unreadable("its token has white space or signs in it that no token has");
        }
        return header;
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
