/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyguardException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Runs a rotation once, and keeps at each effect what a power cut right then would leave: on the disk, at the venue, of the bots. Then a new process goes on from each of these, and each of them once, as many
 * are the same.
 */
final class CrashMatrix {
    /**
     * What came of it.
     *
     * @param points effects of one whole rotation
     * @param runs states that a crash may leave, each gone on from
     */
    record Result(int points, int runs, Set<String> violations) {}

    private record Left(LossyFiles.Image image, String outside) {}

    private record Crash(String where, CrashWorld.Outside outside) {}

    private final CrashStory story;
    private final Predicate<String> ignoredSyncs;
    private final Map<Left, Crash> crashes = new LinkedHashMap<>();
    private final Set<String> violations = new TreeSet<>();
    private int points;

    private CrashMatrix(CrashStory story, Predicate<String> ignoredSyncs) {
        this.story = story;
        this.ignoredSyncs = ignoredSyncs;
    }

    static Result run(CrashStory story) {
        return run(story, name -> false);
    }

    /** The same on a disk that ignores syncs of such files and folders. */
    static Result run(CrashStory story, Predicate<String> ignoredSyncs) {
        var matrix = new CrashMatrix(story, ignoredSyncs);
        matrix.record();
        matrix.crashes.forEach(matrix::goOn);
        return new Result(matrix.points, matrix.crashes.size(), matrix.violations);
    }

    private void record() {
        var files = new LossyFiles();
        try (CrashWorld world = CrashWorld.fresh(story, files, violations)) {
            files.ignoreSyncs(ignoredSyncs);
            files.watch(effect -> {
                points++;
                keep(world, "before " + points + ", " + effect);
            });
            RotationStatus end = world.finish();
            files.watch(effect -> {});
            keep(world, "after the end");
            judge(world, end, "without a crash");
        }
    }

    private void keep(CrashWorld world, String where) {
        CrashWorld.Outside outside = world.outside();
        String standing = standing(outside);
        for (LossyFiles.Image image : world.files.crashes()) {
            crashes.putIfAbsent(new Left(image, standing), new Crash(where, outside));
        }
    }

    /** What tells one state outside from another. */
    private static String standing(CrashWorld.Outside outside) {
        List<String> keys = outside.server().keys.values().stream()
                .map(FakeKeyServer.Key::standing)
                .toList();
        return outside.now() + " " + outside.generation() + outside.material() + outside.paused() + outside.fenced()
                + keys + outside.server().faults;
    }

    private void goOn(Left left, Crash crash) {
        var files = new LossyFiles();
        files.load(left.image());
        Set<String> found = new TreeSet<>();
        try (var world = new CrashWorld(story, files, crash.outside(), found)) {
            world.laws().atCrash();
            judge(world, world.finish(), crash.where());
        } catch (KeyguardException | IllegalStateException e) {
            found.add(story + ": " + e);
        }
        found.forEach(violation -> violations.add(violation + " (crash " + crash.where() + ")"));
    }

    private static void judge(CrashWorld world, RotationStatus end, String where) {
        try {
            world.laws().atEnd(end);
        } catch (IOException e) {
            throw new IllegalStateException(where, e);
        }
    }

    /** At each call outside, the process stands still until another one has done everything; then its call takes effect all the same, and it goes on. */
    static Result overtaken(CrashStory story) {
        Set<String> violations = new TreeSet<>();
        int runs = 0;
        while (overtaken(story, runs + 1, violations)) {
            runs++;
        }
        return new Result(runs, runs, violations);
    }

    private static boolean overtaken(CrashStory story, int at, Set<String> violations) {
        var calls = new int[1];
        try (CrashWorld world = CrashWorld.fresh(story, new LossyFiles(), violations)) {
            world.beforeCall = () -> {
                if (++calls[0] == at) {
                    world.overtake();
                }
            };
            try {
                var unused = world.finish();
                world.laws().fail(calls[0] >= at, "I5, an overtaken process went on to the end");
            } catch (io.keyguard.RotationException | io.keyguard.StateException e) {
                // It was overtaken, and has stopped.
                calls[0] = Integer.MAX_VALUE;
            }
            if (calls[0] < at) {
                return false;
            }
            RotationStatus end = world.finish();
            world.waitForTheVenue();
            // Where a deletion takes the passphrase of the key, which nobody has any more, it is told of.
            world.laws().told(world.rotations().sweep(story.plan()).kept());
            judge(world, end, "overtaken at call " + at);
            return true;
        }
    }
}
