/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;

import io.keyguard.KeyId;
import io.keyguard.rotation.RotationCrashTest.Mode;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.SignedRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/** What always holds of a {@link CrashWorld}, I1 to I10, looked at from outside: in the files, at the venue, at the bot. */
final class CrashLaws {
    private static final int MAGIC = 8;
    private static final List<String> SECRET = List.of("synthetic", "PRIVATE KEY", RotationProbe.PASSPHRASE);

    private final CrashWorld world;
    private final Set<String> violations;
    private List<String> told = List.of();

    CrashLaws(CrashWorld world, Set<String> violations) {
        this.world = world;
        this.violations = violations;
    }

    private void require(boolean holds, String law) {
        if (!holds) {
            violations.add(world.story + ": " + law);
        }
    }

    /** These live on, and are told of. */
    void told(Collection<String> names) {
        told = List.copyOf(names);
    }

    void fail(boolean broken, String law) {
        require(!broken, law);
    }

    /** The rows that survive a power cut right now, the newest of each rotation. */
    private Collection<Rotation> durable() {
        Map<String, Rotation> rows = new LinkedHashMap<>();
        rows(world.files.surely(world.state().resolve("rotations"))).forEach(row -> rows.put(row.id(), row));
        return rows.values();
    }

    private static List<Rotation> rows(byte[] file) {
        var rows = new ArrayList<Rotation>();
        ByteBuffer left = ByteBuffer.wrap(file);
        if (file.length < MAGIC) {
            return rows;
        }
        left.position(MAGIC);
        try {
            while (left.remaining() > 2 * Integer.BYTES) {
                int length = left.getInt();
                int checksum = left.getInt();
                if (length > left.remaining()) {
                    return rows;
                }
                byte[] record = new byte[length];
                left.get(record);
                if (checksum != checksum(record)) {
                    return rows;
                }
                rows.add(Rotation.read(record));
            }
            return rows;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int checksum(byte[] record) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, record.length));
        crc.update(record);
        return (int) crc.getValue();
    }

    /** I2, and at each deletion I4 and I8. */
    void requireIntent(SignedRequest request) {
        Map<String, String> params = params(request);
        String id = params.getOrDefault("id", "");
        boolean named = durable().stream().anyMatch(row -> switch (request.method()) {
            case "POST" ->
                row.state() == RotationState.CREATE_INTENT
                        && row.text(Rotation.LABEL).equals(params.get("label"));
            case "DELETE" ->
                row.list(Rotation.GHOSTS).contains(id)
                        || (row.state() == RotationState.REVOKE_INTENT
                                && RevokeStep.targets(row).contains(id));
            default -> row.list(RevokeStep.WEAKENING).contains(id);
        });
        require(named, "I2, " + request.method() + " without an intent that survives");
        if (request.method().equals("DELETE") && id.equals(world.material())) {
            require(world.isFenced() || isEmergency(), "I4 or I8, a key is deleted that the bot uses");
        }
    }

    void requireFencing() {
        require(
                durable().stream().anyMatch(row -> row.list(Rotation.FENCING).contains("bot")),
                "I2, a fence without an intent that survives");
    }

    private static Map<String, String> params(SignedRequest request) {
        var params = new HashMap<String, String>();
        for (String one : request.uri().getRawQuery().split("&", -1)) {
            int at = one.indexOf('=');
            params.put(one.substring(0, at), FakeKeyVenue.decode(one.substring(at + 1)));
        }
        return params;
    }

    private boolean isEmergency() {
        return durable().stream().anyMatch(row -> row.is(Rotation.EMERGENCY))
                || (world.story == CrashStory.EMERGENCY
                        && !world.rotations().stops().isEmpty());
    }

    /** I1 and I9, in what a crash has left. */
    void atCrash() {
        if (world.story.mode != Mode.SINGLE_SLOT && !isEmergency()) {
            require(keys().values().stream().anyMatch(this::isAccepted), "I1, no key in the store works");
        }
        requireNoSecrets();
    }

    private Map<KeyId, String> keys() {
        var keys = new HashMap<KeyId, String>();
        List<ApiKey> all = List.copyOf(world.vault.read().keys().values());
        for (ApiKey key : all) {
            keys.put(key.id(), RotationRig.text(key.apiKey()));
            key.close();
        }
        return keys;
    }

    private boolean isAccepted(String apiKey) {
        FakeKeyServer.Key key = world.server.keys.get(apiKey);
        return key != null && world.server.accepts(key);
    }

    private void requireNoSecrets() {
        for (byte[] content : world.files.contents()) {
            String text = new String(content, StandardCharsets.ISO_8859_1);
            require(SECRET.stream().noneMatch(text::contains), "I9, a secret in a file");
        }
    }

    /** Everything, once it is over. */
    void atEnd(RotationStatus status) throws IOException {
        require(status.state() == world.story.end(), "it ended at " + status);
        Map<KeyId, String> keys = keys();
        require(keys.keySet().equals(Set.of(GRID)), "something is left in the store");
        List<FakeKeyServer.Key> living = world.server.living("grid").stream()
                .filter(key -> told.stream().noneMatch(one -> one.contains(key.id())))
                .toList();
        if (world.story == CrashStory.EMERGENCY) {
            require(living.isEmpty(), "I10, a key lives on after an emergency");
        } else {
            require(
                    living.size() == 1 && living.get(0).apiKey.equals(keys.get(GRID)),
                    "I3, other keys live than the one in use");
            require(isAccepted(keys.getOrDefault(GRID, "")), "I1, the key in use does not work");
        }
        if (world.story == CrashStory.ROLLED_BACK) {
            require(world.old().apiKey.equals(keys.get(GRID)), "I8, the old key is not back");
        } else {
            require(!world.server.accepts(world.old()), "I4, the old key is not dead");
            require(world.revoked().contains(world.old().id()), "the old key is not remembered");
        }
        world.server.keys.values().stream()
                .filter(key -> key.account.equals("grid"))
                .forEach(key -> require(
                        Set.of("read", "trade").containsAll(key.rights) && key.ips.equals(RotationRig.IPS),
                        "I7, a key was wider"));
        require(!world.isPaused() && !world.isFenced() || isEmergency(), "trading does not go on");
        requireNoSecrets();
        requireEpochs();
    }

    /** I5: who writes is never older than who wrote before. */
    private void requireEpochs() {
        long newest = 0;
        for (Rotation row : rows(world.files.surely(world.state().resolve("rotations")))) {
            require(row.epoch() >= newest, "I5, an older process wrote after a newer one");
            newest = Math.max(newest, row.epoch());
        }
    }
}
