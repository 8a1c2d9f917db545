/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.internal.RequestFields;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request says of the order that it places, and what it leaves open. */
class SaidTermsTest {
    private static SaidTerms of(String document) {
        return SaidTerms.of(RequestFields.of(VenueRequest.post("/order").json(document)));
    }

    /** Binance, OKX, Kraken Futures, Coinbase, Bitfinex, Hyperliquid, Deribit. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'symbol':'BTCUSDT','price':'60000.10','quantity':'2','newClientOrderId':'a1','timestamp':1}",
                "{'instId':'BTC-USDT','px':'60000.1','sz':'2','clOrdId':'a1'}",
                "{'limitPrice':60000.1,'size':2,'cliOrdId':'a1'}",
                "{'order_configuration':{'limit_limit_gtc':{'limit_price':'60000.1','base_size':'2','post_only':false}}}",
                "{'price':'60000.1','amount':'-2','cid':12345,'gid':77}",
                "{'p':'60000.1','s':'2','c':'0x1234'}",
                "{'price':60000.1,'amount':2,'post_only':'false','label':'a1'}"
            })
    void onePriceAndOneSize_areSaid(String document) {
        SaidTerms said = of(document.replace('\'', '"'));

        assertThat(said.price().orElseThrow()).isEqualByComparingTo("60000.1");
        assertThat(said.size().map(BigDecimal::abs).orElseThrow()).isEqualByComparingTo("2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'price':'60000','stopPrice':'60100'}",
                "{'stopPrice':'60100'}",
                "{'price':'60000','postOnly':true}",
                "{'price':'60000','priceMatch':'QUEUE'}",
                "{'price':'+5'}",
                "{'price':'-5'}",
                "{'price':'5%'}",
                "{'price':'0'}",
                "{'price':'.'}",
                "{'price':'6e4'}",
                "{'px':'60000','price':'60000'}",
                "{'price':['60000','61000']}",
                "{'bidPrice':'60000'}",
                "{'symbol':'BTCUSDT'}"
            })
    void priceThatMayBeAnother_isNotSaid(String document) {
        assertThat(of(document.replace('\'', '"')).price()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'quoteOrderQty':'1000'}",
                "{'quantity':'2','icebergQty':'1'}",
                "{'quantity':'2','displaySize':'1'}",
                "{'quantity':'0'}",
                "{'quantity':'all'}",
                "{'side':'BUY'}"
            })
    void sizeThatMayBeAnother_isNotSaid(String document) {
        assertThat(of(document.replace('\'', '"')).size()).isEmpty();
    }

    @Test
    void words_thatAreSetToNothing_leaveThePriceAsItIs() {
        assertThat(of("{\"price\":\"60000\",\"priceMatch\":\"NONE\",\"postOnly\":\"false\"}")
                        .price())
                .contains(new BigDecimal("60000"));
    }
}
