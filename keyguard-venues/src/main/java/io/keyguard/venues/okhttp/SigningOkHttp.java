/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues.okhttp;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import okhttp3.Authenticator;
import okhttp3.OkHttpClient;

/** Makes OkHttp clients that sign, for bots and libraries that build their requests with OkHttp. */
public final class SigningOkHttp {
    private SigningOkHttp() {}

    /**
     * Returns a client like {@code client} that takes requests without key and signature, checks each against {@code scope}, signs it with the key of {@code keys}, and sends exactly that, once.
     *
     * <p>A request says what it wants by method, host, path and parameters, which stand in the query, a form or a JSON document; they go where the venue reads them. What cannot be carried over as it is (other
     * headers than those that say what is accepted and who asks, parameters that stand twice or in two places, other bodies) or may not be signed is refused with {@link RequestRefusedException} before
     * anything is sent.
     *
     * <p>The client shares threads and connections with {@code client}, which stays as it is and is the one for public data. It follows no redirect, repeats nothing when a connection fails, answers no
     * demand to log in, and keeps no answers on disk. Changing that back does not help: a request that would go out a second time, or otherwise than signed, is refused. Interceptors that {@code client} has see requests
     * before they are signed; its network interceptors see key and signature. Answers lead back to the request as the bot built it. Thread-safe.
     *
     * @param client the bot's own
     */
    // Whoever calls this has OkHttp; whoever has not must be able to compile without it.
    @SuppressWarnings("exports")
    public static OkHttpClient over(OkHttpClient client, KeyProvider keys, KeyScope scope) {
        return client.newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .authenticator(Authenticator.NONE)
                .cache(null)
                .addInterceptor(new SigningInterceptor(requireNonNull(keys, "keys"), requireNonNull(scope, "scope")))
                .addNetworkInterceptor(new SendOnce())
                .build();
    }
}
