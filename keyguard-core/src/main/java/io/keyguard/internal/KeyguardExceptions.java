/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import io.keyguard.Environment;
import io.keyguard.KeyFrozenException;
import io.keyguard.KeyId;
import io.keyguard.KeyMaterialException;
import io.keyguard.KeyNotFoundException;
import io.keyguard.KeyRetiredException;
import io.keyguard.KeyScopeException;
import io.keyguard.KeyguardException;
import io.keyguard.Permission;
import io.keyguard.SourceException;
import io.keyguard.StateException;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.VenueError;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every message of keyguard's exceptions. Only names enter them: no secret, no
 * parameter, no answer of a venue.
 */
public final class KeyguardExceptions {
    private static final String LATER = "; try again later";

    private KeyguardExceptions() {}

    // Looking for a key

    /** A strategy that no grant names. */
    public static KeyNotFoundException unknownStrategy(String strategy) {
        return new KeyNotFoundException("strategy '" + strategy + "' was granted nothing", false);
    }

    /** A strategy asks for an account on which it was granted nothing. */
    public static KeyNotFoundException noGrant(String strategy, String venue, String account) {
        return new KeyNotFoundException(
                "strategy '" + strategy + "' has no grant on " + venue + "/" + account
                        + "; grant it when Keyguard is built, if it should have one",
                false);
    }

    /** A strategy asks for more than it was granted. */
    public static KeyNotFoundException notGranted(
            String strategy, Set<Permission> missing, String venue, String account) {
        return new KeyNotFoundException(
                "strategy '" + strategy + "' is not granted " + missing + " on " + venue + "/" + account, false);
    }

    /** A grant that no loaded key serves. */
    public static KeyNotFoundException noKey(String strategy, String venue, String account) {
        return new KeyNotFoundException("no key of strategy '" + strategy + "' is loaded for " + venue + "/" + account
                + "; add one to the source and name the strategy");
    }

    /** A handle that outlived its generation. */
    public static KeyRetiredException retired(KeyId id, long generation) {
        return new KeyRetiredException(
                "generation " + generation + " of key '" + id + "' is retired; ask the provider again");
    }

    // Signing

    /** A request that needs another right than its key was asked for with. */
    public static KeyScopeException outsideScope(KeyId id, Permission needed, Set<Permission> scope) {
        return new KeyScopeException("key '" + id + "' was asked for with " + scope + ", but this request needs "
                + needed + "; it was not signed");
    }

    /** A request to a host of another environment, or of nobody's. */
    public static KeyScopeException foreignHost(KeyId id, Environment environment, URI host) {
        return new KeyScopeException("key '" + id + "' belongs to " + environment + ", and " + origin(host)
                + " is not one of that environment's hosts; the request was not signed");
    }

    /** Scheme and host alone: a foreign address may carry anything in the rest. */
    private static String origin(URI host) {
        return host.getScheme() + "://" + host.getHost();
    }

    /** A request that anybody on the way could read. */
    public static KeyScopeException inTheClear(URI host) {
        return new KeyScopeException("a signed request goes over TLS, or to this machine, and " + origin(host)
                + " is neither; it was not sent");
    }

    /** A request that adds risk, with a key that may not. */
    public static KeyScopeException addsRisk(KeyId id, String reasons) {
        return new KeyScopeException("key '" + id + "' signs only reads, cancels and reductions for now, because "
                + reasons + "; this was not signed; the report says what to do");
    }

    /** A request that adds risk, with a key that is frozen. */
    public static KeyFrozenException frozen(KeyId id, String scope, String freeze) {
        return new KeyFrozenException("key '" + id + "' signs only reads, cancels and reductions: " + scope
                + " is frozen (" + freeze + "); this was not signed; 'keyguard unfreeze' with the passphrase ends it");
    }

    /** Material that would go to where no fence stands. */
    public static KeyFrozenException frozenAgainstReveal(KeyId id, String scope, String freeze) {
        return new KeyFrozenException("key '" + id + "' is not shown: " + scope + " is frozen (" + freeze
                + "); 'keyguard unfreeze' with the passphrase ends it");
    }

    /** A request that adds risk, by a signer that has not heard for too long that it may. */
    public static KeyFrozenException leaseEnded(KeyId id) {
        return new KeyFrozenException(
                "key '" + id
                        + "' signs only reads, cancels and reductions: the lease of this signer was not renewed in time, so it may be frozen without knowing; this was not signed");
    }

    /** Material that a signer was to lend that has not heard for too long that it may add risk. */
    public static KeyFrozenException leaseEndedAgainstReveal(KeyId id) {
        return new KeyFrozenException(
                "key '" + id
                        + "' is not shown: the lease of this signer was not renewed in time, so it may be frozen without knowing; renew the lease");
    }

    /** A request whose meaning is not known; only its method is named, for a path may carry anything. */
    public static KeyScopeException unknownEndpoint(String venue, String method) {
        return new KeyScopeException("this " + method + " request is not one that keyguard knows at " + venue
                + ", so its meaning cannot be checked; it was not signed");
    }

