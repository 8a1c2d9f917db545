/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the real disk is asked to sync: a kill does not show it, since the page cache outlives the process. */
class NioDiskTest {
    @TempDir
    private Path folder;

    private final List<Path> synced = new ArrayList<>();

    @Test
    void force_ofAFile_reachesTheDisk() throws IOException {
        Path file = Files.writeString(folder.resolve("bot.vault.tmp"), "content");

        new NioDisk().force(recording(file));

        assertThat(synced).containsExactly(file);
    }

    @Test
    void forceFolder_reachesTheDisk() throws IOException {
        new NioDisk().forceFolder(recording(folder));

        assertThat(synced).containsExactly(folder);
    }

    /** {@code real}, whose channels tell when they are synced with everything, and still sync. */
    private Path recording(Path real) throws IOException {
        FileSystemProvider provider = mock(FileSystemProvider.class);
        doAnswer(call -> {
                    FileChannel channel = FileChannel.open(real, call.<Set<OpenOption>>getArgument(1));
                    FileChannel told = mock(FileChannel.class, delegatesTo(channel));
                    doAnswer(force -> {
                                channel.force(force.getArgument(0));
                                return force.<Boolean>getArgument(0) ? synced.add(real) : null;
                            })
                            .when(told)
                            .force(true);
                    return told;
                })
                .when(provider)
                .newFileChannel(any(), any(), any(FileAttribute[].class));
        FileSystem system = mock(FileSystem.class);
        doAnswer(call -> provider).when(system).provider();
        Path path = mock(Path.class);
        doAnswer(call -> system).when(path).getFileSystem();
        return path;
    }
}
