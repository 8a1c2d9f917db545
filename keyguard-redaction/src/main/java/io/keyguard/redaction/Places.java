/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Secrets that stand in a known place: the user part of an address, behind the name of a scheme, in the path of a webhook, in a login over a WebSocket, in a FIX message. */
final class Places {
    static final String USERINFO = Needle.maskOf("userinfo");
    static final String AUTHORIZATION = Needle.maskOf("authorization");
    static final String WEBHOOK = Needle.maskOf("webhook");
    static final String LOGIN = Needle.maskOf("login");
    static final String FIX = Needle.maskOf("fix");

    private static final byte[] BASIC = Chars.ascii("asic ");
    private static final byte[] BEARER = Chars.ascii("earer ");
    private static final byte[] DISCORD = Chars.ascii("/api/webhooks/");
    private static final byte[] SLACK = Chars.ascii("hooks.slack.com/services/");
    private static final byte[] TELEGRAM = Chars.ascii("/bot");
    private static final byte[] SOCKET = Chars.ascii("/ws/");
    private static final byte[] OP_AUTH = Chars.ascii("\"op\":\"auth\"");
    private static final byte[] OP = Chars.ascii("\"op\"");
    private static final byte[] ARGS = Chars.ascii("\"args\"");
    private static final byte[] CURL_USER = Chars.ascii("-u ");
    private static final byte[] FIX_BEGIN = Chars.ascii("8=FIX");
    private static final byte[][] FIX_TAGS = {Chars.ascii("554="), Chars.ascii("96="), Chars.ascii("925=")};
    private static final int FIX_VALUE = 256;
    private static final int SHORTEST = 16;
    private static final int NEAR = 64;
    private static final byte[] HEADER_END = Chars.ascii("uthorization");
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private Places() {}

    /** Looks at {@code ://} at {@code i}: the part between colon and at sign, wherever the at sign stands, unless a port stands there. */
    static void atAddress(View text, int i, Ranges found) {
        int start = i + 3;
        int end = Chars.until(text, start, Chars.ENDS_VALUE);
        int at = -1;
        int link = Chars.until(text, start, Chars.LINK);
        text.spend(Math.max(0, end - link));
        for (int j = link; j < end; j++) {
            if (text.at(j) == '@') {
                at = j;
            }
        }
        int colon = start;
        while (colon < at && text.at(colon) != ':' && text.at(colon) != '/' && text.at(colon) != '?') {
            colon++;
        }
        if (at < 0
                || text.peek(colon) != ':'
                || colon >= at
                || isPort(text, colon + 1, at)
                || masked(text, colon + 1)) {
            return;
        }
        Shapes.add(text, colon + 1, at, USERINFO, found);
    }

    /** Digits and then a path: the at sign belongs to the path. */
    private static boolean isPort(View text, int from, int at) {
        int end = Chars.skip(text, from, Chars.DIGIT);
        return end > from && end < at && text.at(end) == '/';
    }

    private static boolean masked(View text, int from) {
        return text.peek(from) == '[' || text.peek(from) == '*';
    }

    /** Looks at {@code B} or {@code b} at {@code i}, which may begin a scheme of authorization; behind the name of its header, or with something behind it that no word is. */
    static void atScheme(View text, int i, Ranges found) {
        boolean basic = Chars.stands(text, i + 1, BASIC);
        if (!basic && !Chars.stands(text, i + 1, BEARER)) {
            return;
        }
        int start = Chars.skip(text, i + 1 + (basic ? BASIC.length : BEARER.length), Chars.SPACE);
        int end = Chars.skip(text, start, basic ? Chars.BASE64 : Chars.TOKEN);
        boolean enough = end - start >= (basic ? 8 : SHORTEST);
        boolean meant =
                isBehindHeader(text, i) || (basic ? isUserAndPassword(text, start, end) : hasDigit(text, start, end));
        if (enough && meant && !isParameter(text, start, end)) {
            Shapes.add(text, start, end, AUTHORIZATION, found);
        }
    }