    /** A request that can be read in two ways. */
    public static KeyScopeException notCanonical(String venue, String rule) {
        return new KeyScopeException(
                "a request to " + venue + " is not written canonically: " + rule + "; it was not signed");
    }

    /** A request with a field that is called almost like one that its meaning hangs on. */
    public static KeyScopeException misspelt(String name) {
        return new KeyScopeException("a field is called almost like '" + name
                + "', on which the meaning of the request hangs; spell it so, or leave it out; it was not signed");
    }

    /** A request with a parameter of which the signer decides. */
    public static KeyScopeException signerSets(String venue, String parameter) {
        return new KeyScopeException("'" + parameter + "' is set by the signer at " + venue + "; leave it out");
    }

    /** A request that would send value to another place than those that are pinned, of which {@code pinned} is a part to compare with. */
    public static KeyScopeException notPinned(KeyId id, String account, Permission needed, String pinned) {
        return new KeyScopeException("payouts of " + account + " are pinned to " + pinned
                + ", and this request with key '" + id + "' names another destination; it was not signed; it needs "
                + needed
                + ", and a new destination is pinned with Grant.pinPayout, by whoever may decide that");
    }

    /** A request that names a destination for value, where nobody has pinned one. */
    public static KeyScopeException nothingPinned(KeyId id, String account, Permission needed) {
        return new KeyScopeException("no destination is pinned for payouts of " + account
                + ", and this request with key '" + id + "' names one; it was not signed; it needs " + needed
                + " and Grant.pinPayout with that destination");
    }

    /** A request that names a destination for value, from where no grant is that could pin one. */
    public static KeyScopeException unpinned(String venue) {
        return new KeyScopeException("a request to " + venue
                + " names a destination for value, and here is no grant that pins one; it was not signed");
    }

    // Material

    /** A key for an algorithm that its venue does not have. */
    public static KeyMaterialException algorithmNotAccepted(KeyId id, String venue, SignatureAlgorithm algorithm) {
        return new KeyMaterialException(
                "key '" + id + "' signs with " + algorithm + ", which " + venue + " does not accept");
    }

    /** A key whose parts stand in each other's place. */
    public static KeyMaterialException swapped(KeyId id, String venue) {
        return new KeyMaterialException("the secret of key '" + id + "' looks like an API key of " + venue
                + " and its API key does not: they are swapped; store the key again");
    }

    /** A key with white space around its {@code part}. */
    public static KeyMaterialException spaceAround(KeyId id, String part) {
        return new KeyMaterialException(
                "the " + part + " of key '" + id
                        + "' begins or ends with white space, such as the line break at the end of a file, and what venues hand out does not; store the key again without");
    }

    /** A key without the passphrase that its venue asks for. */
    public static KeyMaterialException passphraseMissing(KeyId id, String venue) {
        return new KeyMaterialException("key '" + id + "' has no passphrase, and " + venue + " asks for one");
    }

    /** A key without the account's id that its venue signs. */
    public static KeyMaterialException accountIdMissing(KeyId id, String venue) {
        return new KeyMaterialException("key '" + id + "' has no account id, and " + venue
                + " asks for one with every request; store the key again with it");
    }

    /** A secret that cannot be one of its algorithm. */
    public static KeyMaterialException badSecret(SignatureAlgorithm algorithm, String rule) {
        return new KeyMaterialException("the secret of a key for " + algorithm + " does not have its form: " + rule);
    }

    /** A part of a key that ordinary words would be mistaken for. */
    public static KeyMaterialException tooShortToMask(KeyId id, String part, int shortest) {
        return new KeyMaterialException("the " + part + " of key '" + id + "' has fewer than " + shortest
                + " bytes and cannot be masked in logs without masking ordinary words; choose a longer one");
    }

    /** A second listener of the same name. */
    public static IllegalArgumentException listenerNameTaken(String name) {
        return new IllegalArgumentException(
                "a listener is called '" + name + "' already; close its subscription, or choose another name");
    }

    /** A name that no key in use has. */
    public static KeyNotFoundException noSuchKey(KeyId id) {
        return new KeyNotFoundException("no key in use is called '" + id + "'");
    }

    /** A part of a key that stands in ordinary log lines. */
    public static KeyMaterialException tooCommonToMask(KeyId id, String part) {
        return new KeyMaterialException("the " + part + " of key '" + id
                + "' is a short number, a common word or a few characters repeated, and cannot be masked in logs without masking ordinary text;"
                + " choose a random one");
    }

    // Sources and venues

    /** A source that cannot be read now. */
    public static SourceException unreadable(String source, @Nullable Throwable cause) {
        return new SourceException("the key source " + source + " cannot be read; keys read before stay in use", cause);
    }

    /** A source that cannot be read because of {@code why}. */
    public static SourceException unreadableSource(String source, String why) {
        return new SourceException("the key source " + source + " cannot be read: " + why, null);
    }

    /** A venue that answers with an error of its own. */
    public static VenueRefusedException refused(String venue, String code, Set<VenueError.Kind> meanings) {
        return new VenueRefusedException(
                venue + " refused the key with " + code + ", which means " + meanings, meanings);
    }

