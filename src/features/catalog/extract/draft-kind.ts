import { z } from 'zod'
import { defineAiKind, type AiRow } from '../../../ai/kind.ts'
import type { AiServices } from '../../../ai/services.ts'
import { forModel } from '../../../media/for-model.ts'
import { readMedia } from '../../../media/media-store.ts'
import type { Services } from '../../services.ts'
import { lockStores } from '../posts/store/lock-posts.ts'
import { MAX_PICTURES, readPositions } from '../posts/pictures.ts'
import { readPosts, type PostToAsk } from '../posts/store/catalog-posts/posts.ts'
import { postOwner, postSubject } from '../subjects.ts'
import { DraftAnswer } from './answer.ts'
import { applyDrafts } from './apply-drafts.ts'
import { cleanAnswer } from './clean-answer.ts'
import { addCosts } from '../syncs/store/catalog-syncs/costs.ts'
import { draftRequest, PROMPT_VERSION } from './draft-request.ts'
import type { CleanDraft } from './extracted.ts'
import { noteFailure, USUAL_DRAFT_MS } from './note-failure.ts'

const ExtractionInput = z.object({
  post_id: z.uuid(),
  revision: z.int(),
  /** The time in ms that a draft waits for the seller: the release of a task knows no settings. */
  draft_ms: z.int().optional(),
})
type Input = z.output<typeof ExtractionInput>

/**
 * The stored result of an answer: the drafts that were read, the revision of the post, and the
 * reason if nothing was read.
 */
type StoredExtraction = { post: PostToAsk; drafts: CleanDraft[]; reason: string }

/** The maximum number of posts whose pictures are in memory at a time. */
const PICTURED_AT_ONCE = 5

export type DraftServices = AiServices & Pick<Services, 'config' | 'erasures'>

const idOf = ({ payload }: AiRow): string => ExtractionInput.parse(payload).post_id

/**
 * Has a model read what a post sells. Only values that the post gives evidence of become part of a
 * draft.
 */
export const draftKind = defineAiKind<DraftServices, Input, DraftAnswer, StoredExtraction, void>({
  name: 'product_draft',
  input: ExtractionInput,
  priority: 2,
  typical: { inputTokens: 1_800, minInputTokens: 900, outputTokens: 350 },
  task: {
    name: 'draft_products',
    summary: 'Has a model read what a post sells, in the next batch.',
    access: { read: 'own:read', write: 'own:write', owner: postOwner },
    dedupeKey: ({ post_id, revision }) => `${post_id} ${revision}`,
    subject: ({ post_id }) => postSubject(post_id),
    async onRelease(tx, releases) {
      for (const { payload, status } of releases) {
        if (status === 'pending') continue
        const input = ExtractionInput.parse(payload)
        await noteFailure(tx, input, {
          code: status === 'cancelled' ? 'cancelled' : 'model_failed',
          isLast: status === 'failed',
          draftMs: input.draft_ms ?? USUAL_DRAFT_MS,
        })
      }
    },
  },
  prompt: () => ({ prompt_version: PROMPT_VERSION }),
  async *requests({ services: { db, config }, signal }, rows, model) {
    for (let at = 0; at < rows.length; at += PICTURED_AT_ONCE) {
      signal.throwIfAborted()
      const some = rows.slice(at, at + PICTURED_AT_ONCE)
      const posts = await readPosts(db, some.map(idOf))
      const images = await readMedia(db, some.map(idOf).map(postSubject), MAX_PICTURES)
      for (const row of some) {
        const post = posts.get(idOf(row))
        if (!post) continue
        yield draftRequest(row, post, {
          model,
          effort: config.openaiReasoningEffort,
          images: await Promise.all((images.get(postSubject(post.id)) ?? []).map(forModel)),
        })
      }
    }
  },
  schema: () => DraftAnswer,
  // As when a post is asked about at once: a question that is refused once is often answered later.
  repeatsRefusals: true,
  async lock(tx, _services, rows) {
    const posts = await readPosts(tx, rows.map(idOf), 'lock')
    // Two posts of a store that are read at once may be of one product.
    await lockStores(
      tx,
      [...posts.values()].map((post) => post.store_id),
    )
  },
  async reader(tx, _services, rows) {
    const posts = await readPosts(tx, rows.map(idOf))
    const positions = await readPositions(tx, rows.map(idOf))
    return {
      keep(row, answer) {
        const { post_id, revision } = ExtractionInput.parse(row.payload)
        const post = posts.get(post_id)
        // A post that has changed meanwhile is asked about again; nothing is stored of one that a
        // person has ignored.
        if (!post || post.revision !== revision || post.is_ignored) return null
        const drafts = cleanAnswer(answer, { ...post, pictures: positions.get(post_id) ?? [] })
        return { post, drafts, reason: answer.is_product ? 'nothing_named' : 'not_for_sale' }
      },
    }
  },
  async store(tx, services, answers, { ended, spent }) {
    const stored = new Set<string>()
    for (const { row, toStore } of answers) {
      await applyDrafts(tx, services.config, toStore.post, toStore)
      stored.add(idOf(row))
    }
    for (const row of ended)
      if (!stored.has(idOf(row)))
        await noteFailure(tx, ExtractionInput.parse(row.payload), {
          code: 'model_failed',
          isLast: true,
          draftMs: services.config.catalogDraftMs,
        })
    // Last: a cost locks the newest sync of its post, and the end of a post older ones.
    await addCosts(
      tx,
      spent.map(({ row, costUsd }) => ({ post_id: idOf(row), usd: costUsd })),
    )
  },
  async revision(db, { payload }) {
    const { post_id } = ExtractionInput.parse(payload)
    const row = await db
      .selectFrom('catalog_posts')
      .select('revision')
      .where('id', '=', post_id)
      .executeTakeFirst()
    return row ? String(row.revision) : null
  },
})
