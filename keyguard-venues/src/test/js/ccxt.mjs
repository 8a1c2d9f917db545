// Lets a client that is not keyguard's sign requests and drive a venue: one JSON command on each line of standard input, one JSON answer on each line of standard output.
import { Agent } from 'node:http';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const ccxt = createRequire(process.argv[2] + '/')('ccxt');

function client(command) {
    const exchange = new ccxt[command.exchange]({ ...command.credentials, enableRateLimit: false });
    if (command.options) {
        Object.assign(exchange.options, command.options);
    }
    if (command.exchange === 'bitmex') {
        // The version that has it takes no plain address with an agent of its own.
        exchange.agent = exchange.httpAgent = exchange.httpsAgent = new Agent();
    }
    if (command.exchange === 'hyperliquid') {
        // It asks first to be approved as a builder, which an agent may not do.
        exchange.initializeClient = async () => true;
    }
    if (command.sandbox) {
        exchange.setSandboxMode(true);
    }
    if (command.millis) {
        exchange.milliseconds = () => command.millis;
        exchange.nonce = () => command.nonce ?? command.millis;
    }
    if (command.base) {
        const fetch = exchange.fetch.bind(exchange);
        exchange.fetch = (url, method, headers, body) => fetch(moved(url, command), method, headers, body);
    }
    return exchange;
}

// The address as it goes over the wire, at the simulator: what is signed still names the venue.
function moved(address, command) {
    const url = new URL(address);
    return (command.bases?.[url.hostname] ?? command.base) + url.pathname + url.search;
}

function sign(command) {
    const { url, method, body, headers } = client(command).sign(command.path, command.api, command.method, command.params ?? {}, undefined, undefined);
    return { url: moved(url, command), method, body: body ?? '', headers: headers ?? {} };
}

// A market and its currencies, so that no market data is asked for.
function withMarket(exchange, market, others) {
    const currency = (code) => ({ id: code, code, precision: 1e-8 });
    const named = Object.fromEntries(Object.entries(others ?? {}).map(([code, id]) => [code, { id, code, precision: 1e-8 }]));
    exchange.setMarkets(
        [{ active: true, precision: { amount: 1e-8, price: 1e-8 }, limits: { amount: {}, price: {}, cost: {} }, type: 'spot', spot: true, margin: false,
           swap: false, future: false, option: false, contract: false, ...market }],
        { [market.base]: currency(market.base), [market.quote]: currency(market.quote), ...named });
    return exchange;
}

async function step(work) {
    try {
        return { ok: await work() };
    } catch (error) {
        return { error: error.constructor.name, message: String(error.message).slice(0, 300) };
    }
}

async function drive(command) {
    const exchange = withMarket(client(command), command.market, command.currencies);
    const symbol = command.market.symbol;
    const params = command.params ?? {};
    const result = {};
    result.place = await step(async () => (await exchange.createOrder(symbol, 'limit', 'buy', 1, 100, { ...params })).id);
    result.open = await step(async () => (await exchange.fetchOpenOrders(symbol, undefined, undefined, { ...params })).map((order) => order.id));
    result.cancel = await step(async () => {
        await exchange.cancelOrder(result.place.ok, symbol, { ...params });
        return true;
    });
    result.openAfter = await step(async () => (await exchange.fetchOpenOrders(symbol, undefined, undefined, { ...params })).length);
    result.balance = await step(async () => (await exchange.fetchBalance(command.balanceParams ?? { ...params })).total);
    return result;
}

// Hyperliquid's signatures, by the methods that ccxt itself calls for its orders and transfers; the action keeps the order of its fields.
function wallet(command) {
    const exchange = client(command);
    const { r, s, v } = command.by === 'signL1Action'
        ? exchange.signL1Action(command.action, command.nonce, command.account, command.end)
        : exchange[command.by](command.action);
    return { r, s, v };
}

const work = { sign, drive, wallet };
for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    let answer;
    try {
        answer = await work[command.do](command);
    } catch (error) {
        answer = { failed: String(error.message).slice(0, 500) };
    }
    process.stdout.write(JSON.stringify(answer) + '\n');
}
