/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.KeyId;
import io.keyguard.VaultException;
import io.keyguard.VaultException.Reason;
import io.keyguard.internal.DiskFailure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The vault's messages: names and numbers of the header only. */
final class VaultExceptions {
    private VaultExceptions() {}

    private static VaultException of(Reason reason, Path file, String what) {
        return new VaultException(reason, "vault " + file + ": " + what, null);
    }

    static VaultException missing(Path file) {
        return of(Reason.MISSING, file, "there is no such file; make one with 'vault init' or Vault.create");
    }

    static VaultException exists(Path file) {
        return of(Reason.EXISTS, file, "a file stands there already; it was not touched");
    }

    static VaultException notAVault(Path file) {
        return of(Reason.NOT_A_VAULT, file, "the file does not begin like a vault");
    }

    static VaultException version(Path file, int version) {
        return of(
                Reason.NOT_A_VAULT,
                file,
                "format version " + version + " is not known to this keyguard; use a newer one");
    }

    static VaultException damaged(Path file, String where) {
        return of(Reason.DAMAGED, file, where + " is not as it was written; restore a backup");
    }

    static VaultException costRefused(Path file, String why) {
        return of(Reason.COST_REFUSED, file, "the header asks for a key derivation " + why + "; it was not run");
    }

    static VaultException wrongPassphrase(Path file) {
        return of(Reason.WRONG_PASSPHRASE, file, "the passphrase does not open it");
    }

    static VaultException passphrase(String rule) {
        return new VaultException(Reason.PASSPHRASE, "the passphrase " + rule, null);
    }

    static VaultException passphraseUnreadable(String from) {
        return new VaultException(Reason.PASSPHRASE, "no passphrase can be read from " + from, null);
    }

    static VaultException rolledBack(Path file, long found, long known) {
        return of(
                Reason.ROLLED_BACK,
                file,
                "generation " + found + " stands where generation " + known
                        + " was seen before; find out who put an older state back");
    }

    static VaultException unsafe(Path file, String why, String remedy) {
        return of(Reason.UNSAFE_FILE, file, why + "; " + remedy);
    }

    static VaultException busy(Path file) {
        return of(Reason.BUSY, file, "another process is writing it; try again");
    }

    static VaultException io(Path file, String doing, Throwable cause) {
        return new VaultException(
                Reason.IO,
                "vault " + file + ": " + doing + " failed (" + DiskFailure.words(cause) + "); the vault is as it was",
                cause);
    }

    static VaultException notDurable(Path file, Throwable cause) {
        return new VaultException(
                Reason.NOT_DURABLE,
                "vault " + file + ": the new state is in place, but whether it would survive a power cut is not known;"
                        + " do not repeat the change, look at the disk",
                cause);
    }

    static VaultException notAnchored(Path anchor, Throwable cause) {
        return new VaultException(
                Reason.NOT_DURABLE,
                "the anchor " + anchor + " cannot be raised, and the vault is in its new state nevertheless;"
                        + " do not repeat the change, mend the anchor's disk and read the vault again",
                cause);
    }

    static VaultException key(Path file, KeyId id, String what) {
        return of(Reason.KEY, file, "key '" + id + "' " + what);
    }

    static VaultException closed(Path file) {
        return of(Reason.CLOSED, file, "it was closed");
    }

    static VaultException tooLarge(Path file, @Nullable KeyId id) {
        return of(Reason.KEY, file, id == null ? "it would grow too large" : "key '" + id + "' is too large");
    }
}
