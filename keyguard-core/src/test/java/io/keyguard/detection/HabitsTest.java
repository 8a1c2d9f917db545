/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static io.keyguard.detection.Watched.KEY;
import static io.keyguard.detection.Watched.TRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.detection.VenueOrder.State;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bots that replace their orders all day, in each way that venues have for it: their own orders are no alarm, and what somebody else does among them is one. */
class HabitsTest {
    private static final int ROUNDS = 6;

    /** What id the new order gets. */
    private enum Id {
        SAME,
        NEW,
        NONE
    }

    private enum Habit {
        BINANCE_BY_OUR_ID("newClientOrderId", Id.SAME) {
            @Override
            VenueRequest request(String venueId, String id, String newId) {
                return VenueRequest.post("/api/v3/order/cancelReplace")
                        .param("cancelOrigClientOrderId", id)
                        .param("newClientOrderId", newId);
            }
        },
        BINANCE_BY_ITS_ID("newClientOrderId", Id.SAME) {
            @Override
            VenueRequest request(String venueId, String id, String newId) {
                return VenueRequest.webSocket("order.cancelReplace")
                        .param("cancelOrderId", venueId)
                        .param("newClientOrderId", newId);
            }
        },
        BINANCE_WITH_A_NEW_ID("newClientOrderId", Id.NEW) {
            @Override
            VenueRequest request(String venueId, String id, String newId) {
                return BINANCE_BY_OUR_ID.request(venueId, id, newId);
            }
        },
        BITGET_BY_OUR_ID("clientOid", Id.SAME) {
            @Override
            VenueRequest request(String venueId, String id, String newId) {
                return VenueRequest.post("/api/v2/spot/trade/cancel-replace-order")
                        .json("{\"clientOid\":\"" + id + "\",\"newClientOid\":\"" + newId + "\",\"price\":\"" + PRICE
                                + "\",\"size\":\"2\"}");
            }
        },
        BITGET_BY_ITS_ID("clientOid", Id.SAME) {
            @Override
            VenueRequest request(String venueId, String id, String newId) {
                return VenueRequest.post("/api/v2/spot/trade/batch-cancel-replace-order")
                        .json("{\"orderList\":[{\"orderId\":\"" + venueId + "\",\"newClientOid\":\"" + newId
                                + "\",\"price\":\"" + PRICE + "\",\"size\":\"2\"}]}");
            }
        },
        BITGET_CONTRACTS("clientOid", Id.NEW) {
            @Override
            VenueRequest request(String venueId, String id, String newId) {
                return VenueRequest.post("/api/v2/mix/order/modify-order")
                        .json("{\"clientOid\":\"" + id + "\",\"newClientOid\":\"" + newId + "\",\"newPrice\":\"" + PRICE
                                + "\",\"newSize\":\"2\"}");
            }
        },
        KUCOIN_BY_ITS_ID("clientOid", Id.SAME) {
            @Override
            VenueRequest request(String venueId, String id, String newId) {
                return VenueRequest.post("/api/v1/hf/orders/alter")
                        .json("{\"orderId\":\"" + venueId + "\",\"newPrice\":\"" + PRICE + "\"}");
            }
        },
        KUCOIN_BY_OUR_ID("clientOid", Id.SAME) {
            @Override
            VenueRequest request(String venueId, String id, String newId) {
                return VenueRequest.post("/api/v1/hf/orders/alter")
                        .json("{\"clientOid\":\"" + id + "\",\"newPrice\":\"" + PRICE + "\"}");
            }
        },
        HYPERLIQUID("c", Id.SAME) {
            @Override
            VenueRequest request(String venueId, String id, String newId) {
                return VenueRequest.post("/exchange")
                        .json("{\"action\":{\"type\":\"batchModify\",\"modifies\":[{\"oid\":\"" + venueId
                                + "\",\"order\":{\"p\":\"" + PRICE + "\",\"s\":\"2\",\"c\":\"" + newId + "\"}}]}}");
            }
        },
        BITSTAMP("client_order_id", Id.SAME) {
            @Override
            VenueRequest request(String venueId, String id, String newId) {
                return VenueRequest.post("/api/v2/replace_order")
                        .param("id", venueId)
                        .param("client_order_id", newId)
                        .param("amount", "2");
            }
        },
        KRAKEN_WITHOUT_AN_ID("cl_ord_id", Id.NONE) {
            @Override
            VenueRequest request(String venueId, String id, String newId) {
                return VenueRequest.post("/0/private/EditOrder")
                        .param("txid", venueId)
                        .param("volume", "2");
            }
        },
        ID_SIGNED_AGAIN("newClientOrderId", Id.SAME) {
            @Override
            VenueRequest request(String venueId, String id, String newId) {
                return VenueRequest.post("/api/v3/order").param("newClientOrderId", newId);
            }
        };

