/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;

/** A strategy with a key. */
record User(KeyId key, String strategy) {
    String words() {
        return "strategy " + strategy;
    }
}
