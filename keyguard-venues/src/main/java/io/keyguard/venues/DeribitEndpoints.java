/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;
import static io.keyguard.Permission.WITHDRAW_ADDRESS_ADMIN;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.VenueRequest;
import java.util.List;
import java.util.function.Function;

/**
 * Deribit's methods, each of which goes as {@code GET}, as {@code POST} and over a WebSocket.
 *
 * <p>Source: the official OpenAPI document 2.1.1. {@code public/auth} is there for the signature of a client alone: its other ways put a secret into the address.
 */
final class DeribitEndpoints {
    private static final String BY_INSTRUMENT = "by instrument_name; ";
    private static final String BY_LEGS = "by the instruments, which must need one right; ADDS_RISK";

    private final EndpointTable.Builder table =
            EndpointTable.of(new CanonicalForm(Deribit.ID, true, DeribitCall.SIGNER_SETS));
    private boolean overWebSocket;

    private DeribitEndpoints() {}

    static EndpointTable table() {
        var endpoints = new DeribitEndpoints();
        endpoints.everywhere();
        endpoints.table.at(VenueDefinition.WEB_SOCKET);
        endpoints.overWebSocket = true;
        endpoints.everywhere();
        endpoints.overWebSocketAlone();
        return endpoints.table.build();
    }

    private void everywhere() {
        session();
        accountReads();
        tradingReads();
        walletReads();
        orders();
        cancellations();
        blocks();
        wallet();
        administration();
    }

    private void session() {
        String endpoint = overWebSocket ? "WS public/auth" : "GET " + DeribitSigner.AUTH;
        table.depends(
                endpoint,
                "OPEN_SESSION, ADDS_RISK; signed with the secret; only 'scope' may be given",
                DeribitEndpoints::login);
    }

    private static Classification login(CheckedRequest request) {
        for (VenueRequest.Param param : request.request().params()) {
            if (!param.name().equals("scope")) {
                throw KeyguardExceptions.signerSets(Deribit.ID, param.name());
            }
        }
        if (request.json() != null) {
            throw DeribitCall.refused("the signer writes the login; only 'scope' may be given, as a parameter");
        }
        return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    }

    private void accountReads() {
        fixed(
                READ_ACCOUNT,
                Risk.READ,
                "get_account_summary",
                "get_account_summaries",
                "get_positions",
                "get_position",
                "get_subaccounts",
                "get_subaccounts_details",
                "get_transaction_log",
                "get_access_log",
                "get_user_locks",
                "get_affiliate_program_info",
                "get_new_announcements",
                "get_email_language",
                "get_cancel_on_disconnect",
                "get_reward_eligibility",
                "list_custody_accounts",
                "simulate_portfolio",
                "pme/simulate");
        // The documentation says that it hides the secrets, and shows them in its sample.
        fixed(KEY_ADMIN, Risk.READ, "list_api_keys");
    }

    private void tradingReads() {
        fixed(
                READ_ACCOUNT,
                Risk.READ,
                "get_open_orders",
                "get_open_orders_by_currency",
                "get_open_orders_by_instrument",
                "get_open_orders_by_label",
                "get_order_state",
                "get_order_state_by_label",
                "get_order_history_by_currency",
                "get_order_history_by_instrument",
                "get_order_margin_by_ids",
                "get_trigger_order_history",
                "get_user_trades_by_currency",
                "get_user_trades_by_currency_and_time",
                "get_user_trades_by_instrument",
                "get_user_trades_by_instrument_and_time",
                "get_user_trades_by_order",
                "get_settlement_history_by_currency",
                "get_settlement_history_by_instrument",
                "get_margins",
                "get_mmp_config",
                "get_mmp_status",
                "get_leg_prices",
                "get_block_trade",
                "get_block_trades",
                "get_block_trade_requests",
                "get_broker_trades",
                "get_broker_trade_requests",
                "simulate_block_trade",
                "get_block_rfqs",
                "get_block_rfq_quotes",
                "get_block_rfq_makers",
                "get_block_rfq_user_info");
    }

    private void walletReads() {
        fixed(
                READ_ACCOUNT,
                Risk.READ,
                "get_deposits",
                "get_current_deposit_address",
                "get_withdrawals",
                "get_transfers",
                "get_address_book",
                "get_address_beneficiary",
                "list_address_beneficiaries");
    }

    private void orders() {
        for (String method : List.of("buy", "sell")) {
            depends(
                    method,
                    BY_INSTRUMENT
                            + "reduce_only=true reduces, unless for a pair or a combo, or with orders linked that do not",
                    DeribitMeaning::order);
        }
        // It names an order; an instrument beside it would not be read.
        fixed(TRADE_DERIVATIVES, Risk.ADDS_RISK, "edit");
        depends("edit_by_label", BY_INSTRUMENT + "without one TRADE_DERIVATIVES; ADDS_RISK", DeribitMeaning::amendment);
        depends("mass_quote", BY_LEGS, call -> DeribitMeaning.legs(call, List.of("quotes")));
        depends("create_combo", BY_LEGS, call -> DeribitMeaning.legs(call, List.of("trades")));
        depends("close_position", BY_INSTRUMENT + "REDUCES_RISK, unless for a pair", DeribitMeaning::closing);
        // Without the protection of market makers quotes go on being filled.
        fixed(TRADE_DERIVATIVES, Risk.ADDS_RISK, "set_mmp_config", "reset_mmp");
    }

