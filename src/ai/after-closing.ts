/** Real time for an answer to come and be stored at shutdown; less than a request gets to end. */
const GRACE_MS = 4_000

/** Aborts a while after the server has begun to close; a client that disconnects aborts nothing. */
export function afterClosing(
  closing: AbortSignal | undefined,
): Disposable & { signal: AbortSignal } {
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const onClosing = (): void => {
    timer = setTimeout(() => stop.abort(), GRACE_MS)
  }
  closing?.addEventListener('abort', onClosing, { once: true })
  if (closing?.aborted) onClosing()
  return {
    signal: stop.signal,
    [Symbol.dispose]() {
      closing?.removeEventListener('abort', onClosing)
      clearTimeout(timer)
    },
  }
}
