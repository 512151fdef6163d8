import { z } from 'zod'
import { UnexpectedAnswerError } from '../../../platforms/errors.ts'
import { GraphError, type GraphErrorKind } from '../../../platforms/graph-error.ts'
import type { OwnMediaInsights } from '../../../platforms/own-media-reader.ts'
import { tried } from '../../../platforms/reading/tries.ts'
import { defineTask, type TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import {
  findCampaignCreator,
  findStoriesToRead,
  storeListedStories,
  storeStoryReading,
  type StoryGap,
  type StoryReading,
} from '../store/own-stories.ts'
import { connectionSubject, planNextStories } from '../store/syncs.ts'
import { accountOwner } from '../store/task-owners.ts'
import { readerOf } from './reader.ts'

const Payload = z.object({ connection_id: z.uuid() })
type Payload = z.output<typeof Payload>
const Result = z.object({
  status: z.enum(['read', 'not_wanted']),
  live: z.int(),
  read: z.int(),
  /** Stories of which Meta gave no numbers. */
  without_numbers: z.int(),
})
type Result = z.output<typeof Result>

/** When the task began, and what it has read so far. */
const Checkpoint = z.object({
  begunAt: z.iso.datetime().transform((text) => new Date(text)),
  read: z.int(),
  withoutNumbers: z.int(),
})
type Progress = z.output<typeof Checkpoint>

/**
 * Reads the live stories of a connected account for campaigns: one request for the list, and one
 * for each story whose numbers are due. Each reading is stored with the checkpoint, so that a
 * killed process repeats none.
 */
export const readOwnStories = defineTask<Services, Payload, Result>({
  name: 'read_own_stories',
  summary: "Reads the numbers of a connected creator's live stories for running campaigns.",
  access: { read: 'own:read', write: 'own:write', owner: accountOwner },
  payload: Payload,
  result: Result,
  // Stories end: their numbers come before those of posts.
  priority: 3,
  resource: 'graph',
  limit: { max: 1, key: ({ connection_id }) => connection_id },
  dedupeKey: ({ connection_id }) => connection_id,
  subject: ({ connection_id }) => connectionSubject(connection_id),
  async handle({ payload, checkpoint }, context) {
    const { services, signal } = context
    const { db, clock, config } = services
    const { connection_id: connectionId } = payload
    const blogId = await findCampaignCreator(db, connectionId)
    if (blogId === undefined) return { kind: 'done', result: NOT_WANTED }
    let progress = Checkpoint.safeParse(checkpoint).data ?? beginning(clock.now())
    const call = { connectionId, isUrgent: false, signal }
    const reader = readerOf(services)
    const live = await tried(async () => await reader.listStories(call), { clock, signal })
    await context.checkpoint(
      progress,
      async (tx) => await storeListedStories(tx, { connectionId, blogId }, live),
    )
    const everyMs = config.ownStoriesMs
    const platformIds = live.map(({ platformId }) => platformId)
    const { begunAt } = progress
    const due = await findStoriesToRead(db, { connectionId, platformIds, begunAt, everyMs })
    for (const platformId of due) {
      const reading = await readStory(context, connectionId, platformId)
      progress = advanced(progress, reading)
      await context.checkpoint(
        progress,
        async (tx) => await storeStoryReading(tx, { connectionId, platformId }, reading),
      )
    }
    return {
      kind: 'done',
      result: {
        status: 'read',
        live: live.length,
        read: progress.read,
        without_numbers: progress.withoutNumbers,
      },
      commit: async (tx) => await planNextStories(tx, connectionId, everyMs),
    }
  },
})

const NOT_WANTED: Result = { status: 'not_wanted', live: 0, read: 0, without_numbers: 0 }

const beginning = (begunAt: Date): Progress => ({ begunAt, read: 0, withoutNumbers: 0 })

const advanced = (before: Progress, reading: StoryReading): Progress => ({
  ...before,
  read: before.read + 1,
  withoutNumbers: before.withoutNumbers + ('metrics' in reading ? 0 : 1),
})

async function readStory(
  { services, signal }: TaskContext<Services>,
  connectionId: string,
  platformId: string,
): Promise<StoryReading> {
  const call = { connectionId, isUrgent: false, signal }
  const story = { platformId, type: 'STORY' } as const
  const reader = readerOf(services)
  try {
    const insights = await tried(async () => await reader.mediaInsights(call, story), {
      clock: services.clock,
      signal,
    })
    return readingOf(insights)
  } catch (error) {
    if (error instanceof UnexpectedAnswerError) return { reason: 'refused' }
    if (!(error instanceof GraphError) || CONCERN_ALL.has(error.kind)) throw error
    return { reason: error.kind === 'gone' ? 'gone' : 'refused' }
  }
}

/** Refusals that concern the connection or the moment, not the story: the task waits. */
const CONCERN_ALL: ReadonlySet<GraphErrorKind> = new Set([
  'reauth',
  'config',
  'throttled',
  'quota',
  'blocked',
  'transient',
])

const KNOWN_GAPS: ReadonlySet<string> = new Set<StoryGap>([
  'too_few_viewers',
  'right_missing',
  'not_yet_counted',
])
const isKnownGap = (gap: string | undefined): gap is StoryGap =>
  gap !== undefined && KNOWN_GAPS.has(gap)

function readingOf({ metrics, gaps }: OwnMediaInsights): StoryReading {
  if (Object.keys(metrics).length > 0) return { metrics }
  const gap = gaps['reach']
  return { reason: isKnownGap(gap) ? gap : 'refused' }
}
