/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.secret;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the operating system, by the foreign-function API that Java has from version 22 on. It is reached by reflection because keyguard runs on 17, and
 * only where native access was granted, since Java warns or throws otherwise.
 */
final class NativePages implements PageSource {
    private static final int FIRST_JAVA = 22;
    private static final int READ_WRITE = 1 | 2;
    private static final int PRIVATE = 2;
    private static final int LINUX_ANONYMOUS = 0x20;
    private static final int MACOS_ANONYMOUS = 0x1000;
    private static final int LINUX_DONTDUMP = 16;
    private static final long FAILED = -1;
    /** Where the numbers above are these. */
    private static final Set<String> PROCESSORS = Set.of("amd64", "x86_64", "aarch64", "riscv64", "ppc64le", "s390x");

    private static final String LIMIT =
            "the limit of locked memory is reached; raise it (LimitMEMLOCK= in systemd, ulimit -l, --ulimit memlock in Docker)";

    private final boolean linux;
    private final MethodHandle mmap;
    private final MethodHandle mlock;
    private final MethodHandle madvise;
    private final Method segmentAt;
    private final Method reinterpret;
    private final Method asByteBuffer;
    private volatile boolean undumped = true;
    private volatile String words = "";

    private NativePages(boolean linux, Foreign foreign) throws ReflectiveOperationException {
        this.linux = linux;
        mmap = foreign.function(
                "mmap", long.class, long.class, long.class, int.class, int.class, int.class, long.class);
        mlock = foreign.function("mlock", int.class, long.class, long.class);
        madvise = foreign.function("madvise", int.class, long.class, long.class, int.class);
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        segmentAt = segment.getMethod("ofAddress", long.class);
        reinterpret = segment.getMethod("reinterpret", long.class);
        asByteBuffer = segment.getMethod("asByteBuffer");
    }

    /** Pages of this system, or a source of none that says why. */
    static PageSource find() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        boolean linux = system.startsWith("linux");
        if ((!linux && !system.startsWith("mac")) || !PROCESSORS.contains(System.getProperty("os.arch", ""))) {
            return none("this system has no pages that keyguard can lock; secrets lie outside the heap");
        }
        if (Runtime.version().feature() < FIRST_JAVA) {
            return none("Java " + Runtime.version().feature() + " has no way to lock pages; run on Java " + FIRST_JAVA
                    + " or newer with --enable-native-access");
        }
        try {
            Module module = NativePages.class.getModule();
            if (!(Boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(module)) {
                String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
                return none("native access was not granted; start Java with --enable-native-access=" + name);
            }
            return new NativePages(linux, new Foreign());
        } catch (ReflectiveOperationException | RuntimeException e) {
            return none("Java's foreign functions cannot be used here: "
                    + e.getClass().getSimpleName());
        }
    }

    private static PageSource none(String why) {
        return new PageSource() {
            @Override
            public @Nullable Region map(int bytes) {
                return null;
            }

            @Override
            public boolean excludesFromDumps() {
                return false;
            }

            @Override
            public String words() {
                return why;
            }
        };
    }

    @Override
    @SuppressWarnings("CatchingUnchecked") // a method handle throws whatever it likes
    public @Nullable Region map(int bytes) {
        try {
            int flags = PRIVATE | (linux ? LINUX_ANONYMOUS : MACOS_ANONYMOUS);
            long address = (long) mmap.invokeExact(0L, (long) bytes, READ_WRITE, flags, -1, 0L);
            if (address == FAILED) {
                words = "the system gave no more memory";
                return null;
            }
            boolean locked = (int) mlock.invokeExact(address, (long) bytes) == 0;
            words = locked ? "" : LIMIT;
            exclude(address, bytes);
            Object segment = reinterpret.invoke(segmentAt.invoke(null, address), (long) bytes);
            return new Region((ByteBuffer) asByteBuffer.invoke(segment), locked);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            words = "Java's foreign functions failed: " + e.getClass().getSimpleName();
            return null;
        }
    }

    private void exclude(long address, int bytes) throws Throwable {
        if (!linux || (int) madvise.invokeExact(address, (long) bytes, LINUX_DONTDUMP) != 0) {
            undumped = false;
        }
    }

    @Override
    public boolean excludesFromDumps() {
        return undumped;
    }

    @Override
    public String words() {
        String trouble = words;
        if (!trouble.isEmpty()) {
            return trouble;
        }
        return undumped
                ? "locked pages, kept out of core files"
                : "locked pages; core files are not prevented on this system";
    }

    /** The foreign-function API, as far as it is needed. */
    private static final class Foreign {
        private final Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
        private final Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
        private final Class<?> descriptorType = Class.forName("java.lang.foreign.FunctionDescriptor");
        private final Class<?> optionType = Class.forName("java.lang.foreign.Linker$Option");
        private final Object linker = linkerType.getMethod("nativeLinker").invoke(null);
        private final Object library = linkerType.getMethod("defaultLookup").invoke(linker);

        private Foreign() throws ReflectiveOperationException {}

        private MethodHandle function(String name, Class<?> result, Class<?>... arguments)
                throws ReflectiveOperationException {
            Object layouts = Array.newInstance(layoutType, arguments.length);
            for (int i = 0; i < arguments.length; i++) {
                Array.set(layouts, i, layout(arguments[i]));
            }
            Object descriptor = descriptorType
                    .getMethod("of", layoutType, layouts.getClass())
                    .invoke(null, layout(result), layouts);
            Optional<?> symbol = (Optional<?>) Class.forName("java.lang.foreign.SymbolLookup")
                    .getMethod("find", String.class)
                    .invoke(library, name);
            Object noOptions = Array.newInstance(optionType, 0);
            return (MethodHandle) linkerType
                    .getMethod(
                            "downcallHandle",
                            Class.forName("java.lang.foreign.MemorySegment"),
                            descriptorType,
                            noOptions.getClass())
                    .invoke(linker, symbol.orElseThrow(), descriptor, noOptions);
        }

        private Object layout(Class<?> type) throws ReflectiveOperationException {
            return Class.forName("java.lang.foreign.ValueLayout")
                    .getField(type == long.class ? "JAVA_LONG" : "JAVA_INT")
                    .get(null);
        }
    }
}
