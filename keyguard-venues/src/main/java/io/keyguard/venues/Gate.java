/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Gate, API v4: spot, margin, perpetual contracts settled in USDT and BTC, options.
 *
 * <p>Sources: the documents of gateio/gateapi-python 6.104.3 and gate/gateapi-csharp, the APIv4 manual. UNCONFIRMED: which group administers sub-accounts; what the group for withdrawals is called.
 */
final class Gate {
    static final String ID = "gate";
    static final String API = "/api/v4";
    /** Over which orders for perpetual contracts are sent. */
    static final String FUTURES_SOCKET = VenueDefinition.WEB_SOCKET + "-futures";

    static final String READ = ":read_only";
    static final String WRITE = ":read_write";
    static final String WITHDRAWAL = "withdrawal";

    private static final GateAccount ACCOUNT = new GateAccount();

    static final RightsModel RIGHTS = rights();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://api.gateio.ws")
            .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, "wss://api.gateio.ws")
            .service(Environment.PRODUCTION, FUTURES_SOCKET, "wss://fx-ws.gateio.ws")
            .hosts(Environment.STAGING, "https://api.gateio.ws")
            .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, "wss://api.gateio.ws")
            .service(Environment.STAGING, FUTURES_SOCKET, "wss://fx-ws.gateio.ws")
            .hosts(Environment.SANDBOX, "https://api-testnet.gateapi.io")
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA512, SecretEncoding.TEXT), false)
                    .withApiKeysLike("[0-9a-f]{32}"))
            .endpoints(GateEndpoints.TABLE)
            .signer(environment -> GateSigning::sign)
            .inspector(environment -> GateInspection::inspect)
            .rights(RIGHTS)
            .errors(GateErrors.TABLE)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(GateKeys.MAKING)
            .clock(new ServerTime(ID, API + "/spot/time", Duration.ofMillis(1), json -> json.path("server_time")))
            .clientOrderIds(new ClientOrderIds(
                    "text", Pattern.compile("t-[0-9A-Za-z_.-]{1,28}"), "open orders (UNCONFIRMED)", "t-"))
            .requestLife(new RequestLife(Optional.of(Duration.ofSeconds(60)), true, true))
            .notes(GateNotes.NOTES)
            .sensitive(new SensitiveFields(Set.of("KEY", "SIGN"), Set.of("api_key", "signature", "secret")))
            .build();

    private Gate() {}

    /** Each group is off, read only, or read and write; what reads a group also opens its streams. */
    private static RightsModel rights() {
        RightsModel.Builder rights = RightsModel.builder();
        group(rights, "account", ACCOUNT_ADMIN, KEY_ADMIN);
        group(rights, "spot", TRADE_SPOT, TRADE_MARGIN);
        group(rights, "margin", TRADE_MARGIN);
        group(rights, "loan", LOAN, TRADE_MARGIN);
        group(rights, "unified", TRADE_MARGIN, ACCOUNT_ADMIN);
        group(rights, "futures", TRADE_DERIVATIVES);
        group(rights, "delivery", TRADE_DERIVATIVES);
        group(rights, "options", TRADE_OPTIONS);
        group(rights, "copy", TRADE_DERIVATIVES);
        group(rights, "earn", EARN, CONVERT);
        group(rights, "wallet", TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT, CONVERT);
        group(rights, WITHDRAWAL, WITHDRAW, CANCEL_WITHDRAWAL);
        String self = "account" + READ;
        return rights.need(READ_ACCOUNT, self, "spot" + READ, "wallet" + READ)
                .need(OPEN_SESSION, self)
                .need(TRADE_SPOT, self, "spot" + WRITE)
                .need(TRADE_MARGIN, self, "spot" + WRITE)
                .need(TRADE_DERIVATIVES, self, "futures" + WRITE)
                .need(TRADE_OPTIONS, self, "options" + WRITE)
                .need(TRANSFER_INTERNAL, self, "wallet" + WRITE)
                .need(TRANSFER_SUBACCOUNT, self, "wallet" + WRITE)
                .need(CONVERT, self, "wallet" + WRITE)
                .need(EARN, self, "earn" + WRITE)
                .need(LOAN, self, "loan" + WRITE)
                .need(WITHDRAW, self, WITHDRAWAL + WRITE)
                .need(CANCEL_WITHDRAWAL, self, WITHDRAWAL + WRITE)
                .need(KEY_ADMIN, "account" + WRITE)
                .need(ACCOUNT_ADMIN, "account" + WRITE)
                .advise(TRANSFER_SUBACCOUNT, "keys of sub-accounts move and withdraw nothing")
                .build();
    }

    private static void group(RightsModel.Builder rights, String group, Permission... written) {
        rights.right(group + READ, READ_ACCOUNT, OPEN_SESSION)
                .right(
                        group + WRITE,
                        Stream.concat(Stream.of(READ_ACCOUNT, OPEN_SESSION), Arrays.stream(written))
                                .toArray(Permission[]::new));
    }
}
