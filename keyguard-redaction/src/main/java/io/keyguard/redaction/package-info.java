/* SPDX-License-Identifier: Apache-2.0 */
/** The redaction engine and what it knows. */
@NullMarked
package io.keyguard.redaction;

import org.jspecify.annotations.NullMarked;
