import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type {
  CommitOutcome,
  PublishedPost,
  PublishLocation,
  PublishMedia,
  PublishRequest,
  PublishTag,
  PublishType,
  SendingCall,
  SentAt,
} from '../../../src/platforms/publisher.ts'
import { drawPublishIds } from '../../../src/platforms/publish-ids.ts'
import { makeVideo } from '../../../sim/files/make-video.ts'
import { makePicture, type Size } from '../../../sim/instagram/cdn/picture.ts'

/** What a test publishes, with its bytes. */
export type TestMedia = PublishMedia & { content: Buffer; sha256: string; opened: number[] }

export async function aPicture(name: string, size: Size = { width: 400, height: 500 }) {
  return aFile(await makePicture(name, size), size, null)
}

export const aVideo = (name: string, options: { bytes?: number; durationMs?: number } = {}) => {
  const { durationMs = 6_000 } = options
  return aFile(makeVideo({ name, ...options }), { width: 720, height: 1280 }, durationMs)
}

export function aFile(content: Buffer, size: Size, durationMs: number | null): TestMedia {
  const opened: number[] = []
  return {
    ...size,
    content,
    sha256: createHash('sha256').update(content).digest('hex'),
    opened,
    bytes: content.length,
    durationMs,
    altText: null,
    userTags: [],
    url: null,
    open(from) {
      opened.push(from)
      return Readable.from(piecesOf(content.subarray(from)))
    },
  }
}

function* piecesOf(content: Buffer) {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536)
}

let orders = 0

/** An order of its own ids; its caption is unique in the file unless it is given. */
export function anOrder(
  media: readonly TestMedia[],
  order: Partial<PublishRequest> = {},
): PublishRequest {
  orders += 1
  const alone: PublishType = media[0]?.durationMs === null ? 'photo' : 'reel'
  return {
    ids: drawPublishIds(media.length, new Date(Date.UTC(2026, 10, 20) + orders * 1_000)),
    type: media.length > 1 ? 'carousel' : alone,
    caption: `Fresh bread today, number ${orders} #bread`,
    media,
    cover: null,
    sharesToFeed: true,
    location: null,
    collaborators: [],
    ...order,
  }
}

export const BAKERY: PublishLocation = {
  platformId: '1234',
  name: 'Bakery',
  address: 'Abay Ave 1',
  lat: 43.24,
  lng: 76.92,
}

export const BAKER: PublishTag = { username: 'baker', platformId: null, x: 0.25, y: 0.5 }

/** The post of a commit that succeeded. */
export function postOf(outcome: CommitOutcome): PublishedPost {
  if (outcome.kind !== 'published') throw new Error(JSON.stringify(outcome))
  return outcome.post
}

/** Sent at one time only. */
export const sentOnce = (at: Date): SentAt => ({ first: at, last: at, others: new Set() })

/** A call whose state is kept as a database would keep it. */
export function aCall(account: string) {
  const kept = { progress: null as unknown, saves: 0, sent: 0 }
  return {
    kept,
    call: (): SendingCall => ({
      account,
      signal: new AbortController().signal,
      resume: kept.progress,
      save: async (progress: unknown) => {
        kept.progress = JSON.parse(JSON.stringify(progress))
        kept.saves += 1
      },
      beforeSend: async () => {
        kept.sent += 1
      },
    }),
  }
}
