/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.util.Set;
import java.util.regex.Pattern;

/** The names of what reduces at Bybit, whose signature covers neither method nor path. */
final class BybitNames {
    /** Of an order that may count as reducing: what is documented beside {@code reduceOnly}. With any other name the same signature could be good for an order that opens, a setting or a loan. */
    static final Set<String> OF_A_REDUCING_ORDER = Set.of(
            "category",
            "symbol",
            "side",
            "orderType",
            "qty",
            "price",
            "triggerDirection",
            "triggerPrice",
            "triggerBy",
            "orderFilter",
            "orderIv",
            "timeInForce",
            "positionIdx",
            "orderLinkId",
            "reduceOnly",
            "closeOnTrigger",
            "isLeverage",
            "smpType",
            "mmp",
            "rpiTakerAccess",
            "bboSideType",
            "bboLevel",
            "slippageTolerance",
            "slippageToleranceType");

    /** Of one instrument. A spread has a slash, and its orders know no {@code reduceOnly}. */
    private static final Pattern INSTRUMENT = Pattern.compile("[A-Z0-9-]+");

    static final Memo<Boolean> INSTRUMENTS =
            new Memo<>(symbol -> INSTRUMENT.matcher(symbol).matches());

    private BybitNames() {}
}
