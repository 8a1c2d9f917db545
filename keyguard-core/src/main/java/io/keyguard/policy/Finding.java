/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.KeyId;

/** One. */
public record Finding(KeyId key) {}
