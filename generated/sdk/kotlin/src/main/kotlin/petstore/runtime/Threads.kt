package petstore.runtime

import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlin.coroutines.resume
import kotlin.coroutines.suspendCoroutine

// Clients wait on some threads of their own, so that no caller's thread does.

private fun daemon(work: Runnable) = Thread(work, "api-client").apply { isDaemon = true }

internal val workers = Executors.newCachedThreadPool(::daemon)
internal val timer = Executors.newSingleThreadScheduledExecutor(::daemon)

/** Does something that waits on a thread that may. */
internal suspend fun <T> onWorker(work: () -> T): T = suspendCoroutine { continuation ->
    workers.execute { continuation.resumeWith(runCatching(work)) }
}

/** Goes on after some milliseconds. */
internal suspend fun pause(milliseconds: Long): Unit = suspendCoroutine { continuation ->
    val wake = Runnable { workers.execute { continuation.resume(Unit) } }
    timer.schedule(wake, milliseconds, TimeUnit.MILLISECONDS)
}
