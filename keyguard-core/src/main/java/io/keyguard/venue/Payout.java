/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

/**
 * Where a venue sends the yield of an account by itself, as it is set now.
 *
 * @param account whose yield it is: a sub-account or a miner, in the venue's words
 * @param asset in the venue's words
 * @param destination an address, another account, a pool
 * @param terms the rest of what is set, such as a threshold or that payouts are stopped; an empty string where the venue tells no more
 */
public record Payout(String account, String asset, String destination, String terms) {}
