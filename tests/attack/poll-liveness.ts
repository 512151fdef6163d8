import { parentPort, workerData } from 'node:worker_threads'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'

/*
 * Polls /livez and posts the longest wait so far, in ms. A thread of its own: in the thread that sends the bodies, its
 * own work would count as waiting.
 */
const { url } = z.object({ url: z.url() }).parse(workerData)
let longestMs = 0
for (;;) {
  const begun = performance.now()
  const answer = await fetch(url).catch(() => null)
  await answer?.arrayBuffer()
  longestMs = Math.max(longestMs, performance.now() - begun)
  parentPort?.postMessage(longestMs)
  await delay(5)
}
