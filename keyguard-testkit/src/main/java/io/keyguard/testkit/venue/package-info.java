/* SPDX-License-Identifier: Apache-2.0 */
/** Simulated venues: real HTTP servers on loopback that verify what a real venue verifies. */
@NullMarked
package io.keyguard.testkit.venue;

import org.jspecify.annotations.NullMarked;
