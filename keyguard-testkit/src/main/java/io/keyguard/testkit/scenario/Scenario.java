/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import static io.keyguard.detection.Signal.ALARM_CHANNEL;
import static io.keyguard.detection.Signal.BUDGET;
import static io.keyguard.detection.Signal.COPIED_ORDER_ID;
import static io.keyguard.detection.Signal.DISCLOSURE;
import static io.keyguard.detection.Signal.DORMANT_KEY;
import static io.keyguard.detection.Signal.ERROR_RATE;
import static io.keyguard.detection.Signal.FOREIGN_ADDRESS;
import static io.keyguard.detection.Signal.FOREIGN_CANCEL;
import static io.keyguard.detection.Signal.FOREIGN_MOVEMENT;
import static io.keyguard.detection.Signal.FOREIGN_ORDER;
import static io.keyguard.detection.Signal.FOREIGN_USAGE;
import static io.keyguard.detection.Signal.HONEY_KEY;
import static io.keyguard.detection.Signal.LEAKED_SECRET;
import static io.keyguard.detection.Signal.MEMORY_FULL;
import static io.keyguard.detection.Signal.NEW_SYMBOL;
import static io.keyguard.detection.Signal.NONCES;
import static io.keyguard.detection.Signal.OLD_GENERATION;
import static io.keyguard.detection.Signal.ORDER_RATE;
import static io.keyguard.detection.Signal.ORDER_SIZE;
import static io.keyguard.detection.Signal.PRICE_AWAY;
import static io.keyguard.detection.Signal.REFUSALS;
import static io.keyguard.detection.Signal.REFUSED_ADDRESS;
import static io.keyguard.detection.Signal.RIGHTS_WIDENED;
import static io.keyguard.detection.Signal.STOPPED_STRATEGY;
import static io.keyguard.detection.Signal.TAMPERED_TRAIL;
import static io.keyguard.detection.Signal.THIN_MARKET;
import static io.keyguard.detection.Signal.UNEXPLAINED_BALANCE;
import static io.keyguard.detection.Signal.UNKNOWN_KEY;
import static io.keyguard.detection.Signal.UNWATCHED;
import static io.keyguard.detection.Signal.WASH;

import io.keyguard.detection.AccountEvent.How;
import io.keyguard.detection.Signal;
import io.keyguard.detection.WatchLimits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What can happen to a bot's account: ordinary days, which must stay quiet, and attacks, which must not. */
public enum Scenario {
    /** A market maker. */
    N1("market maker, 50 orders/s, 95 % cancelled", NormalTraffic::marketMaker),
    /** Savings. */
    N2("slow savings, four orders a day", NormalTraffic::savings),
    /** A grid. */
    N3("grid, with amendments", NormalTraffic::grid),
    /** Several in one request. */
    N3B("quotes moved together, several in one request", NormalTraffic::together),
    /** An id for several orders. */
    N3C("orders replaced by others with their id, ids used again", NormalTraffic::sameIds),
    /** Under the same id. */
    N3D("orders replaced again and again under their ids", NormalTraffic::replaced),
    /** By the venue's id, or under another. */
    N3E("orders changed by the venue's ids or under new ones, in batches with and without ids", NormalTraffic::altered),
    /** Two processes. */
    N3F("two processes change the same orders, one of them tells it seconds later", NormalTraffic::twoProcesses),
    /** Arbitrage. */
    N4("arbitrage in bursts, immediate or cancelled", NormalTraffic::arbitrage),
    /** News. */
    N5("news: twenty times as much", NormalTraffic::news),
    /** Restarts. */
    N6("restarts, with cancel-all and new quotes", NormalTraffic::restarts),
    /** A new symbol. */
    N7("new symbol, announced", NormalTraffic::newSymbol),
    /** Trading by hand. */
    N8("trading by hand in an announced window", NormalTraffic::byHand),
    /** An outage. */
    N9("outage, orders sent again, storm of logins", NormalTraffic::outage),
    /** A start in an outage. */
    N9B("start in an outage, with a volley, answers late", NormalTraffic::startInOutage),
    /** Clock and nonces. */
    N10("clock off, threads overtake each other's nonces", NormalTraffic::clockAndNonces),
    /** Crashes. */
    N6B("crashes, with cancel-all and new quotes", NormalTraffic::crashes),
    /** A rotation. */
    N11("rotation, both keys in use", NormalTraffic::rotation),
    /** Fail-over. */
    N12("fail-over to a second host", NormalTraffic::failOver),
    /** A weekend. */
    N13("silent weekend, then a start", NormalTraffic::weekend),
    /** Everything is sold. */
    N14("risk system sells everything, announced", NormalTraffic::liquidation),
    /** The venue acts. */
    N15("liquidations by the venue itself", NormalTraffic::byVenue),
    /** A replay. */
    N16("stream lost in part, replayed late", NormalTraffic::lateReplay),
    /** Dust. */
    N17("conversion of dust, another fee asset", NormalTraffic::dust),
    /** A backup. */
    N18("backup of a whole vault, announced", NormalTraffic::backup),

