/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.Risk;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.EmergencyControls;
import io.keyguard.venue.ErrorClassifier;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.Observed;
import io.keyguard.venue.OpenOrder;
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
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A venue in memory that keeps orders and keys, and goes wrong in the ways that matter at night. */
final class IncidentVenue implements Venue, HttpTransport {
    private final String id;
    /** For each API key, how many more requests it is accepted for after it was deleted; negative while it lives. */
    final Map<String, Integer> keys = new ConcurrentHashMap<>();

    final List<String> orders = new CopyOnWriteArrayList<>();
    final List<String> did = new CopyOnWriteArrayList<>();
    volatile boolean down;
    /** For such requests alone. */
    volatile String downFor = "";

    volatile boolean byHand;
    /** Lets a key delete itself. */
    volatile boolean selfDeletes;

    volatile Permission refusedMarket = Permission.LOAN;
    /** For which every key lacks the right, as the venue says when it is asked to cancel. */
    volatile Permission lackingMarket = Permission.LOAN;

    volatile VenueError.Kind lackingKind = VenueError.Kind.PERMISSION;

    /** Whose open orders cannot be read. */
    volatile Permission unreadableMarket = Permission.LOAN;

    /** What the venue tells of every key. */
    volatile PermissionSet rights = PermissionSet.builder()
            .granted(Set.of(Permission.TRADE_SPOT, Permission.TRADE_MARGIN))
            .build();
    /** Says that keys are deleted, and does nothing. */
    volatile boolean lies;

    /** Has the same words for dead keys and foreign addresses. */
    volatile boolean ambiguous;

    /** Answers in words that nobody knows where it is asked for an account that it does not have. */
    volatile boolean mumbles;

    /** Deletes only what its list has. */
    volatile boolean listsAlone;

    /** Deletes no key. */
    volatile boolean keeps;

    /** Lets the addresses of keys be changed. */
    volatile boolean binds;

    /** Does so, and the answer is lost. */
    volatile boolean losesBinding;

    /** Does so, and refuses what belongs to it. */
    volatile boolean refusesRights;

    /** Freezes the sub-account that it is asked to. */
    volatile boolean freezes;

    /** Does so, and what stands before it answers that it did not answer. */
    volatile boolean losesFreeze;

    /** Tells the rights of a key in answer to two questions. */
    volatile boolean asksTwice;

    /** Whether it refuses this one request with a key, although it knows the key. */
    volatile Predicate<String> slips = request -> false;

    volatile List<String> unreached = List.of();

    final Set<String> frozen = ConcurrentHashMap.newKeySet();
    private final Set<VenueKeyId> bound = ConcurrentHashMap.newKeySet();

    volatile int acceptsAfterDeletion;

    /** How long a request may be used; none where only nonces grow. */
    volatile Duration window = Duration.ofSeconds(6);

    /** Is told of every request, before anything is done. */
    volatile Consumer<String> before = request -> {};

    IncidentVenue(String id) {
        this.id = id;
    }

    ApiKey key(String name) {
        String apiKey = "canary-api-" + name;
        keys.put(apiKey, -1);
        return ApiKey.builder(KeyId.of(name))
                .on(id, "main")
                .strategies(Set.of("grid"))
                .material(bytes(apiKey), bytes("canary-secret-" + name), null)
                .build();
    }

