package dev.sluice.explain;

import dev.sluice.routing.Candidate;
import dev.sluice.routing.HostRoutes;
import dev.sluice.routing.HostnameIndex;
import dev.sluice.routing.HttpListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The comparisons that lead to the selection of a rule. The table's own index skips most of them; their order and their
 * result are the same.
 *
 * @param worthReading those whose path fits, and the first few of the others
 * @param leftOut how many of the others are not in it
 * @param compared how many there were
 * @param chosen what is selected, or null
 */
record SelectionTrace(
        List<RuleVerdict> worthReading,
        int leftOut,
        int compared,
        @Nullable Candidate chosen) {
    private static final int OTHER_PATHS = 10;
    private static final int LONGEST = 200;

    static SelectionTrace of(HttpListener listener, Question question) {
        List<RuleVerdict> verdicts = new ArrayList<>();
        int otherPaths = 0;
        int leftOut = 0;
        int compared = 0;
        for (HostnameIndex.Entry<HostRoutes> entry = listener.hosts().find(question.host());
                entry != null;
                entry = entry.next()) {
            for (Candidate candidate : entry.value().candidates()) {
                compared++;
                String difference = MatchText.difference(candidate.match(), question);
                boolean samePath = candidate.match().path().matches(question.path());
                if (difference == null || (verdicts.size() < LONGEST && (samePath || otherPaths++ < OTHER_PATHS))) {
                    verdicts.add(new RuleVerdict(
                            candidate.rule().id().toString(),
                            entry.pattern().toString(),
                            MatchText.of(candidate.match()),
                            difference));
                } else {
                    leftOut++;
                }
                if (difference == null) {
                    return new SelectionTrace(List.copyOf(verdicts), leftOut, compared, candidate);
                }
            }
        }
        return new SelectionTrace(List.copyOf(verdicts), leftOut, compared, null);
    }
}
