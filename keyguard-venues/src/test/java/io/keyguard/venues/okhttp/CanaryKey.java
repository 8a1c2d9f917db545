/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues.okhttp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.KeyId;
import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.Permission;
import io.keyguard.ScopedKey;
import io.keyguard.rotation.MaterialUser;
import io.keyguard.secret.SecretAccess;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** A key that signs everything, with canaries, and remembers what it was asked to sign. */
final class CanaryKey implements ScopedKey, KeyProvider {
    static final KeyScope SCOPE = KeyScope.of("fake", "main", Permission.TRADE_SPOT);

    final AtomicReference<VenueRequest> asked = new AtomicReference<>();
    final Map<String, String> headers = new LinkedHashMap<>(Map.of("X-Key", "canary-key"));
    String query = "?signature=canary-signature";

    @Override
    public ScopedKey get(KeyScope scope) {
        return this;
    }

    @Override
    public KeyId id() {
        return KeyId.of("canary");
    }

    @Override
    public long generation() {
        return 1;
    }

    @Override
    public KeyScope scope() {
        return SCOPE;
    }

    @Override
    public SignedRequest sign(VenueRequest request) {
        asked.set(request);
        return new SignedRequest(
                request.method(),
                URI.create(request.origin().orElseThrow() + request.path() + query),
                headers,
                request.json().orElse("").getBytes(UTF_8));
    }

    /** What it was asked to sign last: method, path, parameters and document. */
    String askedFor() {
        VenueRequest request = asked.get();
        return request + " "
                + request.params().stream()
                        .map(param -> param.name() + "=" + param.value())
                        .collect(Collectors.joining(", "))
                + request.json().orElse("");
    }

    @Override
    public <T> T reveal(SecretAccess access, MaterialUser<T> user) {
        throw new UnsupportedOperationException("nobody asks for it");
    }
}