    static SecretBytes bytes(String text) {
        return SecretBytes.copyOf(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    @Override
    public HttpReply send(SignedRequest request) throws IOException {
        String what = request.method() + " " + request.uri().getPath();
        before.accept(what);
        if (down || what.equals(downFor)) {
            throw new IOException("canary: no route");
        }
        String apiKey = request.headers().getOrDefault("X-KEY", "");
        Integer left = keys.get(apiKey);
        if (left == null || left == 0 || slips.test(what + " by " + apiKey.replace("canary-api-", ""))) {
            return new HttpReply(401, "");
        }
        if (bound.contains(VenueKeyId.of(id, apiKey))) {
            return new HttpReply(403, "");
        }
        if (!frozen.isEmpty() && what.startsWith("DELETE /orders")) {
            return new HttpReply(423, "");
        }
        keys.computeIfPresent(apiKey, (key, n) -> n > 0 ? n - 1 : n);
        did.add(what + " by " + apiKey.replace("canary-api-", ""));
        if (what.equals("DELETE /orders")) {
            orders.clear();
        }
        if (request.uri().getPath().startsWith("/keys/") && !lies) {
            VenueKeyId wanted = new VenueKeyId(request.uri().getPath().substring(6));
            keys.replaceAll((key, n) -> VenueKeyId.of(id, key).equals(wanted) ? acceptsAfterDeletion : n);
        }
        if (request.uri().getPath().startsWith("/freeze/")) {
            frozen.add(request.uri().getPath().substring(8));
            if (losesFreeze) {
                return new HttpReply(504, "");
            }
        }
        return new HttpReply(200, String.join(",", orders));
    }

    /** What a person does on the venue's page. */
    void deleteByHand(String name) {
        keys.put("canary-api-" + name, 0);
    }

    private HttpReply ask(SignedCalls calls, VenueRequest request) {
        HttpReply reply = calls.call(request);
        if (reply.status() == 423) {
            throw new VenueRefusedException(id + " has frozen the account", EnumSet.of(VenueError.Kind.ACCOUNT));
        }
        if (reply.status() == 403 && !ambiguous) {
            throw new VenueRefusedException(id + " refused the address", EnumSet.of(VenueError.Kind.IP));
        }
        if (reply.status() / 100 == 4) {
            throw new VenueRefusedException(
                    id + " refused the key",
                    ambiguous
                            ? EnumSet.of(VenueError.Kind.BAD_KEY, VenueError.Kind.IP, VenueError.Kind.PERMISSION)
                            : EnumSet.of(VenueError.Kind.BAD_KEY));
        }
        return reply;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<URI> hosts(Environment environment) {
        return List.of(URI.create("https://" + id + ".example"));
    }

    @Override
    public CredentialFormat credentials() {
        return new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), false);
    }

    @Override
    public RequestClassifier classifier(Environment environment) {
        return request -> new Classification(Permission.READ_ACCOUNT, Risk.READ);
    }

    @Override
    public RequestSigner signer(Environment environment) {
        return (request, host, key, time) -> new SignedRequest(
                request.method(), host.resolve(request.path()), Map.of("X-KEY", key.apiKey()), new byte[0]);
    }

    @Override
    public PermissionInspector inspector(Environment environment) {
        return calls -> {
            ask(calls, VenueRequest.get("/me"));
            if (asksTwice) {
                ask(calls, VenueRequest.get("/account"));
            }
            return new KeyFacts(rights, Set.of("trade"), Observed.unknown(), Observed.unknown(), Observed.unknown());
        };
    }

    @Override
    public RightsModel rights() {
        return RightsModel.builder()
                .right("trade", Permission.TRADE_SPOT, Permission.TRADE_MARGIN)
                .need(Permission.TRADE_SPOT, "trade")
                .build();
    }

    @Override
    public ErrorClassifier errors() {
        return reply -> Optional.empty();
    }

    @Override
    public EmergencyControls emergency() {
        return new EmergencyControls() {
            @Override
            public void cancelAll(SignedCalls calls, Set<Permission> markets) {
                if (markets.contains(lackingMarket)) {
                    var error = new VenueError("1", EnumSet.of(lackingKind));
                    throw error.mayBeAuth()
                            ? new VenueRefusedException(id + " refused it", error.kinds())
                            : new VenueUnavailableException(id + " did not do it", null, error.kinds());
                }
                if (markets.contains(refusedMarket)) {
                    throw new VenueUnavailableException("no such account", null);
                }
                ask(calls, VenueRequest.delete("/orders"));
            }

            @Override
            public List<String> unreached() {
                return unreached;
            }

            @Override
            public Optional<VenueRequest> freeze(String account) {
                return freezes ? Optional.of(VenueRequest.post("/freeze/" + account)) : Optional.empty();
            }

            @Override
            public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
                return Optional.empty();
            }
        };
    }

