import { createWakeSignal } from '../../src/queue/worker/wake-signal.ts'
import { CANCELLED_CHANNEL } from '../../src/queue/channels.ts'
import { listen } from '../../src/db/listen.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { aType, describe, expect, statusOf, test, type NoteType } from './kit.ts'

/** Runs until it is told to stop; says that it began, and why it ended. */
function aLongType(): { type: NoteType; begun: () => boolean; reasons: unknown[] } {
  const reasons: unknown[] = []
  let begun = false
  const type = aType({
    handle: async (_, { signal }) => {
      begun = true
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      reasons.push(signal.reason)
      throw signal.reason
    },
  })
  return { type, begun: () => begun, reasons }
}

describe('cancelling a running task', () => {
  test('aborts its handler at once in the process that cancels', async ({ db, run }) => {
    const { type, begun, reasons } = aLongType()
    const queue = createQueue([type], () => undefined)
    const { runner, lines } = run([type])
    queue.attach(runner)
    const { id } = await queue.enqueue(db, aType(), { name: 'a' })
    await expect.poll(begun).toBe(true)

    await queue.cancel(db, id)

    await expect.poll(() => reasons).toEqual([expect.objectContaining({ code: 'lease_lost' })])
    expect(await statusOf(db, id)).toBe('cancelled')
    // That is no failure.
    await expect.poll(() => lines.at(-1)).toMatchObject({ level: 'info', msg: 'task cancelled' })
    expect(lines.filter((line) => line['err'] !== undefined)).toEqual([])
  })

  test('tells other processes, whose handlers are aborted then', async ({
    db,
    databaseUrl,
    run,
  }) => {
    const { type, begun, reasons } = aLongType()
    const { runner } = run([type])
    const listener = await listen({
      url: databaseUrl,
      channels: { [CANCELLED_CHANNEL]: () => runner.pollSoon() },
      onReconnect: () => undefined,
      onError: () => undefined,
    })
    const elsewhere = createQueue([type], createWakeSignal().notify)
    const { id } = await elsewhere.enqueue(db, aType(), { name: 'a' })
    await expect.poll(begun).toBe(true)

    await elsewhere.cancel(db, id)

    await expect.poll(() => reasons).toHaveLength(1)
    await listener.close()
  })
})
