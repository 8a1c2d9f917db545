/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.util.Objects.requireNonNull;

import io.keyguard.secret.SecretBytes;
import java.util.List;
import java.util.function.Supplier;

/** The venues that keyguard knows. */
public final class Venues {
    private Venues() {}

    /** Returns every venue, in the order of their ids. */
    public static List<VenueDefinition> all() {
        return List.of(
                antpool(),
                binance(),
                bitfinex(),
                bitget(),
                bitgetUta(),
                bitmex(),
                bitstamp(),
                braiinsHashpower(),
                braiinsPool(),
                bybit(),
                coinbase(),
                cryptoCom(),
                deribit(),
                f2pool(),
                foundry(),
                gate(),
                gemini(),
                htx(),
                hyperliquid(),
                kraken(),
                krakenFutures(),
                kucoin(),
                luxor(),
                mexc(),
                nicehash(),
                okx(),
                viabtc());
    }

    /** Returns Binance: spot ({@code /api}, the account part of {@code /sapi}) and USD-M futures ({@code /fapi}); HMAC-SHA256, Ed25519 and RSA keys. */
    public static VenueDefinition binance() {
        return Binance.DEFINITION;
    }

    /** Returns Bitfinex API v2: spot, margin, derivatives and funding. */
    public static VenueDefinition bitfinex() {
        return Bitfinex.DEFINITION;
    }

    /** Returns Bitget API v2 with a classic account: spot, margin and futures; HMAC-SHA256 and RSA keys. */
    public static VenueDefinition bitget() {
        return Bitget.DEFINITION;
    }

    /** Returns Bitget API v3 with a unified account; HMAC-SHA256 and RSA keys. */
    public static VenueDefinition bitgetUta() {
        return BitgetUta.DEFINITION;
    }

    /** Returns BitMEX API v1: derivatives and spot. */
    public static VenueDefinition bitmex() {
        return Bitmex.DEFINITION;
    }

    /** Returns Bitstamp: spot, and perpetual contracts. */
    public static VenueDefinition bitstamp() {
        return Bitstamp.DEFINITION;
    }

    /** Returns Deribit API v2: spot, futures and options; HMAC-SHA256 keys. */
    public static VenueDefinition deribit() {
        return Deribit.DEFINITION;
    }

    /** Returns Braiins Hashpower, where computing power is bought; tokens. */
    public static VenueDefinition braiinsHashpower() {
        return BraiinsHashpower.DEFINITION;
    }

    /** Returns Braiins Pool, a mining pool; tokens. */
    public static VenueDefinition braiinsPool() {
        return BraiinsPool.DEFINITION;
    }

    /** Returns F2Pool API v2, a mining pool; tokens. */
    public static VenueDefinition f2pool() {
        return F2pool.DEFINITION;
    }

    /** Returns MEXC: spot and margin (API v3) and contracts (API v1). */
    public static VenueDefinition mexc() {
        return Mexc.DEFINITION;
    }

    /** Returns NiceHash API v2: hashpower, pools, wallets and rigs. */
    public static VenueDefinition nicehash() {
        return Nicehash.DEFINITION;
    }

    /** Returns AntPool, a mining pool; HMAC-SHA256 keys. */
    public static VenueDefinition antpool() {
        return Antpool.DEFINITION;
    }

    /** Returns Foundry USA Pool, a mining pool; tokens. */
    public static VenueDefinition foundry() {
        return Foundry.DEFINITION;
    }

    /** Returns Luxor API v2, a mining pool; tokens. */
    public static VenueDefinition luxor() {
        return Luxor.DEFINITION;
    }

    /** Returns ViaBTC, a mining pool; HMAC-SHA256 keys. */
    public static VenueDefinition viabtc() {
        return Viabtc.DEFINITION;
    }

    /** Returns Bybit API v5 with unified accounts; HMAC-SHA256 and RSA keys. */
    public static VenueDefinition bybit() {
        return Bybit.DEFINITION;
    }

    /** Returns Coinbase Advanced Trade, and what of the Coinbase App ({@code /v2}) the same keys open; ECDSA P-256 and Ed25519 keys. */
    public static VenueDefinition coinbase() {
        return Coinbase.DEFINITION;
    }

    /** Returns Crypto.com Exchange v1: spot, margin and perpetual contracts. */
    public static VenueDefinition cryptoCom() {
        return CryptoCom.DEFINITION;
    }

    /** Returns Gate API v4: spot, margin, perpetual contracts and options. */
    public static VenueDefinition gate() {
        return Gate.DEFINITION;
    }

    /** Returns Gemini: spot, margin and perpetual contracts; keys with growing nonces. */
    public static VenueDefinition gemini() {
        return Gemini.DEFINITION;
    }

    /** Returns Gemini as {@link #gemini()} does, for keys that were made with a time-based nonce: signed requests end after 30 seconds. */
    public static VenueDefinition geminiTimed() {
        return Gemini.TIMED;
    }

    /** Returns HTX (Huobi): spot and margin, and swaps with linear margin. */
    public static VenueDefinition htx() {
        return Htx.DEFINITION;
    }

    /**
     * Returns HTX as {@link #htx()} does, with what calls for the one-time passwords that the venue asks a parent user for when a key is made.
     *
     * @param oneTimePasswords six digits of the second factor, good for now; called once for each key, on the thread that makes it, and closed after use
     */
    public static VenueDefinition htx(Supplier<SecretBytes> oneTimePasswords) {
        return Htx.definition(requireNonNull(oneTimePasswords, "oneTimePasswords"));
    }

    /** Returns Hyperliquid: perpetual contracts and spot, signed by agents (API wallets). */
    public static VenueDefinition hyperliquid() {
        return Hyperliquid.DEFINITION;
    }

    /** Returns OKX API v5. */
    public static VenueDefinition okx() {
        return Okx.DEFINITION;
    }

    /** Returns Kraken spot. */
    public static VenueDefinition kraken() {
        return Kraken.DEFINITION;
    }

    /** Returns Kraken Futures, whose keys are not those of Kraken spot. */
    public static VenueDefinition krakenFutures() {
        return KrakenFutures.DEFINITION;
    }

    /** Returns KuCoin: spot and margin ({@code api.kucoin.com}) and futures ({@code api-futures.kucoin.com}, service {@code futures}). */
    public static VenueDefinition kucoin() {
        return Kucoin.DEFINITION;
    }
}
