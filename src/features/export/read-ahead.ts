/** Pages that wait for their clients in a process, of all files together. */
const MAX_AHEAD = 4

/** Reads pages ahead of the clients that take them. */
export type ReadAhead = <Page>(pages: AsyncIterable<Page>) => AsyncGenerator<Page, void>

/**
 * Returns what yields the same pages, the next one read while the last is made into text and sent:
 * the database and this process work at the same time. Only a few files at once have a page ahead,
 * so that slow clients do not add up to much memory.
 */
export function createReadAhead(): ReadAhead {
  let ahead = 0
  return async function* oneAhead(pages) {
    const source = pages[Symbol.asyncIterator]()
    let next = source.next()
    let isAhead = false
    const release = (): void => {
      if (isAhead) ahead -= 1
      isAhead = false
    }
    try {
      for (let page = await next; page.done !== true; page = await next) {
        isAhead = ahead < MAX_AHEAD
        if (isAhead) {
          ahead += 1
          next = source.next()
          // Its failure is thrown where it is awaited; until then it is no unhandled one.
          next.catch(() => undefined)
        }
        yield page.value
        if (!isAhead) next = source.next()
        release()
      }
    } finally {
      release()
      await next.catch(() => undefined)
      await source.return?.()
    }
  }
}
