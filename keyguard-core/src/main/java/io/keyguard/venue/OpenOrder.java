/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

/**
 * An order that is open at a venue.
 *
 * @param id the venue's id
 * @param clientOrderId the id that the bot gave it, or an empty string
 * @param symbol what it trades, in the venue's words
 */
public record OpenOrder(String id, String clientOrderId, String symbol) {}
