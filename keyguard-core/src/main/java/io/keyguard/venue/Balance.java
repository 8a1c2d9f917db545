/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.math.BigDecimal;

/**
 * What an account holds of an asset.
 *
 * @param wallet the wallet, in the venue's words
 * @param asset the asset, in the venue's words
 * @param total free and in use together
 */
public record Balance(String wallet, String asset, BigDecimal total) {}
