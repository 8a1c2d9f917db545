/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues.okhttp;

import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.KeyguardException;
import io.keyguard.internal.NetworkFailures;
import io.keyguard.internal.TlsOnly;
import io.keyguard.venue.SignedRequest;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** Signs what the bot built, before OkHttp touches it. Thread-safe. */
final class SigningInterceptor implements Interceptor {
    private final KeyProvider keys;
    private final KeyScope scope;

    SigningInterceptor(KeyProvider keys, KeyScope scope) {
        this.keys = keys;
        this.scope = scope;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request unsigned = chain.request();
        SignedRequest signed = sign(unsigned);
        try {
            Response answer = chain.proceed(Outgoing.of(signed, unsigned));
            // An answer prints the address with its signature, and leads to the headers with the key.
            return answer.newBuilder()
                    .request(unsigned)
                    .networkResponse(null)
                    .priorResponse(null)
                    .build();
        } catch (RequestRefusedException e) {
            throw e;
        } catch (IOException e) {
            throw chain.call().isCanceled() ? new IOException("Canceled") : NetworkFailures.clean(e, signed.uri());
        }
    }

    private SignedRequest sign(Request unsigned) throws IOException {
        SignedRequest signed;
        try {
            signed = keys.get(scope).sign(UnsignedRequest.read(unsigned));
        } catch (KeyguardException e) {
            throw new RequestRefusedException(String.valueOf(e.getMessage()), e);
        }
        if (!TlsOnly.isSafe(signed.uri())) {
            throw new RequestRefusedException("a signed request goes over TLS, or to this machine; it was not sent");
        }
        return signed;
    }

    @Override
    public String toString() {
        return "SigningInterceptor[" + scope + "]";
    }
}