    @Override
    public AccountReader account() {
        return new AccountReader() {
            @Override
            public List<OpenOrder> openOrders(SignedCalls calls, Set<Permission> markets) {
                if (markets.contains(unreadableMarket)) {
                    throw new VenueUnavailableException("no answer", null);
                }
                var open = new ArrayList<OpenOrder>();
                for (String order :
                        ask(calls, VenueRequest.get("/orders")).body().split(",", -1)) {
                    if (!order.isEmpty()) {
                        open.add(new OpenOrder(order, "", "BTCUSD"));
                    }
                }
                return open;
            }

            @Override
            public List<Balance> balances(SignedCalls calls, Set<Permission> markets) {
                return List.of();
            }
        };
    }

    @Override
    public KeyLifecycle keys() {
        return new KeyLifecycle() {
            @Override
            public KeyTraits traits() {
                return new KeyTraits(
                        OptionalInt.empty(),
                        Duration.ZERO,
                        Duration.ofSeconds(2),
                        true,
                        Pattern.compile(".*"),
                        Set.of(),
                        false);
            }

            @Override
            public Optional<KeyAdministrator> administrator(Environment environment) {
                return byHand ? Optional.empty() : Optional.of(new Administrator());
            }

            @Override
            public List<String> stepsToCreate(KeyOrder order) {
                return List.of();
            }

            @Override
            public List<String> stepsToDelete(String label) {
                return List.of("Open API management.", "Delete the key " + label + ".");
            }
        };
    }

    private final class Administrator implements KeyAdministrator {
        @Override
        public List<ListedKey> list(SignedCalls administrator, String account) {
            if (!account.equals("main")) {
                throw new VenueRefusedException(id + " has no such account", EnumSet.of(VenueError.Kind.ACCOUNT));
            }
            ask(administrator, VenueRequest.get("/keys"));
            return keys.entrySet().stream()
                    .filter(key -> key.getValue() < 0)
                    .map(key -> new ListedKey(
                            VenueKeyId.of(id, key.getKey()),
                            "",
                            Observed.of(Set.of("trade")),
                            Observed.of(Set.of()),
                            Observed.unknown(),
                            Observed.unknown()))
                    .toList();
        }

        @Override
        public NewKey create(SignedCalls administrator, KeyOrder order) {
            throw new VenueUnavailableException("not here", null);
        }

        @Override
        public boolean modify(
                SignedCalls administrator, String account, VenueKeyId key, Set<String> rights, Set<String> ips) {
            if (binds) {
                ask(
                        administrator,
                        VenueRequest.put("/bound/" + String.join(",", rights) + "/" + String.join(",", ips)));
                bound.add(key);
                if (refusesRights) {
                    throw new VenueRefusedException(id + " is asked too often", EnumSet.of(VenueError.Kind.RATE));
                }
                if (losesBinding) {
                    throw new VenueUnavailableException("no answer", null);
                }
            }
            return binds;
        }

        @Override
        public boolean delete(
                SignedCalls administrator, String account, VenueKeyId key, Optional<SecretBytes> passphrase) {
            if (keeps) {
                throw new VenueRefusedException(id + " deletes nothing", EnumSet.of(VenueError.Kind.PERMISSION));
            }
            if (selfDeletes && account.isEmpty()) {
                ask(administrator, VenueRequest.delete("/keys/" + key.value()));
                return true;
            }
            if (!account.equals("main")) {
                if (mumbles) {
                    throw new VenueUnavailableException("it answered with another code", null);
                }
                return false;
            }
            if (listsAlone
                    && list(administrator, account).stream()
                            .noneMatch(one -> one.id().equals(key))) {
                return false;
            }
            ask(administrator, VenueRequest.delete("/keys/" + key.value()));
            return true;
        }
    }

    @Override
    public ClientOrderIds clientOrderIds() {
        return new ClientOrderIds("id", Pattern.compile("[a-z]+"), "open orders");
    }

    @Override
    public RequestLife requestLife() {
        return new RequestLife(Optional.of(window).filter(time -> !time.isZero()), true, true);
    }

    @Override
    public SensitiveFields sensitiveFields() {
        return new SensitiveFields(Set.of("X-KEY"), Set.of());
    }
}
