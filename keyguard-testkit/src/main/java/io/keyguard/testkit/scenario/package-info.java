/* SPDX-License-Identifier: Apache-2.0 */
/** Seeded simulations of trading, ordinary and stolen, that try the settings of an {@code AccountWatch} in virtual time. */
@NullMarked
package io.keyguard.testkit.scenario;

import org.jspecify.annotations.NullMarked;
