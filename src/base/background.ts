import type { Logger } from './log/log.ts'

/** Work that no answer waits for; the process waits for it before its database closes. */
export type Background = {
  /** Logs its failure, with a message that says what failed. */
  follow(work: Promise<unknown>, message: string): void
  /** Waits for all work that is followed. */
  close(): Promise<void>
}

export function createBackground(log: Pick<Logger, 'warn'>): Background {
  const running = new Set<Promise<void>>()
  return {
    follow(work, message) {
      const settled = work
        .then(
          () => undefined,
          (error: unknown) => log.warn({ err: error }, message),
        )
        .finally(() => running.delete(settled))
      running.add(settled)
    },
    async close() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
