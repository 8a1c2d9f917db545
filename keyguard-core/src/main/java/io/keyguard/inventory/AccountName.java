/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.Environment;

/** Which account an order was signed for. */
record AccountName(Environment environment, String venue, String account) {
    /** As grants name it. */
    String granted() {
        return venue + "/" + account;
    }

    @Override
    public String toString() {
        return granted() + " (" + environment + ")";
    }
}
