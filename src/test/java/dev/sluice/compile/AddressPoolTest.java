package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.resources.IpAddresses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPoolTest {
    private static List<String> all(String... entries) {
        AddressPool pool = new AddressPool(List.of(entries));
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < pool.size(); i++) {
            addresses.add(pool.get(i));
        }
        return addresses;
    }

    @Test
    void addressesInOrder() {
        assertThat(all("127.0.0.1", "192.0.2.8/30", "192.0.2.16/31", "192.0.2.20/32", "2001:db8::/126"))
                .containsExactly(
                        "127.0.0.1",
                        "192.0.2.9",
                        "192.0.2.10",
                        "192.0.2.16",
                        "192.0.2.17",
                        "192.0.2.20",
                        "2001:db8::1",
                        "2001:db8::2");
    }

    @Test
    void aHugeRangeIsCut() {
        assertThat(new AddressPool(List.of("10.0.0.0/8")).size()).isEqualTo(65_536);
        assertThat(new AddressPool(List.of("2001:db8::/32")).get(65_535)).isEqualTo("2001:db8::1:0");
    }

    @Test
    void contains() {
        AddressPool pool = new AddressPool(List.of("192.0.2.8/30", "2001:db8::1"));
        assertThat(pool.contains("192.0.2.9")).isTrue();
        assertThat(pool.contains("192.0.2.11")).as("the broadcast address").isFalse();
        assertThat(pool.contains("2001:0db8:0:0::1")).isTrue();
        assertThat(pool.contains("example.com")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "300.0.0.1", "10.0.0.0/33", "10.0.0.0/x", "::/129", "1.2.3"})
    void refuses(String entry) {
        assertThatIllegalArgumentException().isThrownBy(() -> new AddressPool(List.of(entry)));
    }

    /** RFC 5952, section 4. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "0:0:0:0:0:0:0:0, ::",
        "::1, ::1",
        "FE80:0::, fe80::",
        "192.0.2.1, 192.0.2.1"
    })
    void canonical(String text, String canonical) {
        assertThat(IpAddresses.canonical(text)).isEqualTo(canonical);
    }
}
