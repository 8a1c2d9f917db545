/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues.okhttp;

import java.io.IOException;
import java.net.HttpURLConnection;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** Stands where requests leave OkHttp: a redirect, a repetition or a change by another interceptor ends here. Thread-safe. */
final class SendOnce implements Interceptor {
    private static final String RETRY_AFTER = "Retry-After";

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        Outgoing outgoing = request.tag(Outgoing.class);
        if (outgoing == null || !outgoing.is(request)) {
            throw new RequestRefusedException(
                    "an interceptor, or a redirect, has changed the request after it was signed; it was not sent");
        }
        if (!outgoing.first()) {
            throw new RequestRefusedException(
                    "OkHttp wanted to send a signed request a second time; it was sent once, and the answer is lost");
        }
        Response answer = chain.proceed(request);
        // OkHttp repeats what is answered so, whatever its settings say.
        boolean atOnce = answer.code() == HttpURLConnection.HTTP_UNAVAILABLE && "0".equals(answer.header(RETRY_AFTER));
        return atOnce ? answer.newBuilder().removeHeader(RETRY_AFTER).build() : answer;
    }
}
