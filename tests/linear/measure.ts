type Call = (text: string) => unknown
/** A repeated text of about so many characters. */
type Shape = { name: string; of(length: number): string }

/** A reader that takes the square of a text or worse is found with a short text, before it takes minutes. */
const SHORT = 2_000
const MAX_SHORT_MS = 400
/** What the square of 100 KB may take at most, in all: the square of a quarter of it takes a sixteenth. */
const UNSUSPICIOUS_MS = 400
const UNSUSPICIOUS_LENGTH = 100_000
/** Less than this may be garbage collection and compilation alone. */
const MIN_MEASURED_MS = 15
/** Beyond it a reader stalls the process whatever its growth. */
const MAX_MS_PER_KB = 20
/** Measurements that all have to find a reader slow. */
const MEASUREMENTS = 3
/** The square grows sixteen times from a quarter of the text to all of it, a line four times. */
const MAX_GROWTH = 9
/** The square of twice the text takes four times as long, a line twice. */
const MAX_DOUBLING = 3

/** Says on which shape a reader takes longer than its text allows; undefined for none. `length`: characters of each text. */
export function slownessOn(read: Call, shapes: readonly Shape[], length: number) {
  const unsuspicious = Math.max(
    MIN_MEASURED_MS,
    UNSUSPICIOUS_MS * (length / UNSUSPICIOUS_LENGTH) ** 2,
  )
  for (const { name, of } of shapes) {
    const ms = minCpuMs(() => read(of(SHORT)), MAX_SHORT_MS)
    if (ms > MAX_SHORT_MS) return `${Math.round(ms)} ms for ${SHORT} characters of ${name}`
  }
  for (const { name, of } of shapes) {
    const [text, quarter] = [of(length), of(length / 4)]
    const isFast = (ms: number): boolean => ms <= (length / 1_000) * MAX_MS_PER_KB
    const growthOf = (ms: number, quarterMs: number): number => ms / Math.max(1, quarterMs)
    // A quarter takes a millisecond or two, of which the clock and the compiler are much.
    const doubling = (ms: number): number => cpuMs(() => read(of(length * 2))) / ms
    const first = cpuMs(() => read(text))
    if (first <= unsuspicious) continue
    const quarterMs = (): number => minCpuMs(() => read(quarter), 0)
    if (isFast(first) && growthOf(first, quarterMs()) <= MAX_GROWTH) continue
    // Other work on the machine slows a measurement down; it does not slow down each of them.
    let slow: { ms: number; growth: number } | undefined
    for (let left = MEASUREMENTS; left > 0; left -= 1) {
      const ms = minCpuMs(() => read(text), unsuspicious)
      const growth = growthOf(ms, quarterMs())
      const isSlow = !isFast(ms) || (growth > MAX_GROWTH && doubling(ms) > MAX_DOUBLING)
      slow = ms > unsuspicious && isSlow ? (slow ?? { ms, growth }) : undefined
      if (slow === undefined) break
    }
    if (slow !== undefined)
      return (
        `${Math.round(slow.ms)} ms for ${length} characters of ${name}, ` +
        `${slow.growth.toFixed(1)} times as long as for a quarter`
      )
  }
  return undefined
}

/** The least of some measurements: garbage collection and compilation fall into one of them. */
function minCpuMs(work: () => unknown, enough: number): number {
  let least = cpuMs(work)
  for (let more = 4; more > 0 && least > enough; more -= 1) least = Math.min(least, cpuMs(work))
  return least
}

/** CPU of this thread: on a loaded machine the time by the clock says little. */
function cpuMs(work: () => unknown): number {
  const before = process.threadCpuUsage()
  try {
    const made = work()
    if (made !== null && typeof made === 'object' && Symbol.iterator in made)
      Array.from(made as Iterable<unknown>)
  } catch {
    // A refusal is an answer.
  }
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}
