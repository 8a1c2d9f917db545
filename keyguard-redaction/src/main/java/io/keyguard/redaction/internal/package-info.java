/* SPDX-License-Identifier: Apache-2.0 */
/** What is found with {@link java.util.ServiceLoader}; not exported. */
@NullMarked
package io.keyguard.redaction.internal;

import org.jspecify.annotations.NullMarked;
