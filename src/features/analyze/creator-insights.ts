import { sql } from 'kysely'
import { z } from 'zod'
import { defineAiKind, type AiRequest, type AiRow } from '../../ai/kind.ts'
import type { AiContext } from '../../ai/services.ts'
import { blogOf, blogSubject } from '../../creators/blog-subject.ts'
import { findMediaOwners, readMedia } from '../../media/media-store.ts'
import { markAnalyzed } from '../scrape/index.ts'
import type { Config } from '../declarations.ts'
import {
  addDropped,
  cleanAnswer,
  nothingDropped,
  reportDropped,
  type Dropped,
} from './clean-answer.ts'
import { answerSchema, type AIInsights } from './insights.ts'
import { storeAnswers, writtenAnswer, type WrittenAnswer } from './insights-store.ts'
import { readProfileFacts } from './profile-facts.ts'
import { createRequestWriter, PROMPT_VERSION } from './prompt.ts'
import { readQuotedProfiles } from './quoted-profiles.ts'
import type { AnalyzeServices } from './services.ts'

const Input = z.object({ blog_id: z.uuid() })
const Asked = z.object({ prompt_version: z.string(), sections: z.array(z.string()) })

/** An answer as text, and what was dropped of it. */
type Kept = { answer: WrittenAnswer; dropped: Dropped }

/** Profiles whose texts are in memory at a time. */
const PROFILES_AT_ONCE = 50
/** Profiles whose pictures are: some 3 MB. */
const PICTURED_AT_ONCE = 5

/** What an answer says of others. */
const ANSWER_TEXTS = { primary: 'text', secondary: 'text', record: 'text' } as const

/** Has a model describe a creator's profile. The subject of a row is the blog, also where its payload names a twin. */
export const creatorInsights = defineAiKind<
  AnalyzeServices,
  z.output<typeof Input>,
  AIInsights,
  Kept,
  Dropped
>({
  name: 'creator_insights',
  input: Input,
  priority: 3,
  // A full profile with its pictures and a long answer; instructions and schema alone are more than 1,000.
  typical: { inputTokens: 6_000, leastInputTokens: 1_000, outputTokens: 1_500 },
  task: {
    name: 'ai_analysis',
    summary: "Has a model describe a creator's profile, in the next batch.",
    dedupeKey: ({ blog_id }) => blog_id,
    subject: ({ blog_id }) => blogSubject(blog_id),
    async onRelease(tx, releases) {
      // The scrape is as good as ever: the creator stays active, with the insights it had.
      const ended = releases.filter((task) => task.status !== 'pending')
      const blogIds = ended.flatMap((task) => blogOf(task.subject) ?? [])
      if (blogIds.length > 0) await markAnalyzed(tx, blogIds)
    },
  },
  asked: ({ aiSections }: Config) => ({
    prompt_version: PROMPT_VERSION,
    sections: [...aiSections],
  }),
  requests: profileRequests,
  schema(asked) {
    const { prompt_version: promptVersion, sections } = Asked.parse(asked)
    return answerSchema({ promptVersion, sections })
  },
  async lock(tx, _services, rows) {
    // A scrape locks its blog before it meets the blog's analysis; in the other order the two could wait for each other.
    await sql`select id from blogs where id = any(${blogsOf(rows)}::uuid[]) order by id for no key update`.execute(
      tx,
    )
  },
  /**
   * Evidence is looked up in what is known of the profile now, without the posts that were found after the model was
   * asked: what the creator has taken back since is not quoted.
   */
  async reader(tx, _services, rows, by) {
    const profiles = await readQuotedProfiles(tx, blogsOf(rows), by.askedAt)
    return {
      keep({ subject, taskId }, insights) {
        const blogId = blogOf(subject)
        const profile = blogId === null ? undefined : profiles.get(blogId)
        if (blogId === null || !profile) return null
        const dropped = nothingDropped()
        const answer = writtenAnswer({
          blogId,
          insights: cleanAnswer(insights, profile(), dropped),
          taskId,
          batchId: by.batchId,
          // A direct answer gives way to none.
          askedAt: by.batchId === null ? null : by.askedAt,
          model: by.model,
          promptVersion: by.asked.prompt_version,
        })
        return { answer, dropped }
      },
    }
  },
  async store(tx, services, answers, { ended }) {
    // By blog, because a creator who was folded into another may have two tasks.
    const latest = new Map(answers.map(({ kept }) => [kept.answer.blogId, kept]))
    const written = [...latest.values()].map(({ answer }) => answer)
    // Whoever is erased while a model is asked about others may be named in what it answers.
    await storeAnswers(tx, await services.erasures.withoutErased(tx, written, ANSWER_TEXTS))
    await markAnalyzed(tx, blogsOf(ended))
    const dropped = nothingDropped()
    for (const kept of latest.values()) addDropped(dropped, kept.dropped)
    return dropped
  },
  report(context, batchId, parts) {
    const dropped = nothingDropped()
    for (const part of parts) addDropped(dropped, part)
    reportDropped(context, batchId, dropped)
  },
  async revision(db, { subject }) {
    const blog = await db
      .selectFrom('blogs')
      .select('scraped_at')
      .where('id', '=', blogOf(subject))
      .executeTakeFirst()
    return blog ? (blog.scraped_at?.toISOString() ?? 'never') : null
  },
})

const blogsOf = (rows: readonly AiRow[]): string[] =>
  rows.flatMap(({ subject }) => blogOf(subject) ?? [])

const NOBODY: ReadonlySet<string> = new Set()
const ownersOf = (rows: readonly AiRow[]): string[] => blogsOf(rows).map(blogSubject)

async function* profileRequests(
  { services: { db, config }, signal }: Pick<AiContext<AnalyzeServices>, 'services' | 'signal'>,
  rows: readonly AiRow[],
  model: string,
): AsyncGenerator<AiRequest> {
  const write = createRequestWriter(config, model)
  for (let at = 0; at < rows.length; at += PROFILES_AT_ONCE) {
    signal.throwIfAborted()
    const some = rows.slice(at, at + PROFILES_AT_ONCE)
    const facts = await readProfileFacts(db, blogsOf(some))
    const limit = config.imagesPerAnalysis
    const pictured = limit === 0 ? NOBODY : await findMediaOwners(db, ownersOf(some))
    for (let first = 0; first < some.length; first += PICTURED_AT_ONCE) {
      const few = some.slice(first, first + PICTURED_AT_ONCE)
      const owners = ownersOf(few).filter((owner) => pictured.has(owner))
      const images = await readMedia(db, owners, limit)
      for (const row of few) {
        const blogId = blogOf(row.subject)
        const profile = blogId === null ? undefined : facts.get(blogId)
        if (blogId !== null && profile)
          yield { row, ...write(profile, images.get(blogSubject(blogId))) }
      }
    }
  }
}
