/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.util.List;

/**
 * What is known of a venue besides what the definition does, for its page in the documentation. Markdown, one sentence or point each; what no official source states is marked UNCONFIRMED.
 * Sources are told section by section ({@link Source#topics}); a point that stands on another one says {@code [S2]} for the second of them.
 *
 * @param title its name, as people write it
 * @param sources where the facts come from, when they were written or read, and what each of them tells
 * @param use what a bot's developer must know to use it here
 * @param keys how keys are made, replaced and deleted, by whom, with which settings; how they end by themselves; how long old and new may overlap
 * @param sessions what opens a session that outlives a signature, how long it lives, what ends it
 * @param emergency what stops trading and withdrawals, and what cannot be stopped through the API
 * @param reconciliation where balances, orders, fills, deposits, withdrawals, transfers and the history of keys and logins are read
 * @param limits what keyguard cannot do here, and what is not confirmed
 */
record VenueNotes(
        String title,
        List<Source> sources,
        List<String> use,
        List<String> keys,
        List<String> sessions,
        List<String> emergency,
        List<String> reconciliation,
        List<String> limits) {}
