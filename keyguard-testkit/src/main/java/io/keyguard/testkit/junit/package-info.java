/* SPDX-License-Identifier: Apache-2.0 */
/** What the tests of a bot put into JUnit 5. */
@NullMarked
package io.keyguard.testkit.junit;

import org.jspecify.annotations.NullMarked;
