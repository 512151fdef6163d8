import type { Clock } from '../../src/base/clock.ts'
import { startOpenAiSim } from '../../sim/openai/index.ts'

// The stand-in for OpenAI in its own process. It prints its address; on command it ends every batch
// and answers with its counts. Its clock is stopped otherwise, so that its work belongs to no phase
// of gramd.

const HOUR = 3_600_000

let nowMs = Date.now()
const clock: Clock = {
  now: () => new Date(nowMs),
  realMs: (worldMs) => worldMs,
  sleep: async () => undefined,
}
const sim = await startOpenAiSim({
  seed: 'bench',
  clock,
  batchMinutes: { min: 30, max: 30 },
  enqueuedTokenLimit: Number.MAX_SAFE_INTEGER,
})

process.on('message', (message) => {
  if (message === 'answer') nowMs += HOUR
  process.send?.(sim.control.report())
})
process.once('disconnect', () => process.exit())
process.send?.({ baseUrl: sim.baseUrl, apiKey: sim.apiKey })
