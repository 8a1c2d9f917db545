/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.EmergencyControls;
import io.keyguard.venue.ErrorClassifier;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.KeyTrial;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.Observed;
import io.keyguard.venue.PermissionInspector;
import io.keyguard.venue.RequestClassifier;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RequestSigner;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A venue that makes and deletes keys, whose traits a test sets; {@link FakeKeyServer} is behind it. */
final class FakeKeyVenue implements Venue {
    static final URI HOST = URI.create("https://api.keys.example");
    static final String ID = "keys";

    static final RightsModel RIGHTS = RightsModel.builder()
            .right("read", Permission.READ_ACCOUNT)
            .right("trade", Permission.TRADE_SPOT)
            .right("move", Permission.TRANSFER_INTERNAL)
            .right("admin", Permission.KEY_ADMIN)
            .need(Permission.READ_ACCOUNT, "read")
            .need(Permission.TRADE_SPOT, "trade")
            .need(Permission.TRANSFER_INTERNAL, "move")
            .need(Permission.KEY_ADMIN, "admin")
            .build();

    private final URI host;
    boolean overlap = true;
    boolean idempotent;
    boolean administered = true;
    boolean passphrases;
    boolean modifies;
    boolean ownPairs = true;
    /** Whether a key is told that it is bound, and not to what; nor does the list tell, then. */
    boolean addressesHidden;

    boolean addressesListed = true;
    /** What the venue does not tell of any key. */
    Set<Permission> hidden = Set.of();
    /** Whether a later nonce ends the earlier ones of a key. */
    boolean nonces;

    /** Whether rights are told in answer to two questions. */
    boolean asksTwice;

    /** Whether there is a test order, which needs the right to trade. */
    boolean triesOut;

    int quota = Integer.MAX_VALUE;
    Duration appears = Duration.ofSeconds(5);
    Duration dies = Duration.ofSeconds(5);
    Pattern label = Pattern.compile("[a-z0-9-]{1,20}");

    FakeKeyVenue() {
        this(HOST);
    }

