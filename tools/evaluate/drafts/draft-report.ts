import { PROMPT_VERSION } from '../../../src/features/catalog/extract/draft-request.ts'
import type { CleanDraft } from '../../../src/features/catalog/extract/extracted.ts'
import { priceOf, type EvaluationConfig } from '../evaluate.ts'
import { counted, isOpenAi, latencies, sum, type Latencies } from '../figures.ts'
import {
  bandsOf,
  comparePost,
  fieldFigures,
  figuresOf,
  type Band,
  type ComparedPost,
  type DraftFigures,
  type FieldFigures,
} from './draft-figures.ts'
import type { DraftChoice, DraftEstimate, PostResult } from './evaluate-drafts.ts'
import { inventedIn, type Invented } from './invented.ts'
import { HALVES, languageOf } from './labelled-post.ts'

/** The goal for drafts of a real model; see docs/catalog.md. */
const NO_EDIT_GOAL = 0.85

/** The result of an evaluation of drafts; see docs/catalog.md. */
export type DraftReport = {
  kind: 'product_draft'
  /** False for an endpoint that is not OpenAI's: then the figures say nothing about a model. */
  is_measurement: boolean
  endpoint: string
  model: string
  prompt_version: string
  outcomes: Record<string, number>
  /** Failures by code. */
  failures: Record<string, number>
  overall: DraftFigures
  no_edit_goal: number
  halves: Record<string, DraftFigures>
  kinds: Record<string, DraftFigures>
  /** By the language of the caption. */
  languages: Record<string, DraftFigures>
  fields: Record<string, FieldFigures>
  bands: Band[]
  flags: Record<string, number>
  /** Values that occur nowhere in their post. There must be none. */
  invented: Invented[]
  /** The words that a caption or picture has ordered, in drafts as they would be stored. */
  forbidden: { checked: number; found: { post: string; word: string }[] }
  /** By the rules, without a model: ids of posts that sell all the same, and how many do not. */
  left_out: { rightly: number; wrongly: string[] }
  /**
   * The corrections that a seller would make, of the shown half alone: the author of the prompt
   * must not learn the other.
   */
  edits: { post: string; product: string; fields: readonly string[] }[]
  tokens: { input: number; output: number }
  cost_usd: number | null
  estimated_cost_usd: number | null
  latency_ms: Latencies
}

export function draftReportOf(
  config: EvaluationConfig,
  { model }: DraftChoice,
  results: readonly PostResult[],
  estimate: DraftEstimate,
): DraftReport {
  const posts = results.map(comparePost)
  const out = posts.filter(({ outcome }) => outcome === 'left_out')
  const usage = {
    inputTokens: sum(results.map(({ inputTokens }) => inputTokens)),
    outputTokens: sum(results.map(({ outputTokens }) => outputTokens)),
  }
  return {
    kind: 'product_draft',
    is_measurement: isOpenAi(config.openaiBaseUrl),
    endpoint: new URL(config.openaiBaseUrl).host,
    model,
    prompt_version: PROMPT_VERSION,
    outcomes: counted(results.map(({ outcome }) => outcome)),
    failures: counted(
      results.flatMap(({ outcome, code }) => (outcome === 'left_out' ? [] : (code ?? []))),
    ),
    overall: figuresOf(posts),
    no_edit_goal: NO_EDIT_GOAL,
    halves: groupsOf(posts, HALVES, ({ post }) => post.half),
    kinds: groupsOf(posts, [...new Set(posts.map(({ post }) => post.kind))], (of) => of.post.kind),
    languages: groupsOf(
      posts,
      [...new Set(posts.map(({ post }) => languageOf(post)))].sort(),
      (of) => languageOf(of.post),
    ),
    fields: fieldFigures(posts),
    bands: bandsOf(posts),
    flags: counted(posts.flatMap(({ drafts }) => drafts.flatMap(({ flags }) => flags))),
    invented: posts.flatMap(({ post, drafts }) => inventedIn(post, drafts)),
    forbidden: forbiddenIn(posts),
    left_out: {
      rightly: out.filter(({ post }) => !post.truth.sells).length,
      wrongly: out.filter(({ post }) => post.truth.sells).map(({ post }) => post.id),
    },
    edits: editsOf(posts.filter(({ post }) => post.half === 'development')),
    tokens: { input: usage.inputTokens, output: usage.outputTokens },
    cost_usd: priceOf(config, model, usage),
    estimated_cost_usd: estimate.costUsd,
    latency_ms: latencies(
      results.filter(({ outcome }) => outcome !== 'failed' && outcome !== 'left_out'),
    ),
  }
}

function groupsOf(
  posts: readonly ComparedPost[],
  names: readonly string[],
  nameOf: (post: ComparedPost) => string,
): Record<string, DraftFigures> {
  const groups = names.map((name) => ({
    name,
    of: posts.filter((post) => nameOf(post) === name),
  }))
  return Object.fromEntries(
    groups.filter(({ of }) => of.length > 0).map(({ name, of }) => [name, figuresOf(of)]),
  )
}

function forbiddenIn(posts: readonly ComparedPost[]): DraftReport['forbidden'] {
  const checked = posts.filter(({ post }) => post.forbidden.length > 0)
  const found = checked.flatMap(({ post, drafts }) => {
    const caption = post.caption?.toLowerCase() ?? ''
    return post.forbidden
      .filter((word) => drafts.some((draft) => says(draft, word, !caption.includes(word))))
      .map((word) => ({ post: post.id, word }))
  })
  return { checked: checked.length, found }
}

/**
 * A description may repeat what the caption says, orders included: it is not searched for those.
 */
function says({ extracted }: CleanDraft, word: string, isDescriptionToo: boolean): boolean {
  const { name, description, price, compare_at_price: before, category, tags, variants } = extracted
  const values = variants.flatMap(({ option, value }) => [option, value])
  return [name, isDescriptionToo ? description : '', price, before, category, ...tags, ...values]
    .filter((text) => text !== null)
    .some((text) => text.toLowerCase().includes(word))
}

const editsOf = (posts: readonly ComparedPost[]): DraftReport['edits'] =>
  posts.flatMap(({ post: { id }, pairs, missed, extra }) => [
    ...pairs
      .filter(({ wrong }) => wrong.length > 0)
      .map(({ product, wrong }) => ({ post: id, product: product.name, fields: wrong })),
    ...missed.map(({ name }) => ({ post: id, product: name, fields: ['missed'] })),
    ...extra.map(({ extracted }) => ({ post: id, product: extracted.name, fields: ['false'] })),
  ])
