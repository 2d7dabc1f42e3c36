package dev.sluice.compile;

import dev.sluice.routing.Candidate;
import java.util.List;

/**
 * A rule of a route.
 *
 * @param candidates its matches with what is to be done. An invalid rule has candidates too, which answer 500: were it
 *     left out, its requests could reach another rule without the filter that this one asks for.
 * @param invalid what is wrong with it; empty if it is valid
 * @param unresolved references that do not resolve; they do not make a rule invalid
 */
record CompiledRule(List<Candidate> candidates, List<Problem> invalid, List<Problem> unresolved) {}
