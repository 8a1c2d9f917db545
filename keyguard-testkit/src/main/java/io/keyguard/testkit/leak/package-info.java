/* SPDX-License-Identifier: Apache-2.0 */
/** Looks for secrets where none may be, with code that shares nothing with the redactor. */
@NullMarked
package io.keyguard.testkit.leak;

import org.jspecify.annotations.NullMarked;
