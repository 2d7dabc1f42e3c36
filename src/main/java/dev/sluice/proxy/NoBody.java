package dev.sluice.proxy;

import java.util.List;

/** The body of a request that has none. */
enum NoBody implements RequestBody {
    NONE;

    @Override
    public boolean exists() {
        return false;
    }

    @Override
    public boolean isChunked() {
        return false;
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public void copyTo(List<MirroredRequest> copies) {}

    @Override
    public void collect(KeptBody keeper, Runnable done) {
        done.run();
    }

    @Override
    public void keep(KeptBody keeper) {}

    @Override
    public long length() {
        return 0;
    }

    @Override
    public boolean canRepeat() {
        return true;
    }

    @Override
    public void forget() {}

    @Override
    public void hold() {}

    @Override
    public boolean awaitsClient() {
        return false;
    }

    @Override
    public void pumpTo(UpstreamStream stream) {}

    @Override
    public void drained() {}

    @Override
    public boolean isTooSlow(long now, long grace) {
        return false;
    }

    @Override
    public boolean stop() {
        return false;
    }
}
