/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.audit;

import io.keyguard.audit.AuditReport.ChainState;
import io.keyguard.audit.AuditReport.End;
import io.keyguard.internal.KeyguardExceptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the trail that processes left in a state directory, and checks it. Thread-safe. */
public final class Audit {
    private final Path state;

    private Audit(Path state) {
        this.state = state;
    }

    /** Returns the trail in the state directory {@code state}. */
    public static Audit in(Path state) {
        return new Audit(state);
    }

    /**
     * Returns every entry that holds, by time.
     *
     * @throws io.keyguard.StateException if the directory cannot be read
     */
    public List<AuditEntry> entries() {
        return chains(null).stream()
                .flatMap(chain -> chain.entries().stream())
                .sorted(Comparator.comparing(AuditEntry::at))
                .toList();
    }

    /**
     * Checks every link, and whether every chain is there and has come as far as others and {@code anchors} say.
     *
     * @param anchors heads that were kept elsewhere
     * @throws io.keyguard.StateException if the directory cannot be read
     */
    public AuditReport verify(Collection<AuditHead> anchors) {
        return verify(anchors, null);
    }

    /**
     * Checks the seals as well, with the {@code seed} that was kept elsewhere and is wiped.
     *
     * @throws IllegalArgumentException if it does not have 32 bytes
     * @throws io.keyguard.StateException if the directory cannot be read
     */
    public AuditReport verifySealed(Collection<AuditHead> anchors, byte[] seed) {
        if (seed.length != RatchetKey.BYTES) {
            throw new IllegalArgumentException("a seed has " + RatchetKey.BYTES + " bytes");
        }
        try (AuditSeed.Epoch first = AuditSeed.Epoch.of(0, seed)) {
            return verify(anchors, first);
        }
    }

    private AuditReport verify(Collection<AuditHead> anchors, AuditSeed.@Nullable Epoch seed) {
        List<ChainFile> chains = chains(seed);
        var problems = new ArrayList<String>();
        var states = new ArrayList<ChainState>();
        Map<String, ChainFile> byName = new LinkedHashMap<>();
        for (ChainFile chain : chains) {
            byName.put(chain.name(), chain);
            states.add(new ChainState(head(chain), end(chain)));
            if (!chain.problem().isEmpty()) {
                problems.add("chain " + chain.name() + ": " + chain.problem());
            }
        }
        chains.forEach(chain -> compare(chain.seen(), byName, "chain " + chain.name(), problems));
        compare(anchors, byName, "an anchor", problems);
        if (seed != null) {
            epochs(chains, problems);
        }
        return new AuditReport(states, problems, seed != null);
    }

    private static AuditHead head(ChainFile chain) {
        return chain.heads().isEmpty()
                ? new AuditHead(chain.name(), 0, "")
                : chain.heads().get(chain.heads().size() - 1);
    }

    private static End end(ChainFile chain) {
        return chain.running() ? End.RUNNING : chain.ended() ? End.ENDED : End.OPEN;
    }

    private static void compare(
            Collection<AuditHead> heads, Map<String, ChainFile> chains, String teller, List<String> problems) {
        for (AuditHead head : heads) {
            ChainFile chain = chains.get(head.chain());
            if (chain == null) {
                problems.add("chain " + head.chain() + " is gone; " + teller + " has seen it");
            } else if (chain.heads().size() < head.entries()) {
                problems.add("chain " + head.chain() + " holds for "
                        + chain.heads().size() + " entries; " + teller + " has seen " + head.entries());
            } else if (!chain.reached(head)) {
                problems.add("chain " + head.chain() + " is another than the one that " + teller + " has seen");
            }
        }
    }

    /** Every epoch up to the one that comes next has its chain. */
    private void epochs(List<ChainFile> chains, List<String> problems) {
        var used = new TreeSet<Long>();
        chains.forEach(chain -> used.add(chain.epoch()));
        long next = used.isEmpty() ? 0 : used.last() + 1;
        try (AuditSeed.Epoch current = AuditSeed.current(state)) {
            if (current == null) {
                problems.add("the ratchet is gone: chains are no longer sealed");
            } else {
                next = Math.max(next, current.number());
            }
        } catch (IOException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        boolean sealed = false;
        for (ChainFile chain : chains) {
            sealed |= chain.epoch() >= 0;
            if (sealed && chain.epoch() < 0) {
                problems.add("chain " + chain.name() + " is not sealed, though one before it is");
            }
        }
        for (long epoch = 0; epoch < next; epoch++) {
            if (!used.contains(epoch)) {
                problems.add("there is no chain of epoch " + epoch + " that holds");
            }
        }
    }

    private List<ChainFile> chains(AuditSeed.@Nullable Epoch seed) {
        try {
            return ChainFile.all(state, seed);
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(state, "reading the audit trail", e);
        }
    }
}
