package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.golden.GoldenCase;
import dev.sluice.routing.TableDocument;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Nothing of a private key reaches a status, the serial form of a table, or the text of either. */
class SecretRedactionTest {
    @Test
    void noKeyInAnyText() {
        for (GoldenCase golden : GoldenCase.all()) {
            Compilation compilation = golden.compile();
            String text =
                    compilation.statuses() + compilation.table().toString() + TableDocument.of(compilation.table());
            for (Secret secret : golden.snapshot().all(Secret.class)) {
                String key = secret.getData().get("tls.key");
                if (key != null) {
                    assertThat(text).doesNotContain(key.substring(0, Math.min(40, key.length())));
                    new String(Base64.getDecoder().decode(key), StandardCharsets.US_ASCII)
                            .lines()
                            .filter(line -> line.length() > 20 && !line.startsWith("-----"))
                            .forEach(line -> assertThat(text).doesNotContain(line));
                }
            }
        }
    }
}
