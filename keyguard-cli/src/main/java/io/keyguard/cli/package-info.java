/* SPDX-License-Identifier: Apache-2.0 */
/** The operator's command line. No secret is ever an argument. */
@NullMarked
package io.keyguard.cli;

import org.jspecify.annotations.NullMarked;
