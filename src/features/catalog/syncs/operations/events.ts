import { NoSuchRecordError } from '../../../../base/errors.ts'
import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { problem, z } from '../../../../http/router.ts'
import { streamEvents, type ServerSentEvent } from '../../../../http/streams/sse.ts'
import { createWakeSignal } from '../../../../queue/worker/wake-signal.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../stores/store-view.ts'
import { viewScan, type ScanView } from '../scan-view.ts'
import { getSync } from '../store/catalog-syncs/syncs.ts'

const operation = operationsFor<Pick<Services, 'db' | 'config'>>()

/** Real time between two polls of one stream: a post takes a second or more. */
const POLL_MS = 500

type Scan = z.output<typeof ScanView>

/** The streams end with their scan; at shutdown the server ends them. */
export const scanEventOperations = {
  watchCatalogScan: operation.raw({
    method: 'get',
    path: '/api/instagram/scan/{id}/events',
    access: 'own:read',
    tags,
    summary: 'Watch a scan live',
    description:
      'Server-sent events: first `snapshot` with the scan, then `progress` with it whenever ' +
      'it has changed. Last comes the scan as `success`, `partial_success`, `failed` or ' +
      '`cancelled`, or `removed`. A stream that breaks begins with a snapshot again: nothing ' +
      'is lost.',
    params: z.object({ id: z.uuid() }),
    responses: {
      200: {
        description: 'The stream',
        content: { 'text/event-stream': { schema: z.string() } },
      },
      404: problem('No such scan of yours'),
    },
    async run({ params: { id } }, services, { principal, http }) {
      const scope = ownerScopeOf(principal)
      const read = async (): Promise<Scan> =>
        await viewScan(services, await getSync(services.db, scope, id))
      const scan = await read()
      return streamEvents(http, (signal) => follow(scan, read, signal))
    },
  }),
}

async function* follow(
  first: Scan,
  read: () => Promise<Scan>,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const wakeSignal = createWakeSignal()
  yield { event: 'snapshot', data: first }
  for (let scan = first; ;) {
    if (scan.status !== 'running') return yield { event: scan.status, data: scan }
    await wakeSignal.wait(POLL_MS, signal)
    if (signal.aborted) return
    const present = await unlessRemoved(read)
    if (present === undefined) return yield { event: 'removed', data: { scanId: scan.scanId } }
    if (present.status === 'running' && JSON.stringify(present) !== JSON.stringify(scan))
      yield { event: 'progress', data: present }
    scan = present
  }
}

async function unlessRemoved(read: () => Promise<Scan>): Promise<Scan | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof NoSuchRecordError) return undefined
    throw error
  }
}
