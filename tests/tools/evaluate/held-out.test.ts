import { join } from 'node:path'
import { expect, test } from 'vitest'
import { draftRequest } from '../../../src/features/catalog/extract/draft-request.ts'
import { HELD_OUT_POSTS } from '../../../tools/evaluate/drafts/held-out-posts.ts'
import { postToAsk, type LabelledPost } from '../../../tools/evaluate/drafts/labelled-post.ts'
import { HELD_OUT_CAPTIONS } from '../../../tools/evaluate/prices/held-out-captions.ts'
import { DEVELOPMENT_POSTS } from '../../../tools/evaluate/drafts/development-posts.ts'
import { readSources } from '../../architecture/sources.ts'

const PROJECT = join(import.meta.dirname, '../../..')

/** Letters and digits alone, in lower case. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** Words that follow each other, of which four are unlikely to be the same by chance. */
function runsOf(text: string): Set<string> {
  const words = wordsOf(text)
  const length = Math.min(4, words.length)
  return new Set(
    words
      .slice(0, words.length - length + 1)
      .map((_, at) => words.slice(at, at + length).join(' ')),
  )
}

/** Captions of which a text has half of the words in their order, or more. */
function captionsIn(
  text: string,
  posts: readonly Pick<LabelledPost, 'id' | 'caption'>[],
): string[] {
  const said = ` ${wordsOf(text).join(' ')} `
  return posts.flatMap(({ id, caption }) => {
    const runs = [...runsOf(caption ?? '')]
    // Three words or fewer, such as a greeting, are nobody's own.
    if (wordsOf(caption ?? '').length < 4) return []
    const found = runs.filter((run) => said.includes(` ${run} `)).length
    return found >= runs.length / 2 ? [id] : []
  })
}

/** What every request says, whatever the post. */
function promptText(): string {
  const [post] = DEVELOPMENT_POSTS
  if (!post) throw new Error('there are no posts')
  const { body } = draftRequest(
    { taskId: null, subject: null, payload: null },
    { ...postToAsk(post), caption: null },
    { model: 'gpt-6-luna', effort: 'none', images: [] },
  )
  return JSON.stringify([body.messages, body.response_format])
}

test('no caption of the held-out half stands in the prompt, nor nearly', () => {
  expect(wordsOf(promptText()).length).toBeGreaterThan(300)
  expect(captionsIn(promptText(), HELD_OUT_POSTS)).toEqual([])
})

test('no caption of the held-out half stands in the rules, nor in their tests', () => {
  const sources = ['src/features/catalog', 'tests/features/catalog', 'sim/catalog'].flatMap(
    (folder) => readSources(PROJECT, folder),
  )
  const found = sources.flatMap(({ path, text }) =>
    captionsIn(text.replaceAll(/\\[nt]/g, ' '), HELD_OUT_POSTS).map((id) => `${path}: ${id}`),
  )
  expect(found).toEqual([])
})

/** Shorter ones, such as "Free delivery for orders above 200", are what everybody writes. */
const LONG = 8

test('no labelled price caption of the held-out half stands in the rules, nor in their tests', () => {
  const captions = HELD_OUT_CAPTIONS.filter(({ caption }) => wordsOf(caption).length >= LONG).map(
    ({ store, caption }) => ({ id: `${store} ${wordsOf(caption).length}`, caption }),
  )
  expect(captions.length).toBeGreaterThan(40)
  const found = ['src/features/catalog/text', 'tests/features/catalog']
    .flatMap((folder) => readSources(PROJECT, folder))
    .flatMap(({ path, text }) =>
      captionsIn(text.replaceAll(/\\[nt]/g, ' '), captions).map((id) => `${path}: ${id}`),
    )
  expect(found).toEqual([])
})

test('a caption is found in a text that says it, or says it nearly', () => {
  const [post] = HELD_OUT_POSTS.filter(({ caption }) => wordsOf(caption ?? '').length > 8)
  const { id, caption } = post ?? { id: '', caption: null }
  const words = wordsOf(caption ?? '')
  for (const said of [
    caption ?? '',
    `For example: “${(caption ?? '').toUpperCase()}”`,
    `${words.slice(0, -1).join(', ')} and more`,
    ['Dear', ...words.slice(1)].join(' '),
  ])
    expect(captionsIn(said, HELD_OUT_POSTS)).toContain(id)
  expect(captionsIn(words.toReversed().join(' '), HELD_OUT_POSTS)).not.toContain(id)
})

test('no post of one half is in the other one too', () => {
  const texts = DEVELOPMENT_POSTS.flatMap(({ caption }) => caption ?? [])
  expect(texts.flatMap((text) => captionsIn(text, HELD_OUT_POSTS))).toEqual([])
})
