package com.amazonaws.services.lambda.crac;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The one context that the runtime tells of its snapshot. */
public final class Core {
    private static final Context<Resource> GLOBAL = new Global();

    private Core() {}

    public static Context<Resource> getGlobalContext() {
        return GLOBAL;
    }

    /** Hears of a snapshot. */
    private interface Hears {
        void hear(Resource resource) throws Exception;
    }

    /** Holds nobody back from being collected, as CRaC has it. */
    private static final class Global extends Context<Resource> {
        private final List<WeakReference<Resource>> registered = new ArrayList<>();

        @Override
        public synchronized void register(Resource resource) {
            registered.add(new WeakReference<>(resource));
        }

        @Override
        public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
            List<Resource> resources = resources();
            Collections.reverse(resources);
            CheckpointException failed = new CheckpointException();
            tell(resources, resource -> resource.beforeCheckpoint(this), failed);
            if (failed.getSuppressed().length > 0) {
                throw failed;
            }
        }

        @Override
        public void afterRestore(Context<? extends Resource> context) throws RestoreException {
            RestoreException failed = new RestoreException();
            tell(resources(), resource -> resource.afterRestore(this), failed);
            if (failed.getSuppressed().length > 0) {
                throw failed;
            }
        }

        private synchronized List<Resource> resources() {
            List<Resource> resources = new ArrayList<>();
            for (WeakReference<Resource> reference : registered) {
                Resource resource = reference.get();
                if (resource != null) {
                    resources.add(resource);
                }
            }
            return resources;
        }

        private static void tell(List<Resource> resources, Hears hears, Exception failed) {
            for (Resource resource : resources) {
                try {
                    hears.hear(resource);
                } catch (CheckpointException | RestoreException several) {
                    for (Throwable one : several.getSuppressed()) {
                        failed.addSuppressed(one);
                    }
                } catch (Exception error) {
                    failed.addSuppressed(error);
                }
            }
        }
    }
}