    /** A pump. */
    A1("sell all, buy a thin coin", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::pump),
    /** A wall. */
    A2("sell wall bought out", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::sellWall),
    /** A bleed. */
    A3("slow bleed within the usual rate", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::slowBleed),
    /** Ping-pong. */
    A4("ping-pong, 5,000 trades", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::pingPong),
    /** A dormant account. */
    A5("dormant account, traded from elsewhere", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::dormantAccount),
    /** A dormant key. */
    A5B("dormant key wakes in our process", Needs.OWN_PROCESS, EnumSet.of(DORMANT_KEY), AttacksOnKeys::dormantInside),
    /** A stopped bot. */
    A6("trades while the bot is stopped", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::whileStopped),
    /** A stopped strategy. */
    A6B(
            "stopped strategy signs in our process",
            Needs.OWN_PROCESS,
            EnumSet.of(STOPPED_STRATEGY),
            AttacksOnKeys::stoppedInside),
    /** Copied ids. */
    A7("ids that look like ours", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::copiedPrefix),
    /** The next ids. */
    A7B("ids that we sign seconds later", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::nextIds),
    /** Replayed ids. */
    A8("ids of our old orders", Needs.ORDERS, EnumSet.of(COPIED_ORDER_ID), Attacks::replayedIds),
    /** Ids that are used again and again. */
    A8B(
            "ids of orders that we replace or change all day",
            Needs.ORDERS,
            EnumSet.of(COPIED_ORDER_ID),
            AttacksOnChanged::copied),
    /** Leverage. */
    A9("far positions, closed by the venue", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::leverage),
    /** Griefing. */
    A10("cancellations alone", Needs.ORDERS, EnumSet.of(FOREIGN_CANCEL), Attacks::griefing),
    /** Our own orders. */
    A10B("our resting orders, made large and dear", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::moved),
    /** Those that we change ourselves. */
    A10C(
            "our resting orders that we moved often or once, made large and dear",
            Needs.ORDERS,
            EnumSet.of(FOREIGN_ORDER),
            Attacks::movedBefore),
    /** Those that we made of others. */
    A10D(
            "our orders that we replaced, gave another id or none, made large and dear",
            Needs.ORDERS,
            EnumSet.of(FOREIGN_ORDER),
            AttacksOnChanged::taken),
    /** A transfer. */
    A11(
            "transfer between accounts, then trades",
            Needs.MOVEMENTS,
            EnumSet.of(FOREIGN_MOVEMENT, FOREIGN_ORDER),
            AttacksOnKeys::transferThenTrade),
    /** A probe. */
    A12(
            "withdrawal of 72 USDT, then of everything",
            Needs.MOVEMENTS,
            EnumSet.of(FOREIGN_MOVEMENT),
            AttacksOnKeys::probeThenJump),
    /** A new address. */
    A13("withdrawal to a new address", Needs.MOVEMENTS, EnumSet.of(FOREIGN_MOVEMENT), AttacksOnKeys::newAddress),
    /** Snooping. */
    A14("read only, counted by account", Needs.ANSWERS, EnumSet.of(FOREIGN_USAGE), AttacksOnKeys::snooping),
    /** Snooping that nobody counts. */
    A14B("read only, counted by address", Needs.UNSEEN, EnumSet.noneOf(Signal.class), AttacksOnKeys::snoopingUnseen),
    /** A second address. */
    A15("few small trades from a second address", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::secondAddress),
    /** A foreign address. */
    A15B("our own address is refused", Needs.ANSWERS, EnumSet.of(REFUSED_ADDRESS), AttacksOnKeys::foreignAddress),
    /** The record. */
    A15C("login from a second address", Needs.RECORD, EnumSet.of(FOREIGN_ADDRESS), AttacksOnKeys::recorded),
    /** Nonces. */
    A16("race of nonces", Needs.ANSWERS, EnumSet.of(NONCES), AttacksOnKeys::nonceRace),
    /** A new key. */
    A17("new key made, waits 14 days", Needs.KEYS, EnumSet.of(UNKNOWN_KEY), AttacksOnKeys::newKey),
    /** Rights. */
    A18("rights widened, addresses removed", Needs.KEYS, EnumSet.of(RIGHTS_WIDENED), AttacksOnKeys::widened),
    /** An old generation. */
    A19("old generation after a rotation", Needs.OWN_PROCESS, EnumSet.of(OLD_GENERATION), AttacksOnKeys::oldGeneration),
    /** An old key. */
    A20("key out of a backup, used elsewhere", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::elsewhere),
    /** A test key. */
    A21("test key at the live host", Needs.ANSWERS, EnumSet.of(REFUSALS), AttacksOnKeys::testKeyOnLiveHost),
    /** A wrong host. */
    A22(
            "code in our process signs for a host of its own, which passes it on",
            Needs.ORDERS,
            EnumSet.of(NEW_SYMBOL, THIN_MARKET),
            AttacksInside::wrongHost),
    /** A wrong host that keeps what it gets. */
    A22B("the same, and the host keeps it", Needs.UNSEEN, EnumSet.noneOf(Signal.class), AttacksInside::wrongHostUnseen),
    /** Out of scope. */
    A23(
            "code in our process trades another symbol",
            Needs.ORDERS,
            EnumSet.of(NEW_SYMBOL, THIN_MARKET),
            AttacksInside::outOfScope),
    /** Too fast. */
    A23B(
            "code in our process, a thousand orders a second",
            Needs.OWN_PROCESS,
            EnumSet.of(ORDER_RATE),
            AttacksInside::runaway),
    /** Too large. */
    A23C(
            "code in our process, a hundred times the size",
            Needs.ORDERS,
            EnumSet.of(ORDER_SIZE),
            AttacksInside::oversize),
    /** Dear and cheap. */
    A23D("code in our process buys dear, sells cheap", Needs.FILLS, EnumSet.of(WASH), AttacksInside::washInside),
    /** In vain. */
    A23E("code in our process tries in vain", Needs.ANSWERS, EnumSet.of(ERROR_RATE), AttacksInside::errors),
    /** Beyond what was agreed. */
    A23F("code in our process spends more than agreed", Needs.ORDERS, EnumSet.of(BUDGET), AttacksInside::oversize),
    /** An insider. */
    A24("insider with a revealed key, at night", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::elsewhere),
    /** Reveals. */
    A24B(
            "insider has five keys shown",
            Needs.OWN_PROCESS,
            EnumSet.of(DISCLOSURE),
            world -> AttacksOnKeys.disclosed(world, How.REVEALED, 5)),
    /** Exports. */
    A25("backup of a whole vault", Needs.OWN_PROCESS, EnumSet.of(DISCLOSURE), AttacksOnKeys::wholeVault),
    /** Honey. */
    A26("account that lies there for thieves", Needs.ORDERS, EnumSet.of(HONEY_KEY), AttacksOnKeys::honey),
    /** A build that leaks. */
    A27("leak in a build, first use within 60 s", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::elsewhere),
    /** Many accounts. */
    A28("ten accounts, same symbol, same minute", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::coordinated),
    /** A listing. */
    A30("wide spread, our orders executed far away", Needs.FILLS, EnumSet.of(PRICE_AWAY), AttacksInside::wideSpread),
    /** A session. */
    A32("session that outlives its key", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::elsewhere),
    /** A flood. */
    A34("one order under 3,000 others", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::flood),
    /** A restart. */
    A35("trades while the bot restarts", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER), Attacks::duringRestart),
    /** A crash. */
    A35B("trades around a crash of the bot", Needs.ORDERS, EnumSet.of(FOREIGN_ORDER, UNWATCHED), Attacks::duringCrash),
    /** Nobody is there. */
    A35C(
            "trades for ten minutes, only while the bot is dead",
            Needs.ORDERS,
            EnumSet.of(FOREIGN_ORDER, UNWATCHED),
            Attacks::whileDead),
    /** The channel. */
    A36("alarms led elsewhere", Needs.OWN_PROCESS, EnumSet.of(ALARM_CHANNEL), AttacksOnKeys::webhookChanged),
    /** A leak. */
    A37("secret on its way to a log", Needs.OWN_PROCESS, EnumSet.of(LEAKED_SECRET), AttacksOnKeys::caught),
    /** The trail. */
    A38("audit trail changed", Needs.OWN_PROCESS, EnumSet.of(TAMPERED_TRAIL), AttacksOnKeys::tampered),
    /** Gone. */
    A39("money gone that no list tells", Needs.BALANCES, EnumSet.of(UNEXPLAINED_BALANCE), AttacksOnKeys::unlisted);

    /** What thieves elsewhere cause besides. */
    private static final Set<Signal> OUTSIDE =
            EnumSet.of(FOREIGN_USAGE, FOREIGN_ADDRESS, UNEXPLAINED_BALANCE, WASH, MEMORY_FULL);
    /** What malicious code in our own process causes besides. */
    private static final Set<Signal> INSIDE = EnumSet.of(
            NEW_SYMBOL, THIN_MARKET, PRICE_AWAY, BUDGET, ORDER_SIZE, ORDER_RATE, ERROR_RATE, WASH, MEMORY_FULL);

    private final String title;
    private final Needs needs;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that cannot be changed
    private final Set<Signal> expected;

    @SuppressWarnings("ImmutableEnumChecker") // a reference to a static method, or as good as one
    private final Consumer<World> script;

    Scenario(String title, Consumer<World> script) {
        this(title, Needs.ORDERS, EnumSet.noneOf(Signal.class), script);
    }

    Scenario(String title, Needs needs, EnumSet<Signal> expected, Consumer<World> script) {
        this.title = title;
        this.needs = needs;
        this.expected = Set.copyOf(expected);
        this.script = script;
    }

    /** Returns what happens, in a few words. */
    public String title() {
        return title;
    }

    /** Returns whether something malicious happens. */
    public boolean isAttack() {
        return name().startsWith("A");
    }

    /** Returns what the watch must be told to notice it. */
    public Needs needs() {
        return needs;
    }

    /** Returns the signals that must be raised; none for ordinary days, and for what nothing shows. */
    public Set<Signal> expected() {
        return expected;
    }

    /** Whether {@code signal} tells the truth about it, once it has begun. */
    boolean mayRaise(Signal signal) {
        boolean shown = isAttack() && needs != Needs.UNSEEN;
        return expected.contains(signal) || (shown && (OUTSIDE.contains(signal) || INSIDE.contains(signal)));
    }

    /** Adds what an owner would have named. */
    WatchLimits limits(WatchLimits limits) {
        WatchLimits named = limits.weights(Bot::weight)
                .addresses(Set.of(World.ADDRESS))
                .channel(World.PAGER, Duration.ofMinutes(10));
        return switch (this) {
            case A26 -> named.honeyAccount();
            case A23F -> named.budget(20_000, 10_000_000, 100_000_000);
            default -> named;
        };
    }

    /** In whose words the venue is spoken to: of some scenarios in several, so that each meets every noise, with tags and without. */
    Wording wording(Conditions conditions) {
        List<Wording> some = switch (this) {
            case N3D, N3F -> List.of(Wording.BINANCE, Wording.BITGET);
            case N3E, A8B, A10D -> List.of(Wording.values());
            default -> List.of(Wording.BINANCE);
        };
        // The last six that follow each other differ in noise and tags alone.
        int index = Conditions.all().indexOf(conditions);
        int which = index / 6 + index % 6;
        return some.get(which % some.size());
    }

    void arrange(World world) {
        script.accept(world);
    }
}
