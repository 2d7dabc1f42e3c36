package dev.sluice.routing;

/**
 * The rule of a route.
 *
 * @param kind the route's kind, such as {@code HTTPRoute}
 * @param index the rule's place in the route, from 0
 * @param name the rule's own name, empty if it has none
 */
public record RuleId(String kind, String namespace, String route, int index, String name) {
    /** Before the number of a rule in the serial form of a table that would be called like another one. No name has it. */
    static final String DISTINCTION = "#";

    /** By what rules differ in most; it is asked for with each request, and each part would have to be fetched. */
    @Override
    public int hashCode() {
        return 31 * route.hashCode() + index;
    }

    @Override
    public String toString() {
        return kind + "/" + namespace + "/" + route + "/" + (name.isEmpty() ? Integer.toString(index) : name);
    }
}
