/* SPDX-License-Identifier: Apache-2.0 */
/** Makes {@code docs/performance.md} from results that were committed. */
@NullMarked
package io.keyguard.benchmarks.page;

import org.jspecify.annotations.NullMarked;
