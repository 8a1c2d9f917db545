/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

/** Ends the handling of a request with an error of the venue. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    Refusal(String code) {
        super(code, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }
}