    /** A venue that is asked too often: what stood behind what it did not do was not asked for, and {@code limit} may say so already of a part. */
    public static KeyguardException notAskedFor(
            KeyguardException limit, Set<VenueError.Kind> kinds, int count, List<String> names) {
        String said = String.valueOf(limit.getMessage());
        String message = said + (said.contains(LATER) ? "" : LATER) + "; " + count + " more were left as they are"
                + (names.isEmpty() ? "" : ", among them " + String.join(", ", names));
        return limit instanceof VenueRefusedException
                ? new VenueRefusedException(message, kinds)
                : new VenueUnavailableException(message, limit.getCause(), kinds);
    }

    /** What a venue's API cannot do with keys; nothing was asked, and nothing done. */
    public static VenueRefusedException notByApi(String venue, String what) {
        return new VenueRefusedException(
                venue + "'s API cannot " + what + "; let a person do it, as the steps of its KeyLifecycle say",
                Set.of(VenueError.Kind.REQUEST));
    }

    /** A key that is not in a venue's list, so that nothing was done with it. */
    public static VenueRefusedException noSuchKey(String venue, String id) {
        return new VenueRefusedException(
                venue + " lists no key " + id + "; list the keys of the account again",
                Set.of(VenueError.Kind.REQUEST));
    }

    /** A venue that does not answer. */
    public static VenueUnavailableException unavailable(String venue, String why, @Nullable Throwable cause) {
        return new VenueUnavailableException(venue + " could not be asked: " + why, cause);
    }

    /** A venue that answers with an error of its own, which is not one of the key. */
    public static VenueUnavailableException answered(String venue, String question, VenueError error) {
        return new VenueUnavailableException(
                venue + " could not be asked: it answered " + question + " with " + error.code(), null, error.kinds());
    }

    /** A venue that answers with something else than its documents say. */
    public static VenueUnavailableException malformedReply(String venue, String question, int status) {
        return new VenueUnavailableException(
                venue + " answered " + question + " with HTTP status " + status + " and a form that is not its own",
                null);
    }

    /** An account that nobody watches. */
    public static IllegalArgumentException notWatched(String venue, String account) {
        return new IllegalArgumentException(
                venue + "/" + account + " is not watched; add Keyguard.Builder.watch(AccountWatch.of(…))");
    }

    // State

    /** A state directory that cannot be used; {@code path} is null where it is known from before. */
    public static StateException stateUnusable(@Nullable Path path, String doing, @Nullable Throwable cause) {
        String why = cause instanceof FileSafety.UnsafeFileException unsafe
                ? unsafe.why() + "; " + unsafe.remedy()
                : cause == null ? "" : DiskFailure.words(cause);
        return new StateException(
                "the state directory" + (path == null ? "" : " " + path) + " cannot be used: " + doing + " failed ("
                        + why + ")",
                cause);
    }

    /** What was revoked may stand where it cannot be read. */
    public static StateException revocationsUnreadable(String process) {
        return new StateException(
                "nobody can tell which keys were revoked: the inventory of process " + process
                        + " cannot be read whole; end that process, and try again",
                null);
    }

    /** A second seed. */
    public static StateException seedExists(Path path) {
        return new StateException(
                "the state directory " + path
                        + " has a seed already, which is shown once and never again; use another directory"
                        + " if it is lost",
                null);
    }

    /** A request that adds risk while nothing can be recorded. */
    public static StateException notRecorded(KeyId id) {
        return new StateException(
                "the state directory cannot be written, so key '" + id
                        + "' signs only reads, cancels and reductions; this was not signed",
                null);
    }

    /** A payout for whose entry in the trail there is no room. */
    public static StateException payoutNotRecorded(KeyId id) {
        return new StateException(
                "too much waits to be recorded, so this payout with key '" + id
                        + "' was not handed out; nobody has its signature",
                null);
    }

    // Freezes

    /** A passphrase that is not the one chosen for lifting freezes. */
    public static StateException wrongLiftPassphrase() {
        return new StateException(
                "this is not the passphrase that was chosen for lifting freezes; nothing was lifted", null);
    }

    /** A lift where nobody chose a passphrase, or where it is not known which was chosen. */
    public static StateException nobodyMayLift(Path path) {
        return new StateException(
                "the state directory " + path
                        + " does not say, or not beyond doubt, who may lift freezes: nobody chose a passphrase with 'keyguard freeze-setup' before,"
                        + " or freezes/pin was changed; put the pin back, or start with another state directory",
                null);
    }

    /** A second passphrase, or one that is chosen when it is too late. */
    public static StateException pinChosenTooLate(Path path) {
        return new StateException(
                "the passphrase that lifts freezes is chosen once, and before anything is frozen, which is over for the state directory "
                        + path,
                null);
    }

    /** A freeze that is in force in none, or not all, of the processes that it is for. */
    public static StateException notFrozen(Path path, Throwable cause) {
        return new StateException(
                "nothing was frozen: the state directory " + path + " cannot be written (" + DiskFailure.words(cause)
                        + "); stop the bots, or revoke their keys",
                cause);
    }
}
