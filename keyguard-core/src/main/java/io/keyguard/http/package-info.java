/* SPDX-License-Identifier: Apache-2.0 */
/** A bot's own HTTP client and WebSockets, behind its keys: nothing is sent that a key has not signed. */
@NullMarked
package io.keyguard.http;

import org.jspecify.annotations.NullMarked;
