/* SPDX-License-Identifier: Apache-2.0 */
/** OkHttp behind a key, for those who have it: {@code okhttp} is an optional dependency, and its package is needed by nothing else. */
@NullMarked
package io.keyguard.venues.okhttp;

import org.jspecify.annotations.NullMarked;
