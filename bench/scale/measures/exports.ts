import { setTimeout as delay } from 'node:timers/promises'
import { costsOf, forgetPeak } from '../../process-costs.ts'
import { atMost, type Figure } from '../figure.ts'
import type { Stage } from '../stage.ts'

const GOALS = { csv: 60, jsonl: 120 } as const
/** MB more than at the start. */
const MAX_MEMORY = 50
/** Garbage of the measure before is gone by then. */
const REST_MS = 5_000

/** All creators as a file, and what it takes of memory. */
export async function measureExports({ visited, creators, progress }: Stage): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [format, goal] of Object.entries(GOALS)) {
    await delay(REST_MS)
    await forgetPeak(visited.pid)
    const before = await visited.memory()
    const { cpuSeconds } = await costsOf(visited.pid)
    const startedAt = performance.now()
    const response = await visited.open(`/api/blogs/export?format=${format}`)
    const { bytes, lines } = await countBody(response)
    const seconds = (performance.now() - startedAt) / 1_000
    const { peakMegabytes, ...after } = await costsOf(visited.pid)
    if (lines < creators) throw new Error(`${lines} lines for ${creators} creators`)
    const cpu = (after.cpuSeconds - cpuSeconds).toFixed(0)
    const note = `${(bytes / 1e6).toFixed(0)} MB, ${lines} lines; ${cpu} s of CPU in gramd`
    figures.push(
      atMost({ measure: `export of all as ${format}`, unit: 's', goal }, seconds, note),
      atMost(
        { measure: `its memory (${format})`, unit: 'MB more', goal: MAX_MEMORY },
        peakMegabytes - before,
        `${before.toFixed(0)} MB before`,
      ),
    )
    progress(`${format}: ${seconds.toFixed(0)} s, ${(peakMegabytes - before).toFixed(0)} MB more`)
  }
  return figures
}

const NEWLINE = 10

async function countBody({ body }: Response): Promise<{ bytes: number; lines: number }> {
  let [bytes, lines] = [0, 0]
  for await (const piece of body ?? []) {
    bytes += piece.byteLength
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) lines += 1
  }
  return { bytes, lines }
}
