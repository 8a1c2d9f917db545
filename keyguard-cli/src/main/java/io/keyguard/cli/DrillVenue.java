/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.Environment;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.SecretBytes;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.EmergencyControls;
import io.keyguard.venue.ErrorClassifier;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.PermissionInspector;
import io.keyguard.venue.RequestClassifier;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RequestSigner;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueKeyId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** A venue of a drill: a real definition before a simulator, under a name of its own, whose keys are deleted at the simulator's back door once its front door answers. */
final class DrillVenue implements Venue {
    private final String id;
    private final Venue definition;
    private final VenueSimulator simulator;
    private final boolean byHand;
    private final Map<VenueKeyId, SimulatedKey> keys = new ConcurrentHashMap<>();

    DrillVenue(String id, Venue definition, VenueSimulator simulator, boolean byHand) {
        this.id = id;
        this.definition = definition;
        this.simulator = simulator;
        this.byHand = byHand;
    }

    void add(SimulatedKey key) {
        keys.put(VenueKeyId.of(id, key.apiKey()), key);
    }

    VenueSimulator simulator() {
        return simulator;
    }

    boolean isByHand() {
        return byHand;
    }

    /** What a person does on the venue's page. */
    void revokeAll() {
        keys.values().forEach(SimulatedKey::revoke);
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
                return byHand ? Optional.empty() : Optional.of(new BackDoor());
            }

            @Override
            public List<String> stepsToCreate(KeyOrder order) {
                return List.of();
            }

            @Override
            public List<String> stepsToDelete(String label) {
                return List.of("Delete the key '" + label
                        + "' on the page of API keys (in this drill somebody does, after a while).");
            }
        };
    }

    private final class BackDoor implements KeyAdministrator {
        @Override
        public List<ListedKey> list(SignedCalls administrator, String account) {
            return List.of();
        }

        @Override
        public NewKey create(SignedCalls administrator, KeyOrder order) {
            throw KeyguardExceptions.unavailable(id, "a drill makes no keys", null);
        }

        @Override
        public boolean modify(
                SignedCalls administrator, String account, VenueKeyId key, Set<String> rights, Set<String> ips) {
            return false;
        }

        /** Two questions over HTTP, as where a key is looked up before it is deleted. */
        @Override
        public boolean delete(
                SignedCalls administrator, String account, VenueKeyId key, Optional<SecretBytes> passphrase) {
            definition.inspector(Environment.PRODUCTION).inspect(administrator);
            definition.inspector(Environment.PRODUCTION).inspect(administrator);
            SimulatedKey found = keys.get(key);
            if (found != null) {
                found.revoke();
            }
            return found != null;
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<URI> hosts(Environment environment) {
        return definition.hosts(environment);
    }

    @Override
    public Optional<URI> home(Environment environment, io.keyguard.venue.VenueRequest request) {
        return definition.home(environment, request);
    }

    @Override
    public CredentialFormat credentials() {
        return definition.credentials();
    }

    @Override
    public RequestClassifier classifier(Environment environment) {
        return definition.classifier(environment);
    }

    @Override
    public RequestSigner signer(Environment environment) {
        return definition.signer(environment);
    }

    @Override
    public PermissionInspector inspector(Environment environment) {
        return definition.inspector(environment);
    }

    @Override
    public RightsModel rights() {
        return definition.rights();
    }

    @Override
    public ErrorClassifier errors() {
        return definition.errors();
    }

    @Override
    public EmergencyControls emergency() {
        return definition.emergency();
    }

    @Override
    public AccountReader account() {
        return definition.account();
    }

    @Override
    public ClientOrderIds clientOrderIds() {
        return definition.clientOrderIds();
    }

    @Override
    public RequestLife requestLife() {
        return definition.requestLife();
    }

    @Override
    public SensitiveFields sensitiveFields() {
        return definition.sensitiveFields();
    }

    @Override
    public String toString() {
        return "DrillVenue[" + id + "]";
    }
}
