import { sql } from 'kysely'
import { z } from 'zod'
import { defineAiKind, type AiRequest, type AiRow } from '../../../ai/kind.ts'
import type { AiContext, AiServices } from '../../../ai/services.ts'
import { blogOf, blogSubject } from '../../../creators/blog-subject.ts'
import { findMediaOwners, readMedia } from '../../../media/media-store.ts'
import type { Queue } from '../../../queue/queue.ts'
import type { Config } from '../../declarations.ts'
import type { Services } from '../../services.ts'
import { markAnalyzed } from '../../scrape/index.ts'
import {
  addDropped,
  cleanAnswer,
  nothingDropped,
  reportDropped,
  type Dropped,
} from '../clean-answer.ts'
import { quotedProfile } from '../evidence.ts'
import { answerSchema, type AIInsights } from '../insights.ts'
import { storeAnswers, writtenAnswer, type WrittenAnswer } from '../store/insights.ts'
import { readProfileFacts } from '../store/profile-facts.ts'
import { createRequestWriter, PROMPT_VERSION } from '../prompt.ts'

/** The services that this feature needs. */
export type AnalyzeServices = AiServices &
  Pick<Services, 'config' | 'erasures'> & {
    queue: Pick<Queue<Services>, 'enqueue' | 'enqueueMany' | 'wake'>
  }

const Input = z.object({ blog_id: z.uuid() })
const RequestedAnalysis = z.object({ prompt_version: z.string(), sections: z.array(z.string()) })

/** An answer as text, and what was dropped of it. */
type StoredInsights = { answer: WrittenAnswer; dropped: Dropped }

/** The maximum number of profiles whose texts are in memory at a time. */
const PROFILES_AT_ONCE = 50
/** The maximum number of profiles whose pictures are in memory at a time: some 3 MB. */
const PICTURED_AT_ONCE = 5

/** The texts of an answer that may name other people. */
const ANSWER_TEXTS = { primary: 'text', secondary: 'text', record: 'text' } as const

/** Has a model describe a profile. The subject of a row is the blog, not its payload. */
export const creatorInsights = defineAiKind<
  AnalyzeServices,
  z.output<typeof Input>,
  AIInsights,
  StoredInsights,
  Dropped
>({
  name: 'creator_insights',
  input: Input,
  priority: 3,
  // A full profile with pictures and a long answer; instructions and schema alone exceed 1,000.
  typical: { inputTokens: 6_000, minInputTokens: 1_000, outputTokens: 1_500 },
  task: {
    name: 'ai_analysis',
    summary: "Has a model describe a creator's profile, in the next batch.",
    access: { read: 'creators:read', write: 'creators:write' },
    dedupeKey: ({ blog_id }) => blog_id,
    subject: ({ blog_id }) => blogSubject(blog_id),
    async onRelease(tx, releases) {
      // The scrape is still valid: the creator stays active, with its insights.
      const ended = releases.filter((task) => task.status !== 'pending')
      const blogIds = ended.flatMap((task) => blogOf(task.subject) ?? [])
      if (blogIds.length > 0) await markAnalyzed(tx, blogIds)
    },
  },
  prompt: ({ aiSections }: Config) => ({
    prompt_version: PROMPT_VERSION,
    sections: [...aiSections],
  }),
  requests: profileRequests,
  schema(request) {
    const { prompt_version: promptVersion, sections } = RequestedAnalysis.parse(request)
    return answerSchema({ promptVersion, sections })
  },
  async lock(tx, _services, rows) {
    // A scrape locks its blog before the blog's analysis; the other order could deadlock.
    await sql`select id from shared.blogs where id = any(${blogsOf(rows)}::uuid[]) order by id
      for no key update`.execute(tx)
  },
  /**
   * Evidence is looked up in the profile as it is now, without posts that were found after the
   * model was asked: what the creator has deleted since is not quoted.
   */
  async reader(tx, _services, rows, by) {
    const facts = await readProfileFacts(tx, blogsOf(rows), by.requestedAt)
    return {
      keep({ subject, taskId }, insights) {
        const blogId = blogOf(subject)
        const profile = blogId === null ? undefined : facts.get(blogId)
        if (blogId === null || !profile) return null
        const dropped = nothingDropped()
        const answer = writtenAnswer({
          blogId,
          insights: cleanAnswer(insights, quotedProfile(profile), dropped),
          taskId,
          batchId: by.batchId,
          // A direct answer gives way to none.
          requestedAt: by.batchId === null ? null : by.requestedAt,
          model: by.model,
          promptVersion: by.prompt.prompt_version,
        })
        return { answer, dropped }
      },
    }
  },
  async store(tx, services, answers, { ended }) {
    // By blog, because a creator who was folded into another may have two tasks.
    const latest = new Map(answers.map(({ toStore }) => [toStore.answer.blogId, toStore]))
    const written = [...latest.values()].map(({ answer }) => answer)
    // A creator who was erased while the model was asked about others may be named in the answer.
    await storeAnswers(tx, await services.erasures.withoutErased(tx, written, ANSWER_TEXTS))
    await markAnalyzed(tx, blogsOf(ended))
    const dropped = nothingDropped()
    for (const stored of latest.values()) addDropped(dropped, stored.dropped)
    return dropped
  },
  report(context, batchId, parts) {
    const dropped = nothingDropped()
    for (const part of parts) addDropped(dropped, part)
    reportDropped(context, batchId, dropped)
  },
  async revision(db, { subject }) {
    const blog = await db
      .selectFrom('shared.blogs')
      .select('scraped_at')
      .where('id', '=', blogOf(subject))
      .executeTakeFirst()
    return blog ? (blog.scraped_at?.toISOString() ?? 'never') : null
  },
})

const blogsOf = (rows: readonly AiRow[]): string[] =>
  rows.flatMap(({ subject }) => blogOf(subject) ?? [])

const NO_ONE: ReadonlySet<string> = new Set()
const ownersOf = (rows: readonly AiRow[]): string[] => blogsOf(rows).map(blogSubject)

type Sender = Pick<AiContext<AnalyzeServices>, 'services' | 'signal'>

async function* profileRequests(
  { services, signal }: Sender,
  rows: readonly AiRow[],
  model: string,
): AsyncGenerator<AiRequest> {
  const write = createRequestWriter(services.config, model)
  for (let at = 0; at < rows.length; at += PROFILES_AT_ONCE) {
    signal.throwIfAborted()
    yield* requestsFor(services, rows.slice(at, at + PROFILES_AT_ONCE), write)
  }
}

/** The requests of some rows: their texts in memory together, their pictures a few at a time. */
async function* requestsFor(
  { db, config: { imagesPerAnalysis } }: Sender['services'],
  rows: readonly AiRow[],
  write: ReturnType<typeof createRequestWriter>,
): AsyncGenerator<AiRequest> {
  const facts = await readProfileFacts(db, blogsOf(rows))
  const pictured = imagesPerAnalysis === 0 ? NO_ONE : await findMediaOwners(db, ownersOf(rows))
  for (let first = 0; first < rows.length; first += PICTURED_AT_ONCE) {
    const few = rows.slice(first, first + PICTURED_AT_ONCE)
    const owners = ownersOf(few).filter((owner) => pictured.has(owner))
    const images = await readMedia(db, owners, imagesPerAnalysis)
    for (const row of few) {
      const blogId = blogOf(row.subject)
      const profile = blogId === null ? undefined : facts.get(blogId)
      if (blogId !== null && profile)
        yield { row, ...write(profile, images.get(blogSubject(blogId))) }
    }
  }
}
