/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** An open file, or folder, of a {@link LossyFiles}. */
final class LossyChannel extends FileChannel {
    private final LossyFiles files;
    private final Path path;
    private final LossyFiles.Inode inode;
    private int at;
    private int taken;

    LossyChannel(LossyFiles files, Path path, LossyFiles.Inode inode) {
        this.files = files;
        this.path = path;
        this.inode = inode;
    }

    @Override
    public int read(ByteBuffer into) {
        int count = read(into, at);
        at += Math.max(0, count);
        return count;
    }

    @Override
    public int read(ByteBuffer into, long from) {
        int left = inode.now.length - (int) from;
        if (left <= 0) {
            return -1;
        }
        int count = Math.min(left, into.remaining());
        into.put(inode.now, (int) from, count);
        taken += count;
        return count;
    }

    @Override
    public int write(ByteBuffer bytes) {
        int count = write(bytes, at);
        at += count;
        return count;
    }

    @Override
    public int write(ByteBuffer bytes, long to) {
        int count = bytes.remaining();
        byte[] content = Arrays.copyOf(inode.now, Math.max(inode.now.length, (int) to + count));
        bytes.get(content, (int) to, count);
        files.write(path, inode, content);
        return count;
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw new UnsupportedOperationException("nobody asks for it");
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) {
        throw new UnsupportedOperationException("nobody asks for it");
    }

    @Override
    public long position() {
        return at;
    }

    @Override
    public FileChannel position(long position) {
        at = (int) position;
        return this;
    }

    @Override
    public long size() {
        return inode.now.length;
    }

    @Override
    public FileChannel truncate(long size) {
        files.write(path, inode, Arrays.copyOf(inode.now, (int) size));
        return this;
    }

    @Override
    public void force(boolean metadata) {
        files.sync(path, inode);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException("nobody asks for it");
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException("nobody asks for it");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException("nobody asks for it");
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        return tryLock(position, size, shared);
    }

    /** One thread has this disk. */
    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        return new FileLock(this, position, size, shared) {
            private boolean released;

            @Override
            public boolean isValid() {
                return !released;
            }

            @Override
            public void release() {
                released = true;
            }
        };
    }

    @Override
    protected void implCloseChannel() {
        if (taken > 0) {
            files.count((taken < inode.now.length ? "look at " : "read ") + path.getFileName());
        }
    }
}
