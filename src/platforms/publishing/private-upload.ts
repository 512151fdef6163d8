import { z } from 'zod'
import type { PlatformSession } from '../adapter.ts'
import type { Upload } from '../publish-session.ts'
import { publishFailure } from '../publish-failures.ts'
import type { PublishCall, PublishFile, PublishMedia, PublishRequest } from '../publisher.ts'
import { NotFoundError, PublishRefusedError } from '../target-errors.ts'

/** The stored progress of an order: what the platform already has. */
export const PrivateProgress = z.object({
  /** Names of staged files. */
  staged: z.array(z.string()),
  /** The platform's ids by username. */
  people: z.record(z.string(), z.string()),
})
export type PrivateProgress = z.output<typeof PrivateProgress>

export const progressOf = ({ resume }: PublishCall): PrivateProgress =>
  PrivateProgress.safeParse(resume).data ?? { staged: [], people: {} }

/** A file to stage, and the name that its completion is stored under. */
type Stage = { name: string; upload: Upload; durationMs: number | null }

/** Uploads the files of an order to the platform; each is stored as soon as it has arrived. */
export async function uploadPrivately(
  session: PlatformSession,
  call: PublishCall,
  order: PublishRequest,
): Promise<void> {
  const progress = progressOf(call)
  for (const username of unknownPeople(order, progress)) {
    progress.people[username] = await platformIdOf(session, username)
    await call.save(progress)
  }
  for (const stage of stagesOf(order)) {
    if (progress.staged.includes(stage.name)) continue
    await bring(session, stage)
    progress.staged.push(stage.name)
    await call.save(progress)
  }
}

/**
 * Throws PublishRefusedError when the username does not exist: the post is at fault, not the
 * account.
 */
async function platformIdOf(session: PlatformSession, username: string): Promise<string> {
  try {
    const { platformId } = await session.fetchProfile({ username })
    return platformId
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    const message =
      `Instagram knows no account @${username}, which the post tags or invites: remove it in a ` +
      'copy of the post'
    const failure = publishFailure('order_refused', { message, code: error.code })
    throw new PublishRefusedError({ kind: 'not_published', failure }, { cause: error })
  }
}

/** The maximum number of requests of an upload. */
export const uploadRequests = (call: PublishCall, order: PublishRequest): number => {
  const progress = progressOf(call)
  const left = stagesOf(order).filter(({ name }) => !progress.staged.includes(name))
  const videos = left.filter(({ durationMs }) => durationMs !== null)
  return unknownPeople(order, progress).length + left.length + videos.length
}

async function bring({ publishing }: PlatformSession, stage: Stage): Promise<void> {
  const { upload, durationMs } = stage
  if (durationMs === null) await publishing.uploadPicture(upload)
  else await publishing.uploadVideo({ ...upload, durationMs })
}

/** Returns the people whose ids the order lacks. */
function unknownPeople(order: PublishRequest, { people }: PrivateProgress): string[] {
  const named = [...order.collaborators, ...order.media.flatMap(({ userTags }) => userTags)]
  for (const { username, platformId } of named)
    if (platformId !== null) people[username] = platformId
  const unknown = named.filter(({ username }) => people[username] === undefined)
  return [...new Set(unknown.map(({ username }) => username))]
}

function stagesOf(order: PublishRequest): Stage[] {
  const isCarousel = order.type === 'carousel'
  const files = order.media.flatMap((media, at): Stage[] => {
    const uploadId = isCarousel ? (order.ids.items[at] ?? '') : order.ids.post
    const alone = media.durationMs === null ? 'post' : 'reel'
    return [stageOf(media, { uploadId, use: isCarousel ? 'item' : alone })]
  })
  const picture = order.cover && 'picture' in order.cover ? order.cover.picture : null
  return picture && order.type === 'reel' ? [...files, coverOf(picture, order)] : files
}

const stageOf = (media: PublishMedia, { uploadId, use }: Omit<Upload, 'file'>): Stage => ({
  name: uploadId,
  upload: { uploadId, use, file: media },
  durationMs: media.durationMs,
})

/** A cover is staged under the id of its video. */
const coverOf = (file: PublishFile, { ids }: PublishRequest): Stage => ({
  name: `${ids.post} cover`,
  upload: { uploadId: ids.post, use: 'cover', file },
  durationMs: null,
})
