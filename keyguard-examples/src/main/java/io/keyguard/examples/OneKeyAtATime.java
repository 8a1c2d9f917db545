/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import io.keyguard.Environment;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.Venue;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** A venue as it is, but for one thing: a new key ends the one before. */
final class OneKeyAtATime {
    private final String account;

    private OneKeyAtATime(String account) {
        this.account = account;
    }

    static Venue at(Venue venue, String account) {
        var slot = new OneKeyAtATime(account);
        return like(Venue.class, (method, args) -> {
            Object answer = call(venue, method, args);
            return answer instanceof KeyLifecycle keys ? slot.lifecycle(keys) : answer;
        });
    }

    private KeyLifecycle lifecycle(KeyLifecycle keys) {
        return like(KeyLifecycle.class, (method, args) -> switch (method.getName()) {
            case "traits" -> withoutOverlap(keys.traits());
            case "administrator" -> administrator(keys.administrator((Environment) args[0]));
            default -> call(keys, method, args);
        });
    }

    private static KeyTraits withoutOverlap(KeyTraits all) {
        return new KeyTraits(
                all.quota(), all.appears(), all.dies(), false, all.label(), all.ownKeys(), all.idempotent());
    }

    private Optional<KeyAdministrator> administrator(Optional<KeyAdministrator> all) {
        return all.map(one -> like(KeyAdministrator.class, (method, args) -> {
            if (method.getName().equals("create")) {
                var calls = (SignedCalls) args[0];
                for (ListedKey key : one.list(calls, account)) {
                    one.delete(calls, account, key.id(), Optional.empty());
                }
            }
            return call(one, method, args);
        }));
    }

    /** What a method answers instead. */
    private interface Instead {
        Object answer(Method method, Object[] args) throws Throwable;
    }

    private static <T> T like(Class<T> type, Instead instead) {
        InvocationHandler handler = (proxy, method, args) -> instead.answer(method, args);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object on, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(on, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
