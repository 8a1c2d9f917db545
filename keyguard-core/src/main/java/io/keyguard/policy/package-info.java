/* SPDX-License-Identifier: Apache-2.0 */
/** Which rights a key may have, asked of the venue before the bot may use it. */
@NullMarked
package io.keyguard.policy;

import org.jspecify.annotations.NullMarked;
