import type { GraphCall } from '../graph-call.ts'
import { GraphError } from '../graph-error.ts'
import type { GraphContainerState } from '../graph-publishing.ts'
import { publishFailure } from '../publish-failures.ts'
import type { PublishCall, PublishMedia, PublishRequest, UploadOutcome } from '../publisher.ts'
import { carouselOf, containerOf, isUpload, type OfficialProgress } from './official-containers.ts'
import { containerFailure, failureOf } from './official-failures.ts'
import type { OfficialParts } from './official-parts.ts'

type Item = OfficialProgress['items'][number]
type Container = NonNullable<OfficialProgress['carousel']>
type Upload = OfficialParts & {
  call: PublishCall
  order: PublishRequest
  progress: OfficialProgress
  ask<T>(work: (graph: GraphCall, platformId: string) => Promise<T>): Promise<T>
}
type Refused = Extract<UploadOutcome, { kind: 'not_published' }>

/**
 * Meta processes pictures within seconds, videos within minutes; slower ones are polled less often.
 */
const PICTURE_DELAY_MS = 5_000
const VIDEO_DELAY_MS = 30_000
const LONGEST_DELAY_MS = 60_000
/** A container that is still being processed after this time never becomes ready. */
const UPLOAD_LIMIT_MS = 30 * 60_000

/**
 * Makes one pass over the containers of an order: creates missing ones, sends bytes, polls once.
 */
export async function uploadOfficially(upload: Upload): Promise<UploadOutcome> {
  try {
    const { order, progress } = upload
    for (const [at, media] of order.media.entries()) {
      const end = await bringItem(upload, media, at)
      if (end) return end
    }
    const failed = await lookAtAll(upload, progress.items)
    if (failed) return failed
    if (progress.items.some(({ isReady }) => !isReady)) return wait(upload)
    return order.type === 'carousel' ? await bringCarousel(upload) : { kind: 'ready' }
  } catch (thrown) {
    if (!(thrown instanceof GraphError)) throw thrown
    return { kind: 'not_published', failure: failureOf(thrown) }
  }
}

/** Creates the container of an item and sends its bytes. */
async function bringItem(
  upload: Upload,
  media: PublishMedia,
  at: number,
): Promise<UploadOutcome | undefined> {
  const { progress, order, api, ask, call } = upload
  let item = progress.items[at]
  if (!item) {
    item = await ask(async (graph, platformId) => {
      const container = containerOf(order, media, graph.login)
      const { id } = await api.createContainer(graph, platformId, container)
      return { id, isSent: !isUpload(media, graph.login), isReady: false, missingSince: null }
    })
    progress.items.push(item)
    await call.save(progress)
  }
  return item.isSent ? undefined : await sendBytes(upload, media, item)
}

/** Continues where an earlier upload was interrupted. */
async function sendBytes(
  upload: Upload,
  media: PublishMedia,
  item: Item,
): Promise<UploadOutcome | undefined> {
  const { api, ask, call, progress } = upload
  const { bytes } = media
  const found = await ask(async (graph) => await api.container(graph, item.id)).catch(
    nullIfNotFound,
  )
  if (found === null) return (await noteMissing(upload, item)) ?? wait(upload)
  const from = found.received ?? 0
  const end =
    from >= bytes
      ? { kind: 'received' as const }
      : await ask(
          async (graph) => await api.uploadVideo(graph, item.id, { bytes, from, open: media.open }),
        )
  if (end.kind === 'refused') {
    const kind = end.isRetriable ? 'transient' : 'media_refused'
    const message = `Meta refused the upload of a video: ${end.message}`
    return { kind: 'not_published', failure: publishFailure(kind, { message }) }
  }
  item.isSent = true
  await call.save(progress)
  return undefined
}

async function bringCarousel(upload: Upload): Promise<UploadOutcome> {
  const { progress, order, api, ask, call } = upload
  progress.carousel ??= await ask(async (graph, platformId) => {
    const children = progress.items.map(({ id }) => id)
    const { id } = await api.createContainer(graph, platformId, carouselOf(order, children))
    return { id, isReady: false, missingSince: null }
  })
  await call.save(progress)
  const failed = await lookAtAll(upload, [progress.carousel])
  return failed ?? (progress.carousel.isReady ? { kind: 'ready' } : wait(upload))
}

/** Polls the containers that were not ready, and stores which are. */
async function lookAtAll(
  upload: Upload,
  containers: readonly Container[],
): Promise<Refused | undefined> {
  const { api, ask, call, progress } = upload
  const waiting = containers.filter(({ isReady }) => !isReady)
  for (const container of waiting) {
    const found = await ask(async (graph) => await api.container(graph, container.id)).catch(
      nullIfNotFound,
    )
    if (found === null) {
      const gone = await noteMissing(upload, container)
      if (gone) return gone
      continue
    }
    const failure = endOf(found)
    if (failure) return failure
    container.missingSince = null
    container.isReady = found.state !== 'IN_PROGRESS'
  }
  if (waiting.some(({ isReady }) => isReady)) await call.save(progress)
  return undefined
}

/**
 * Meta may report a new container as missing for a while, and during an outage it reports many as
 * missing that exist: a container counts as gone once it has been missing for this long, without an
 * answer in between.
 */
const MISSING_MS = 10 * 60_000

async function noteMissing(
  { call, progress, clock }: Upload,
  container: Container,
): Promise<Refused | undefined> {
  const now = clock.now().getTime()
  if (container.missingSince !== null && now - container.missingSince >= MISSING_MS) return GONE
  if (container.missingSince === null) {
    container.missingSince = now
    await call.save(progress)
  }
  return undefined
}

const GONE: Refused = {
  kind: 'not_published',
  failure: publishFailure('upload_lost', {
    message: 'Meta no longer knows the container of the post',
  }),
}

/** Returns null for a container that Meta does not know. */
export function nullIfNotFound(thrown: unknown): null {
  if (thrown instanceof GraphError && thrown.kind === 'gone') return null
  throw thrown
}

/** Returns the final state of a container that can no longer be published. */
export function endOf({ state, failure }: GraphContainerState): Refused | undefined {
  if (state === 'ERROR') return { kind: 'not_published', failure: containerFailure(failure) }
  if (state !== 'EXPIRED') return undefined
  const message = 'the container of the post has expired before it was published'
  return { kind: 'not_published', failure: publishFailure('upload_lost', { message }) }
}

function wait({ order, progress, clock }: Upload): UploadOutcome {
  const hasVideo = order.media.some(({ durationMs }) => durationMs !== null)
  const waited = clock.now().getTime() - progress.startedAt
  if (waited < UPLOAD_LIMIT_MS) {
    const least = hasVideo ? VIDEO_DELAY_MS : PICTURE_DELAY_MS
    const delayMs = Math.round(Math.max(least, Math.min(waited / 2, LONGEST_DELAY_MS)))
    return { kind: 'waiting', delayMs }
  }
  const message = 'Meta has not finished processing the files within half an hour'
  return { kind: 'not_published', failure: publishFailure('upload_lost', { message }) }
}