    FakeKeyVenue(URI host) {
        this.host = host;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<URI> hosts(Environment environment) {
        return List.of(host);
    }

    @Override
    public CredentialFormat credentials() {
        return new CredentialFormat(
                        Map.of(
                                SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT,
                                SignatureAlgorithm.ED25519, SecretEncoding.PEM),
                        passphrases)
                .withApiKeysLike("AK[0-9]+-synthetic");
    }

    @Override
    public RequestClassifier classifier(Environment environment) {
        return request -> new Classification(Permission.READ_ACCOUNT, Risk.READ);
    }

    @Override
    public RequestSigner signer(Environment environment) {
        return (request, host, key, time) -> {
            String query = request.params().stream()
                    .map(param -> param.name() + "=" + URLEncoder.encode(param.value(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            String target = request.path() + (query.isEmpty() ? "" : "?" + query);
            byte[] signature = key.sign((request.method() + " " + target).getBytes(StandardCharsets.UTF_8));
            return new SignedRequest(
                    request.method(),
                    host.resolve(target),
                    Map.of(
                            "X-KEY",
                            key.apiKey(),
                            "X-SIGN",
                            Base64.getEncoder().encodeToString(signature),
                            "X-PASS",
                            key.passphrase()),
                    new byte[0]);
        };
    }

    @Override
    public PermissionInspector inspector(Environment environment) {
        return calls -> {
            // rights|ips|account|end
            String[] parts = ask(calls, VenueRequest.get("/rights")).split("\\|", -1);
            if (asksTwice) {
                var unused = ask(calls, VenueRequest.get("/account"));
            }
            Set<String> rights = set(parts[0]);
            var permissions = PermissionSet.builder();
            rights.forEach(right -> {
                Set<Permission> known = RIGHTS.grants().get(right);
                if (known != null && hidden.containsAll(known)) {
                    return;
                }
                if (known == null) {
                    permissions.unrecognised(right);
                } else {
                    permissions.granted(known);
                }
            });
            var denied = EnumSet.allOf(Permission.class);
            denied.removeAll(hidden);
            permissions.denied(denied);
            return new KeyFacts(
                    permissions.build(),
                    rights,
                    addressesHidden && !parts[1].isEmpty() ? Observed.of(Set.of()) : addresses(parts[1]),
                    parts.length > 3 ? Observed.of(Instant.parse(parts[3])) : Observed.none(),
                    Observed.of(parts[2]));
        };
    }

    private static Observed<Set<String>> addresses(String text) {
        return switch (text) {
            case "" -> Observed.none();
            case "?" -> Observed.unknown();
            case "*" -> Observed.of(Set.of());
            default -> Observed.of(set(text));
        };
    }

    static Set<String> set(String text) {
        return text.isEmpty() ? Set.of() : new TreeSet<>(Arrays.asList(text.split(",", -1)));
    }

    /** One of them, or several with spaces or commas between. */
    private static Set<Kind> kinds(String body) {
        return Stream.of(body.split("[ ,]+", -1)).map(Kind::valueOf).collect(Collectors.toSet());
    }

    static String ask(SignedCalls calls, VenueRequest request) {
        HttpReply reply = calls.call(request);
        if (reply.status() == 200 && !reply.body().equals(FakeKeyServer.GARBLED)) {
            return reply.body();
        }
        if (reply.status() == 400) {
            throw KeyguardExceptions.refused(ID, "400", kinds(reply.body()));
        }
        throw KeyguardExceptions.malformedReply(ID, "a question", reply.status());
    }

    @Override
    public KeyLifecycle keys() {
        return new Lifecycle();
    }

    private final class Lifecycle implements KeyLifecycle {
        @Override
        public KeyTraits traits() {
            return new KeyTraits(
                    quota == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(quota),
                    appears,
                    dies,
                    overlap,
                    label,
                    ownPairs ? Set.of(SignatureAlgorithm.ED25519) : Set.of(),
                    idempotent);
        }

        @Override
        public Map<Permission, KeyTrial> trials() {
            return triesOut
                    ? Map.of(Permission.TRADE_SPOT, KeyTrial.checked(VenueRequest.post("/orders/test")))
                    : Map.of();
        }

        @Override
        public Optional<KeyAdministrator> administrator(Environment environment) {
            return administered ? Optional.of(new Administrator()) : Optional.empty();
        }

        @Override
        public List<String> stepsToCreate(KeyOrder order) {
            return List.of("make a key called " + order.label() + " with " + order.rights() + " from " + order.ips());
        }

        @Override
        public List<String> stepsToDelete(String label) {
            return List.of("delete " + label);
        }
    }

    private final class Administrator implements KeyAdministrator {
        @Override
        public List<ListedKey> list(SignedCalls administrator, String account) {
            var keys = new ArrayList<ListedKey>();
            String answer = ask(administrator, VenueRequest.get("/keys").param("account", account));
            for (String line : answer.split("\n", -1)) {
                if (!line.isEmpty()) {
                    String[] parts = line.split("\\|", -1);
                    keys.add(new ListedKey(
                            VenueKeyId.of(ID, parts[0]),
                            parts[1],
                            Observed.of(set(parts[2])),
                            addressesListed ? addresses(parts[3]) : Observed.unknown(),
                            Observed.unknown(),
                            parts.length > 4 ? Observed.of(Instant.parse(parts[4])) : Observed.unknown()));
                }
            }
            return keys;
        }

        @Override
        public NewKey create(SignedCalls administrator, KeyOrder order) {
            VenueRequest request = VenueRequest.post("/keys")
                    .param("account", order.account())
                    .param("label", order.label())
                    .param("rights", String.join(",", order.rights()))
                    .param("ips", String.join(",", order.ips()))
                    .param("public", order.publicKey().orElse(""))
                    .param("pass", order.passphrase().map(Administrator::text).orElse(""));
            String[] parts = ask(administrator, request).split("\\|", -1);
            if (parts.length != 2) {
                throw KeyguardExceptions.malformedReply(ID, "create", 200);
            }
            return new NewKey(
                    VenueKeyId.of(ID, parts[0]), secret(parts[0]), parts[1].isEmpty() ? null : secret(parts[1]));
        }

        @Override
        public boolean modify(
                SignedCalls administrator, String account, VenueKeyId id, Set<String> rights, Set<String> ips) {
            return ask(
                            administrator,
                            VenueRequest.put("/keys")
                                    .param("account", account)
                                    .param("id", id.value())
                                    .param("rights", String.join(",", rights))
                                    .param("ips", String.join(",", ips)))
                    .equals("changed");
        }

        @Override
        public boolean delete(
                SignedCalls administrator, String account, VenueKeyId id, Optional<SecretBytes> passphrase) {
            return ask(
                            administrator,
                            VenueRequest.delete("/keys")
                                    .param("account", account)
                                    .param("id", id.value())
                                    .param(
                                            "pass",
                                            passphrase.map(Administrator::text).orElse("")))
                    .equals("deleted");
        }

        private static String text(SecretBytes part) {
            return part.lend(
                    InsecureSecretAccess.get(),
                    view -> StandardCharsets.UTF_8.decode(view).toString());
        }

        private static SecretBytes secret(String text) {
            return SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8), InsecureSecretAccess.get());
        }
    }

    @Override
    public RightsModel rights() {
        return RIGHTS;
    }

    @Override
    public ErrorClassifier errors() {
        return reply ->
                reply.status() == 400 ? Optional.of(new VenueError("400", kinds(reply.body()))) : Optional.empty();
    }

    @Override
    public EmergencyControls emergency() {
        throw new UnsupportedOperationException("no test asks for it");
    }

    @Override
    public AccountReader account() {
        throw new UnsupportedOperationException("no test asks for it");
    }

    @Override
    public ClientOrderIds clientOrderIds() {
        return new ClientOrderIds("id", Pattern.compile("[a-z]+"), "open orders");
    }

    @Override
    public RequestLife requestLife() {
        return new RequestLife(Optional.empty(), !nonces, false);
    }

    @Override
    public SensitiveFields sensitiveFields() {
        return new SensitiveFields(Set.of("X-KEY"), Set.of());
    }

    static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
