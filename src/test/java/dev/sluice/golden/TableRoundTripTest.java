package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.RouteTable;
import dev.sluice.routing.TableDocument;
import dev.sluice.routing.TableReader;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a table's serial form says as JSON is the whole table: read back it is equal and chooses the same. */
class TableRoundTripTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCase.all().stream().map(golden -> DynamicTest.dynamicTest(golden.name(), () -> check(golden)));
    }

    private static void check(GoldenCase golden) {
        var compilation = golden.compile();
        RouteTable table = compilation.table();
        String json = new JsonObject(TableDocument.whole(table)).encode();
        RouteTable read = TableReader.read(new JsonObject(json).getMap());
        assertThat(read).isEqualTo(table);
        for (GoldenCase.GoldenExchange exchange : golden.exchanges()) {
            assertThat(SelectedAnswer.of(read, golden, exchange.request()))
                    .as("answer to %s", exchange.request())
                    .isEqualTo(SelectedAnswer.of(table, golden, exchange.request()));
        }
    }
}
