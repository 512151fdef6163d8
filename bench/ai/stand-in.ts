import type { Clock } from '../../src/base/clock.ts'
import { startOpenAiSim } from '../../sim/openai/index.ts'

// The stand-in for OpenAI as a process of its own. It says where it listens; told to, it ends every batch that it has,
// and answers with what it has seen. Its clock stands still but for that, so that answering is in no phase of gramd's.

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
