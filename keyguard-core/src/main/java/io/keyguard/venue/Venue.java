/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.Environment;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** All that keyguard knows of one exchange or mining platform. Implementations are immutable and thread-safe. */
public interface Venue {
    /** Returns the id: lower-case, as in {@code KeyScope.of("binance", …)}. */
    String id();

    /** Returns the origins (scheme, host, port) of {@code environment}, the usual one first; empty where the venue has none. */
    List<URI> hosts(Environment environment);

    /** Returns where {@code request} goes if it names no origin; empty where the venue has no host in {@code environment}. */
    default Optional<URI> home(Environment environment, VenueRequest request) {
        return hosts(environment).stream().findFirst();
    }

    /** Returns which parts credentials have. */
    CredentialFormat credentials();

    /** Returns what tells the meaning of a request in {@code environment}: one path may mean different things at different hosts. */
    RequestClassifier classifier(Environment environment);

    /** Returns what encodes and signs requests of {@code environment}. */
    RequestSigner signer(Environment environment);

    /** Returns what asks for the rights of a key of {@code environment}: a sandbox may have other questions, or none. */
    PermissionInspector inspector(Environment environment);

    /** Returns how finely the venue can cut a key. */
    RightsModel rights();

    /** Returns what tells errors apart. */
    ErrorClassifier errors();

    /** Returns what stops trading. */
    EmergencyControls emergency();

    /** Returns what reads orders and balances. */
    AccountReader account();

    /** Returns how keys are made and ended. */
    KeyLifecycle keys();

    /** Returns what asks for the venue's own time; empty where no request without a signature tells it. */
    default Optional<VenueClock> clock() {
        return Optional.empty();
    }

    /** Returns what ids orders may be given. */
    ClientOrderIds clientOrderIds();

    /** Returns how long a signed request can be used. */
    RequestLife requestLife();

    /** Returns the names under which credentials travel. */
    SensitiveFields sensitiveFields();

    /** Returns how the token is asked for that messages over the WebSocket carry in the place of a signature; empty where they, or a login, are signed. */
    default Optional<SessionToken> sessionToken() {
        return Optional.empty();
    }
}
