/** The user of a picture, and the memory that its decoder needs. */
type DecodeJob = { user: string | null; bytes: number }

/** Runs work when there is memory for it. */
export type DecodeGate = <T>(job: DecodeJob, work: () => Promise<T>) => Promise<T>

/**
 * Enough for one picture of the largest size, or several smaller ones: the container has 512 MB.
 */
const ROOM = 160_000_000
/** libuv has four threads, and other work needs them too. */
const MAX_AT_ONCE = 2

/**
 * Decodes pictures of different users concurrently while they fit into memory together; each user
 * has one at a time. They begin in order of arrival, but a picture that does not fit yet lets
 * smaller ones of others pass, a few times only.
 */
export function createDecodeGate(room = ROOM, maxAtOnce = MAX_AT_ONCE): DecodeGate {
  const running = new Set<DecodeJob>()
  const waiting: { job: DecodeJob; begin: () => void; passed: number }[] = []
  const fits = (job: DecodeJob): boolean => {
    const used = [...running].reduce((sum, { bytes }) => sum + bytes, 0)
    return running.size === 0 || (running.size < maxAtOnce && used + job.bytes <= room)
  }
  const isFree = ({ user }: DecodeJob): boolean => ![...running].some((each) => each.user === user)
  const next = (): void => {
    for (let at = 0; at < waiting.length;) {
      const entry = waiting[at]
      if (entry === undefined) return
      if (isFree(entry.job) && fits(entry.job)) {
        waiting.splice(at, 1)
        running.add(entry.job)
        for (const before of waiting.slice(0, at)) before.passed += 1
        entry.begin()
        continue
      }
      // Otherwise small pictures could block a large one forever.
      if (isFree(entry.job) && entry.passed >= MAX_PASSED) return
      at += 1
    }
  }
  return async (input, work) => {
    const job = { ...input }
    await new Promise<void>((begin) => {
      waiting.push({ job, begin, passed: 0 })
      next()
    })
    try {
      return await work()
    } finally {
      running.delete(job)
      next()
    }
  }
}

const MAX_PASSED = 8
