/* SPDX-License-Identifier: Apache-2.0 */
/** Benchmarks with their baselines. */
module io.keyguard.benchmarks {
    requires static org.jspecify;
    requires io.keyguard.core;
    requires io.keyguard.redaction;
    requires io.keyguard.testkit;
    requires io.keyguard.venues;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires org.bouncycastle.provider;
    requires com.fasterxml.jackson.databind;
    requires jmh.core;
}