        private static final String PRICE = "%PRICE%";
        private final String parameter;
        private final Id id;

        Habit(String parameter, Id id) {
            this.parameter = parameter;
            this.id = id;
        }

        abstract VenueRequest request(String venueId, String id, String newId);

        VenueRequest request(String venueId, String id, String newId, String price) {
            VenueRequest request = request(venueId, id, newId);
            return request.json()
                    .map(document -> VenueRequest.post(request.path()).json(document.replace(PRICE, price)))
                    .orElseGet(() -> request.param("price", price));
        }

        OrderEffect effect() {
            return this == ID_SIGNED_AGAIN ? OrderEffect.PLACES : OrderEffect.BOTH;
        }
    }

    /** How a stream brings it, and another process tells it. */
    private enum Events {
        AS_IT_HAPPENS,
        TWICE,
        CANCELLATIONS_LATE,
        NEWEST_FIRST,
        LATE,
        REPLAYED,
        SHUFFLED,
        TOLD_LATE
    }

    static Stream<Arguments> each() {
        return Stream.of(Habit.values())
                .flatMap(habit -> Stream.of(Events.values())
                        .flatMap(events ->
                                Stream.of(300L, 20_000L, 90_000L).map(gap -> Arguments.of(habit, events, gap))));
    }

    private record Step(long at, Runnable done) {}

    private final List<Step> steps = new ArrayList<>();
    private Instant now = BEGAN;
    private AccountWatch watch = watch("newClientOrderId");

    private AccountWatch watch(String parameter) {
        return AccountWatch.of("venue", "main", new ClientOrderIds(parameter, Pattern.compile(".+"), "all"))
                .clock(() -> now)
                .build();
    }

    /** A bot, its orders one after the other, each made of the one before. */
    private final class Bot {
        private static final long FIRST = 1_200_123;
        private static final long WAY = 50;
        private final Habit habit;
        private final Events events;
        private final long gap;
        private final Random random = new Random(42);

        Bot(Habit habit, Events events, long gapMillis) {
            this.habit = habit;
            this.events = events;
            this.gap = gapMillis;
            watch = watch(habit.parameter);
        }

        String id(int round) {
            return switch (habit.id) {
                case SAME -> "ours";
                case NEW -> "ours-" + round;
                case NONE -> round == 0 ? "ours" : "";
            };
        }

        long signed(int round) {
            return FIRST + round * gap;
        }

        String price(int round) {
            return "6000" + round + ".5";
        }

        void lives() {
            place(0, VenueRequest.post("/order").param(habit.parameter, id(0)).param("price", price(0)), TRADE);
            for (int round = 1; round < ROUNDS; round++) {
                VenueRequest request = habit.request("v" + (round - 1), id(round - 1), id(round), price(round));
                place(round, request, TRADE.with(habit.effect()));
                State end = habit == Habit.ID_SIGNED_AGAIN ? State.FILLED : State.CANCELLED;
                show(round - 1, end, signed(round) + WAY, events == Events.CANCELLATIONS_LATE ? 3 * gap : 0);
            }
        }

        private void place(int round, VenueRequest request, io.keyguard.venue.Classification meaning) {
            Instant signed = BEGAN.plusMillis(signed(round));
            if (events == Events.TOLD_LATE) {
                step(signed(round) + 3_000, () -> watch.signed(KEY, 1, "grid", meaning, request, signed));
            } else {
                step(signed(round), () -> watch.signed(KEY, 1, "grid", meaning, request));
            }
            show(round, State.OPEN, signed(round) + WAY, 0);
        }

