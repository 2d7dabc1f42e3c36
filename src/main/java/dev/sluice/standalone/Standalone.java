package dev.sluice.standalone;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.Statuses;
import dev.sluice.control.ChangeTrigger;
import dev.sluice.control.StatusSink;
import dev.sluice.resources.ResourceStore;
import dev.sluice.resources.manifest.Changes;
import dev.sluice.resources.manifest.ImpliedClass;
import dev.sluice.resources.manifest.ManifestParser;
import dev.sluice.resources.manifest.UnknownFields;
import dev.sluice.routing.EndpointDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Brings the files of a directory into the store, the endpoint lists and the control loop, and keeps and shows what
 * comes of it.
 *
 * <p>Order of start: {@link #start} fills the store; then start the control loop, with this as its status sink.
 */
public final class Standalone implements StatusSink, AutoCloseable {
    private final ResourceStore store;
    private final FileEndpoints endpoints;
    private volatile ChangeTrigger trigger = _ -> {};
    private final StatusBoard board;
    private final FileSource files;

    /**
     * @param controllerName of the GatewayClass {@code sluice}, which is there without being written
     */
    public Standalone(
            Path directory,
            String controllerName,
            ResourceStore store,
            EndpointDirectory endpoints,
            StatusBoard board,
            InstantSource clock)
            throws IOException {
        this.store = store;
        this.endpoints = new FileEndpoints(endpoints);
        this.board = board;
        this.files = new FileSource(
                directory,
                new ManifestParser(UnknownFields.ERROR),
                clock,
                ImpliedClass.of(controllerName),
                this::changed);
    }

    /**
     * Reads all files and begins to follow them.
     *
     * @param trigger told of every later change
     * @throws IOException if the directory cannot be read
     */
    public void start(ChangeTrigger trigger) throws IOException {
        this.trigger = trigger;
        files.start();
    }

    private void changed(Changes changes) {
        store.update(changes.changed(), changes.removed());
        endpoints.follow(store.snapshot());
        board.files(changes);
        if (!changes.isEmpty()) {
            trigger.trigger(changes.first());
        }
    }

    @Override
    public void accept(Compilation compilation, Statuses statuses) {
        endpoints.served();
        board.served(compilation, statuses);
    }

    /** Stops following the files; what is served stays served. */
    @Override
    public void close() throws IOException {
        files.close();
    }
}
