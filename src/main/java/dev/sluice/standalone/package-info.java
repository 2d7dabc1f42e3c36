/**
 * Sluice without Kubernetes: a directory of YAML files as the source of resources, and statuses printed and served.
 */
@NullMarked
package dev.sluice.standalone;

import org.jspecify.annotations.NullMarked;
