/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Which key it is at its venue, without being the API key: the first 16 bytes of SHA-256 over the venue's id, a zero byte and the API key, in lower-case hexadecimal. May stand in journals and logs.
 *
 * @param value 32 hexadecimal digits
 */
public record VenueKeyId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final int BYTES = 16;

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException if it is not 32 hexadecimal digits
     */
    public VenueKeyId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a key's id at its venue is 32 lower-case hexadecimal digits");
        }
    }

    /** Returns the id of the key of {@code venue} whose API key is {@code apiKey}, in UTF-8; the array stays the caller's to wipe. */
    public static VenueKeyId of(String venue, byte[] apiKey) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(venue.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            byte[] all = digest.digest(apiKey);
            return new VenueKeyId(HexFormat.of().formatHex(Arrays.copyOf(all, BYTES)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** Returns the id of the key of {@code venue} whose API key is {@code apiKey}. */
    public static VenueKeyId of(String venue, String apiKey) {
        return of(venue, apiKey.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return value;
    }
}