        private void show(int round, State state, long happened, long late) {
            long shown = happened + 30 + late;
            long last = signed(ROUNDS);
            Runnable shows = () -> watch.order(order(round, state, price(round)));
            switch (events) {
                case TWICE -> {
                    step(shown, shows);
                    step(shown + 20, shows);
                }
                case NEWEST_FIRST -> step(last + 1_000 - happened / 1_000, shows);
                case LATE -> step(shown + 60_000, shows);
                case REPLAYED -> {
                    step(shown, shows);
                    step(last + shown - FIRST, shows);
                }
                case SHUFFLED -> step(shown + random.nextInt(3_000), shows);
                default -> step(shown, shows);
            }
        }

        VenueOrder order(int round, State state, String price) {
            return HabitsTest.order(
                    "v" + round, id(round), BigDecimal.valueOf(2), price, BEGAN.plusMillis(signed(round) + WAY), state);
        }

        /** Halfway to the next round. */
        long middle() {
            return signed(3) + gap / 2;
        }
    }

    private static VenueOrder order(
            String id, String clientId, BigDecimal quantity, String price, Instant created, State state) {
        return new VenueOrder(
                id, clientId, "BTCUSDT", quantity, Optional.of(new BigDecimal(price)), created, state, false);
    }

    private void step(long at, Runnable done) {
        steps.add(new Step(at, done));
    }

    private void run() {
        steps.sort(Comparator.comparingLong(Step::at));
        Instant next = BEGAN;
        for (Step step : steps) {
            Instant at = BEGAN.plusMillis(step.at());
            while (next.isBefore(at)) {
                now = next;
                watch.tick();
                next = next.plusSeconds(1);
            }
            now = at;
            step.done().run();
        }
        for (int second = 0; second < 300; second++) {
            now = now.plusSeconds(1);
            watch.tick();
        }
    }

    @ParameterizedTest
    @MethodSource("each")
    void ourOwn_isNoAlarm(Habit habit, Events events, long gap) {
        new Bot(habit, events, gap).lives();

        run();

        assertThat(watch.alarms()).isEmpty();
    }

    /** Which of the two orders is told depends on which was shown first. */
    @ParameterizedTest
    @MethodSource("each")
    void copyAmongOurOwn_isTold_andNothingElse(Habit habit, Events events, long gap) {
        var bot = new Bot(habit, events, gap);
        bot.lives();
        Instant taken = BEGAN.plusMillis(bot.middle());
        step(
                bot.middle() + 10,
                () -> watch.order(order("theirs", bot.id(3), BigDecimal.TEN, "61000", taken, State.OPEN)));

        run();

        assertThat(watch.alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(habit.id == Id.NONE ? Signal.FOREIGN_ORDER : Signal.COPIED_ORDER_ID);
            assertThat(alarm.confidence()).isEqualTo(Confidence.CERTAIN);
            assertThat(alarm.count()).isOne();
        });
    }

    /** Where the stream tells in order what happens; the change waits with an order that has no id until that is known to be ours. */
    @ParameterizedTest
    @MethodSource("inOrder")
    void changeOfWhatReplacedAnOrder_bySomebodyElse_isTold_andNothingElse(Habit habit, Events events, long gap) {
        var bot = new Bot(habit, events, gap);
        bot.lives();
        step(bot.middle(), () -> watch.order(bot.order(3, State.OPEN, "62900")));

        run();

        assertThat(watch.alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_ORDER);
            assertThat(alarm.confidence()).isEqualTo(Confidence.LIKELY);
            assertThat(alarm.evidence()).contains("v3 for BTCUSDT, which is ours, was changed to 2 at 62900");
            assertThat(alarm.count()).isOne();
        });
    }

    static Stream<Arguments> inOrder() {
        return each().filter(arguments -> Set.of(Events.AS_IT_HAPPENS, Events.TWICE, Events.CANCELLATIONS_LATE)
                .contains(arguments.get()[1]));
    }
}
