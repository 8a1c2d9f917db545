/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The keys and tokens of a simulated Coinbase: JWTs of ES256 and EdDSA, checked with public keys.
 *
 * <p>UNCONFIRMED and chosen here: a nonce must be there and is taken once, and a token may live for 120 seconds at most.
 */
final class CoinbaseTokens {
    private static final Base64.Decoder BASE64 = Base64.getUrlDecoder();
    private static final long LONGEST_LIFE = 120;

    /** What a token holds; {@code message} is what was signed. */
    private record Token(JsonNode header, JsonNode claims, String message, String signature) {}

    private final Set<String> nonces = ConcurrentHashMap.newKeySet();

    /** The secret of a new Ed25519 key, as Coinbase shows it, for the seed and its public key. */
    static String ed25519Secret(byte[] seed, byte[] publicKey) {
        byte[] both = Arrays.copyOf(seed, seed.length + publicKey.length);
        System.arraycopy(publicKey, 0, both, seed.length, publicKey.length);
        return Base64.getEncoder().encodeToString(both);
    }

    static byte[] ed25519PublicKey(byte[] seed) {
        byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        return publicKey;
    }

    static KeyPair ecPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }

    /** The point as it stands in the public key, without the algorithm. */
    private static ASN1BitString publicBits(KeyPair pair) {
        return SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()).getPublicKeyData();
    }

    /** The secret of a key on P-256, as Coinbase shows it: the PEM of SEC 1, with the public key. */
    static String ecSecret(KeyPair pair) {
        try {
            byte[] der = new org.bouncycastle.asn1.sec.ECPrivateKey(
                            256,
                            ((ECPrivateKey) pair.getPrivate()).getS(),
                            publicBits(pair),
                            SECObjectIdentifiers.secp256r1)
                    .getEncoded("DER");
            return "-----BEGIN EC PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                    + "\n-----END EC PRIVATE KEY-----\n";
        } catch (IOException e) {
            throw new IllegalStateException("a private key that cannot be written", e);
        }
    }

    /** The name of the key that {@code authorization} says it is signed with; empty if it is no bearer token. */
    static String keyName(String authorization) {
        try {
            return read(authorization).header().path("kid").asText("");
        } catch (IOException | IllegalArgumentException e) {
            return "";
        }
    }

    /** Whether {@code authorization} is a token of {@code key} for {@code uri}, and was not used before. */
    boolean isGenuine(String authorization, SimulatedKey key, String uri, long now) {
        try {
            Token token = read(authorization);
            return isHeader(token.header(), key)
                    && isClaims(token.claims(), key, uri, now)
                    && isSigned(key, token)
                    && nonces.add(token.header().path("nonce").asText());
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static Token read(String authorization) throws IOException {
        String[] parts = authorization.startsWith("Bearer ")
                ? authorization.substring("Bearer ".length()).split("\\.", -1)
                : new String[0];
        if (parts.length != 3) {
            throw new IllegalArgumentException("not three parts");
        }
        return new Token(
                VenueSimulator.JSON.readTree(BASE64.decode(parts[0])),
                VenueSimulator.JSON.readTree(BASE64.decode(parts[1])),
                parts[0] + "." + parts[1],
                parts[2]);
    }

    private static boolean isEd25519(SimulatedKey key) {
        return key.publicKey().length == Ed25519.PUBLIC_KEY_SIZE;
    }

    private static boolean isHeader(JsonNode header, SimulatedKey key) {
        return header.path("alg").asText("").equals(isEd25519(key) ? "EdDSA" : "ES256")
                && header.path("typ").asText("").equals("JWT")
                && header.path("kid").asText("").equals(key.apiKey())
                && header.path("nonce").isTextual()
                && !header.path("nonce").asText().isEmpty();
    }

    /** What today's documents say, and what clients of their earlier editions still send (ccxt 4.5.84). */
    private static final Set<String> ISSUERS = Set.of("cdp", "coinbase-cloud");

    private static boolean isClaims(JsonNode claims, SimulatedKey key, String uri, long now) {
        JsonNode start = claims.path("nbf");
        JsonNode end = claims.path("exp");
        return claims.path("sub").asText("").equals(key.apiKey())
                && ISSUERS.contains(claims.path("iss").asText(""))
                && claims.path("uri").asText("").equals(uri)
                && start.isIntegralNumber()
                && end.isIntegralNumber()
                && start.asLong() <= now
                && end.asLong() > now
                && end.asLong() - start.asLong() <= LONGEST_LIFE;
    }

    private static boolean isSigned(SimulatedKey key, Token token) {
        byte[] message = token.message().getBytes(US_ASCII);
        byte[] signature = BASE64.decode(token.signature());
        if (isEd25519(key)) {
            return Signatures.ed25519(key.publicKey(), message, signature);
        }
        try {
            PublicKey publicKey = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key.publicKey()));
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(publicKey);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