    private static boolean hasDigit(View text, int from, int to) {
        return Chars.until(text, from, Chars.DIGIT) < to;
    }

    /** Whether a scheme of authorization begins at {@code i}. */
    static boolean isScheme(View text, int i) {
        return (i == 0 || !Chars.is(text.at(i - 1), Chars.ALPHANUMERIC))
                && (Chars.stands(text, i + 1, BASIC) || Chars.stands(text, i + 1, BEARER));
    }

    /** Whether what curl has before a user and a password begins at {@code i}. */
    static boolean isUser(View text, int i) {
        return Chars.stands(text, i, CURL_USER);
    }

    /** Whether a FIX message begins at {@code i}. */
    static boolean isFix(View text, int i) {
        return Chars.stands(text, i, FIX_BEGIN);
    }

    /** Whether the colon at {@code i} is that of a login. */
    static boolean isLogin(View text, int i) {
        return text.at(i) == ':' && Chars.stands(text, i - OP.length, OP_AUTH);
    }

    /** Whether the colon at {@code i} is that of a bot's token in a path. */
    static boolean isBot(View text, int i) {
        int at = i - 1;
        int least = Math.max(0, i - NEAR);
        while (at >= least && Chars.is(text.at(at), Chars.DIGIT)) {
            at--;
        }
        return at < i - 1 && ((at < least && least > 0) || Chars.stands(text, at - TELEGRAM.length + 1, TELEGRAM));
    }

    /** Whether the path of a webhook or a stream begins at {@code i}. */
    static boolean isPath(View text, int i) {
        return Chars.stands(text, i, DISCORD) || Chars.stands(text, i, SOCKET);
    }

    /** Whether the address of a webhook of Slack begins at {@code i}. */
    static boolean isSlack(View text, int i) {
        return Chars.stands(text, i, SLACK);
    }

    /** {@code authorization}, whatever stands between it and the scheme. */
    private static boolean isBehindHeader(View text, int i) {
        int at = i - 1;
        while (at >= 0 && !Chars.is(text.at(at), Chars.ALPHANUMERIC) && i - at < 8) {
            at--;
        }
        return Chars.stands(text, at - HEADER_END.length + 1, HEADER_END);
    }

    /** Base64 of text with a colon in it: a word that happens to be written in its letters is not. */
    private static boolean isUserAndPassword(View text, int from, int to) {
        int bits = 0;
        int held = 0;
        boolean colon = false;
        for (int i = from; i < to && text.at(i) != '='; i++) {
            bits = bits << 6 | Math.max(0, ALPHABET.indexOf(text.at(i)));
            held += 6;
            if (held >= 8) {
                held -= 8;
                int decoded = bits >> held & 0xff;
                if (decoded < ' ' || decoded == 0x7f) {
                    return false;
                }
                colon |= decoded == ':';
            }
        }
        return colon;
    }

