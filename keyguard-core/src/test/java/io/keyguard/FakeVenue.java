/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.EmergencyControls;
import io.keyguard.venue.ErrorClassifier;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.Observed;
import io.keyguard.venue.PermissionInspector;
import io.keyguard.venue.RequestClassifier;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RequestSigner;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueClock;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A venue of three rights, whose opinion of each API key a test sets. */
final class FakeVenue implements Venue {
    static final URI HOST = URI.create("https://api.fake.example");
    static final URI SANDBOX = URI.create("https://sandbox.fake.example");

    private static final RightsModel RIGHTS = RightsModel.builder()
            .right("read", Permission.READ_ACCOUNT)
            .right("trade", Permission.TRADE_SPOT, Permission.TRADE_MARGIN)
            .right("withdraw", Permission.WITHDRAW)
            .right("payout", Permission.PAYOUT_SETTINGS)
            .need(Permission.READ_ACCOUNT, "read")
            .need(Permission.TRADE_SPOT, "trade")
            .need(Permission.TRADE_MARGIN, "trade")
            .need(Permission.WITHDRAW, "withdraw")
            .need(Permission.PAYOUT_SETTINGS, "payout")
            .advise(Permission.TRADE_MARGIN, "use a sub-account without margin")
            .build();

    private final Map<String, Supplier<KeyFacts>> opinions = new ConcurrentHashMap<>();

    /** What asks for the venue's time; none unless a test sets it. */
    volatile @Nullable VenueClock clock;

    /** Is called before every signature. */
    volatile Consumer<VenueRequest> beforeSigning = request -> {};

    /** The key with this API key has {@code rights}, is bound to an address and belongs to account 42. */
    void knows(String apiKey, String... rights) {
        says(apiKey, () -> facts(Observed.of(Set.of("203.0.113.7")), Observed.of("42"), rights));
    }

    void says(String apiKey, Supplier<KeyFacts> opinion) {
        opinions.put(apiKey, opinion);
    }

    static KeyFacts facts(Observed<Set<String>> ips, Observed<String> account, String... rights) {
        var set = PermissionSet.builder();
        for (String right : rights) {
            Set<Permission> known = RIGHTS.grants().get(right);
            if (known == null) {
                set.unrecognised(right);
            } else {
                set.granted(known);
            }
        }
        set.denied(EnumSet.allOf(Permission.class));
        return new KeyFacts(set.build(), Set.of(rights), ips, Observed.none(), account);
    }

    @Override
    public String id() {
        return "fake";
    }

    @Override
    public List<URI> hosts(Environment environment) {
        return switch (environment) {
            case PRODUCTION -> List.of(HOST);
            case SANDBOX -> List.of(SANDBOX);
            case STAGING -> List.of();
        };
    }

    @Override
    public CredentialFormat credentials() {
        return new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), false);
    }

    @Override
    public RequestClassifier classifier(Environment environment) {
        return request -> switch (request.toString()) {
            case "GET /account" -> new Classification(Permission.READ_ACCOUNT, Risk.READ);
            case "POST /order" -> new Classification(Permission.TRADE_SPOT, Risk.ADDS_RISK);
            case "DELETE /order" -> new Classification(Permission.TRADE_SPOT, Risk.REDUCES_RISK);
            case "POST /payout" ->
                new Classification(
                        Permission.PAYOUT_SETTINGS,
                        Risk.ADDS_RISK,
                        Set.of(request.param("address").orElse("")));
            case "POST /withdraw" -> new Classification(Permission.WITHDRAW, Risk.ADDS_RISK);
            default -> throw io.keyguard.internal.KeyguardExceptions.unknownEndpoint("fake", request.method());
        };
    }

    @Override
    public RequestSigner signer(Environment environment) {
        return (request, host, key, time) -> {
            beforeSigning.accept(request);
            byte[] signature = key.sign(request.toString().getBytes(StandardCharsets.UTF_8));
            return new SignedRequest(
                    request.method(),
                    host.resolve(request.path()),
                    Map.of(
                            "X-KEY", key.apiKey(),
                            "X-SIGN", HexFormat.of().formatHex(signature),
                            "X-TIME", time.now().toString(),
                            "X-NONCE", Long.toString(time.nextNonce())),
                    new byte[0]);
        };
    }

    /** Waits for {@code latch}; what interrupts it is a failure of the venue. */
    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Asks without a network: the transport of the tests gives the API key back as the answer. */
    @Override
    public PermissionInspector inspector(Environment environment) {
        return calls -> {
            String apiKey = calls.call(VenueRequest.get("/account")).body();
            if (!calls.key().equals(Optional.of(VenueKeyId.of(id(), apiKey)))) {
                throw new AssertionError("the venue is not told which key asks");
            }
            if (!calls.keyBeginsWith(apiKey).equals(Optional.of(true))
                    || !calls.keyBeginsWith(apiKey + "-").equals(Optional.of(false))) {
                throw new AssertionError("the venue is not told how the key that asks begins");
            }
            Supplier<KeyFacts> opinion = opinions.get(apiKey);
            if (opinion == null) {
                throw io.keyguard.internal.KeyguardExceptions.refused("fake", "401", Set.of(VenueError.Kind.BAD_KEY));
            }
            return opinion.get();
        };
    }

    @Override
    public Optional<VenueClock> clock() {
        return Optional.ofNullable(clock);
    }

    @Override
    public RightsModel rights() {
        return RIGHTS;
    }

    @Override
    public ErrorClassifier errors() {
        return reply -> reply.status() == 401
                ? Optional.of(new VenueError("401", Set.of(VenueError.Kind.BAD_KEY)))
                : Optional.empty();
    }

    @Override
    public EmergencyControls emergency() {
        throw new UnsupportedOperationException("no test asks for it");
    }

    @Override
    public AccountReader account() {
        throw new UnsupportedOperationException("no test asks for it");
    }

    /** Nobody asks: these tests make no keys. */
    @Override
    public KeyLifecycle keys() {
        throw new UnsupportedOperationException("makes no keys");
    }

    @Override
    public ClientOrderIds clientOrderIds() {
        return new ClientOrderIds("id", Pattern.compile("[a-z]+"), "open orders");
    }

    @Override
    public RequestLife requestLife() {
        return new RequestLife(Optional.empty(), true, false);
    }

    @Override
    public SensitiveFields sensitiveFields() {
        return new SensitiveFields(Set.of("X-KEY"), Set.of());
    }
}
