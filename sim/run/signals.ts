/**
 * Aborts on SIGINT, SIGTERM or SIGHUP, and when the process that started this one by a channel is
 * gone.
 */
export function stopSignal(): AbortSignal {
  const stopped = new AbortController()
  const stop = (): void => stopped.abort(new Error('stopped'))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  process.once('disconnect', stop)
  process.channel?.unref()
  return stopped.signal
}
