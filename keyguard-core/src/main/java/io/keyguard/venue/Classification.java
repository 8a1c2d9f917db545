/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.Permission;
import io.keyguard.Risk;

/**
 * What a request means: the right it needs and what it does to the money at stake.
 *
 * @param permission the right that the key must have been granted
 * @param risk what a freeze looks at
 */
public record Classification(Permission permission, Risk risk) {}
