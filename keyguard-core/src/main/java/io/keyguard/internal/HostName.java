/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this machine is called. */
public final class HostName {
    private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** The name that the system has for itself; asking a name server is the last resort, since that may take long. */
    public static String current() {
        return Stream.of(fromKernel(), variable("COMPUTERNAME"), variable("HOSTNAME"))
                .filter(name -> !name.isBlank())
                .findFirst()
                .orElseGet(HostName::fromResolver);
    }

    private static String fromKernel() {
        try {
            return Files.exists(LINUX) ? Files.readString(LINUX).strip() : "";
        } catch (IOException e) {
            // A sandbox may hide it; there are other ways.
            return "";
        }
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value.strip();
    }

    private static String fromResolver() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