    private void cancellations() {
        fixed(TRADE_DERIVATIVES, Risk.REDUCES_RISK, "cancel", "cancel_all", "cancel_by_label");
        for (String method : List.of(
                "cancel_all_by_instrument",
                "cancel_all_by_currency",
                "cancel_all_by_currency_pair",
                "cancel_all_by_kind_or_type",
                "cancel_quotes")) {
            depends(
                    method,
                    "by instrument_name or kind, else TRADE_DERIVATIVES; REDUCES_RISK",
                    DeribitMeaning::cancellation);
        }
    }

    private void blocks() {
        // What it returns is this side's consent: whoever holds it can execute the trade.
        for (String method : List.of("verify_block_trade", "execute_block_trade")) {
            depends(method, BY_LEGS, call -> DeribitMeaning.legs(call, List.of("trades")));
        }
        for (String method :
                List.of("create_block_rfq", "accept_block_rfq", "add_block_rfq_quote", "edit_block_rfq_quote")) {
            depends(method, BY_LEGS, call -> DeribitMeaning.legs(call, List.of("legs", "hedge")));
        }
        fixed(TRADE_DERIVATIVES, Risk.ADDS_RISK, "approve_block_trade");
        fixed(
                TRADE_DERIVATIVES,
                Risk.REDUCES_RISK,
                "reject_block_trade",
                "invalidate_block_trade_signature",
                "cancel_block_rfq",
                "cancel_block_rfq_quote",
                "cancel_block_rfq_trigger",
                "cancel_all_block_rfq_quotes");
    }

    private void wallet() {
        fixed(WITHDRAW, Risk.ADDS_RISK, "withdraw", "submit_transfer_to_user");
        fixed(CANCEL_WITHDRAWAL, Risk.REDUCES_RISK, "cancel_withdrawal");
        fixed(
                WITHDRAW_ADDRESS_ADMIN,
                Risk.ADDS_RISK,
                "add_to_address_book",
                "update_in_address_book",
                "remove_from_address_book",
                "save_address_beneficiary",
                "delete_address_beneficiary");
        // Positions move between accounts of one owner, like money.
        fixed(
                TRANSFER_SUBACCOUNT,
                Risk.ADDS_RISK,
                "submit_transfer_to_subaccount",
                "submit_transfer_between_subaccounts",
                "move_positions");
        fixed(TRANSFER_SUBACCOUNT, Risk.REDUCES_RISK, "cancel_transfer_by_id");
        fixed(DEPOSIT, Risk.ADDS_RISK, "create_deposit_address", "set_clearance_originator");
    }

    private void administration() {
        fixed(
                KEY_ADMIN,
                Risk.ADDS_RISK,
                "create_api_key",
                "edit_api_key",
                "change_scope_in_api_key",
                "change_api_key_name",
                "enable_api_key",
                "reset_api_key");
        fixed(KEY_ADMIN, Risk.REDUCES_RISK, "disable_api_key", "remove_api_key");
        // Whether the products given are those that are switched off or those that stay is said in both ways.
        fixed(
                ACCOUNT_ADMIN,
                Risk.ADDS_RISK,
                "set_disabled_trading_products",
                "change_margin_model",
                "set_self_trading_config",
                "create_subaccount",
                "remove_subaccount",
                "change_subaccount_name",
                "set_email_for_subaccount",
                "set_email_language",
                "toggle_subaccount_login",
                "toggle_notifications_from_subaccount",
                "enable_affiliate_program",
                "set_announcement_as_read");
    }

    private void overWebSocketAlone() {
        fixed(OPEN_SESSION, Risk.REDUCES_RISK, "logout");
        fixed(READ_ACCOUNT, Risk.READ, "subscribe", "unsubscribe", "unsubscribe_all");
        fixed(ACCOUNT_ADMIN, Risk.REDUCES_RISK, "enable_cancel_on_disconnect");
        fixed(ACCOUNT_ADMIN, Risk.ADDS_RISK, "disable_cancel_on_disconnect");
    }

    private void fixed(Permission permission, Risk risk, String... methods) {
        var meaning = new Classification(permission, risk);
        for (String method : methods) {
            depends(method, permission + ", " + risk, call -> meaning);
        }
    }

    /** Every call is read before it is given a meaning, also where the parameters do not matter. */
    private void depends(String method, String inWords, Function<Fields, Classification> meaning) {
        EndpointTable.Rule rule =
                request -> meaning.apply(DeribitCall.of(request).params());
        if (overWebSocket) {
            table.depends("WS private/" + method, inWords, rule);
        } else {
            table.depends("GET " + DeribitCall.ROOT + "private/" + method, inWords, rule);
            table.depends("POST " + DeribitCall.ROOT + "private/" + method, inWords, rule);
        }
    }
}