    /** {@code realm="x"} is no credential; base64 may end like it. */
    private static boolean isParameter(View text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.at(i) == '=' && Chars.is(text.peek(i + 1), Chars.ALPHANUMERIC)) {
                return true;
            }
        }
        return text.peek(end) == '"' && end > start && text.at(end - 1) == '=' && !hasDigit(text, start, end);
    }

    /** Looks at the slash at {@code i}, which may begin the path of a webhook, a bot or a stream. */
    static void atPath(View text, int i, Ranges found) {
        if (Chars.stands(text, i, TELEGRAM)) {
            int digits = Chars.skip(text, i + TELEGRAM.length, Chars.DIGIT);
            if (digits - i - TELEGRAM.length >= 6 && text.peek(digits) == ':') {
                mask(text, digits + 1, 30, WEBHOOK, found);
            }
        } else if (Chars.stands(text, i, DISCORD)) {
            int digits = Chars.skip(text, i + DISCORD.length, Chars.DIGIT);
            if (text.peek(digits) == '/') {
                mask(text, digits + 1, 8, WEBHOOK, found);
            }
        } else if (Chars.stands(text, i, SOCKET)) {
            int end = Chars.skip(text, i + SOCKET.length, Chars.ALPHANUMERIC);
            int length = end - i - SOCKET.length;
            if (length >= 60 && length <= 70) {
                Shapes.add(text, i + SOCKET.length, end, WEBHOOK, found);
            }
        }
    }

    /** Looks at {@code h} at {@code i}. */
    static void atSlack(View text, int i, Ranges found) {
        if (Chars.stands(text, i, SLACK)) {
            int start = i + SLACK.length;
            int end = Chars.until(text, start, Chars.ENDS_VALUE);
            if (end - start >= SHORTEST && !masked(text, start)) {
                Shapes.add(text, start, end, WEBHOOK, found);
            }
        }
    }

    private static void mask(View text, int start, int shortest, String mask, Ranges found) {
        int end = Chars.skip(text, start, Chars.ALPHANUMERIC);
        while (end < text.length() && (text.at(end) == '-' || text.at(end) == '_')) {
            end = Chars.skip(text, end + 1, Chars.ALPHANUMERIC);
        }
        if (end - start >= shortest) {
            Shapes.add(text, start, end, mask, found);
        }
    }

    /** Looks at {@code -u } at {@code i}, as curl has it. */
    static void atUser(View text, int i, Ranges found) {
        if (Chars.stands(text, i, CURL_USER) && (i == 0 || Chars.is(text.at(i - 1), Chars.SPACE))) {
            int start = Chars.skip(text, i + CURL_USER.length, Chars.SPACE);
            int end = Chars.until(text, start, Chars.SPACE);
            for (int colon = start; colon < end; colon++) {
                if (text.at(colon) == ':') {
                    if (colon + 1 < end && !masked(text, colon + 1)) {
                        Shapes.add(text, colon + 1, end, USERINFO, found);
                    }
                    return;
                }
            }
        }
    }

    /** Looks at a quote at {@code i}, which may begin a login of which the arguments have no names. */
    static void atLogin(View text, int i, Ranges found) {
        if (!Chars.stands(text, i, OP_AUTH)) {
            return;
        }
        int args = Chars.find(text, i, i + NEAR, ARGS);
        int most = Math.min(text.length(), i + Chars.LONGEST);
        text.spend(args < 0 ? 0 : most - args);
        int at = args < 0 ? most : args + ARGS.length;
        while (at < most && text.at(at) != ']') {
            if (text.at(at) == '"') {
                int end = at + 1;
                while (end < most && text.at(end) != '"') {
                    end++;
                }
                if (end - at - 1 >= SHORTEST && text.peek(at + 1) != '[') {
                    Shapes.add(text, at + 1, end, LOGIN, found);
                }
                at = end;
            }
            at++;
        }
    }

    /** Looks at {@code 8} at {@code i}, which may begin a FIX message: password, raw data, new password. */
    static void atFix(View text, int i, Ranges found) {
        if (!Chars.stands(text, i, FIX_BEGIN)) {
            return;
        }
        int most = Math.min(text.length(), i + Chars.LONGEST);
        int at = text.looks().begin(Chars.FIX, i);
        for (; at < most && text.at(at) != '\n'; at++) {
            text.spend(1);
            int before = text.at(at);
            if (before == 1 || before == '|') {
                for (byte[] tag : FIX_TAGS) {
                    if (Chars.stands(text, at + 1, tag)) {
                        fixValue(text, at + 1 + tag.length, most, before, found);
                    }
                }
            }
        }
        // Another message may begin in here; a value that this one's end cut off is looked at again.
        text.looks().end(Chars.FIX, i, Math.max(i, at - FIX_VALUE));
    }

    private static void fixValue(View text, int start, int most, int delimiter, Ranges found) {
        int end = start;
        while (end < most && text.at(end) != delimiter && text.at(end) != '\n') {
            end++;
        }
        if (end > start && !masked(text, start)) {
            Shapes.add(text, start, end, FIX, found);
        }
    }
}
