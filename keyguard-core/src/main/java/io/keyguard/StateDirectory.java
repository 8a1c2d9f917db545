/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static java.util.Objects.requireNonNull;

import io.keyguard.audit.Audit;
import io.keyguard.incident.Freezes;
import io.keyguard.internal.HostName;
import io.keyguard.inventory.Inventory;
import io.keyguard.inventory.InventoryRules;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The folder in which what must outlive a process is kept: the inventory, the audit trail and what is frozen. Several processes of one user may share it; it holds names, never material.
 * Immutable: every method returns a new one.
 *
 * <pre>{@code
 * Keyguard.builder().state(StateDirectory.at(Path.of("state")).service("grid-bot", "1.4.2"))
 * }</pre>
 */
public final class StateDirectory {
    private final Path path;
    private final String service;
    private final String host;
    private final String pin;

    private StateDirectory(Path path, String service, String host, String pin) {
        this.path = path;
        this.service = service;
        this.host = host;
        this.pin = pin;
    }

    /** Returns the state directory at {@code path}, which is made when a process starts with it. */
    public static StateDirectory at(Path path) {
        return new StateDirectory(requireNonNull(path, "path"), "", "", "");
    }

    /** Returns this directory for a process that calls itself {@code name} and {@code version}, which the inventory then tells apart from others. */
    public StateDirectory service(String name, String version) {
        return new StateDirectory(path, (name + " " + version).strip(), host, pin);
    }

    /** Returns this directory for a process on the machine {@code host}; what the system says if it is left out. */
    public StateDirectory host(String host) {
        return new StateDirectory(path, service, requireNonNull(host, "host"), pin);
    }

    /**
     * Returns this directory for a process that lets freezes be lifted by the passphrase of {@code pin} alone, which {@code keyguard freeze-setup} showed: whoever can write the directory, and no more,
     * cannot put another passphrase, or an empty directory, in its place.
     *
     * @throws IllegalArgumentException if it is not 64 hexadecimal digits
     */
    public StateDirectory liftedBy(String pin) {
        if (!pin.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a pin is 64 lower-case hexadecimal digits");
        }
        return new StateDirectory(path, service, host, pin);
    }

    String pin() {
        return pin;
    }

    /** Returns where it is. */
    public Path path() {
        return path;
    }

    /** Returns what the process calls itself, and its version; empty if it does not say. */
    public String service() {
        return service;
    }

    /** Returns the machine. */
    public String host() {
        return host.isEmpty() ? HostName.current() : host;
    }

    /** Returns the audit trail of every process that used this directory. */
    public Audit audit() {
        return Audit.in(path);
    }

    /**
     * Returns the inventory of every process that used this directory.
     *
     * @throws StateException if it cannot be read
     */
    public Inventory inventory(InventoryRules rules, Instant now) {
        return Inventory.read(path, rules, now);
    }

    /** Returns what is frozen for every process that uses this directory. */
    public Freezes freezes() {
        return Freezes.in(path, pin);
    }

    @Override
    public String toString() {
        return "StateDirectory[" + path + "]";
    }
}
