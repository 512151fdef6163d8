import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { compose, type Given } from './compose.ts'
import { loadPost, type Post } from './data.ts'
import { bodyOfExtras, readExtras } from './extras.ts'
import { addressOfStep } from './frame.ts'
import { postsWords } from './words.ts'

const isFault = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && [404, 409, 422, 503].includes(error.problem.status)

const readGiven = (form: URLSearchParams): Given => ({
  caption: form.get('caption') ?? '',
  language: form.get('language') || null,
  requires_review: form.has('requires_review'),
  is_urgent: form.has('is_urgent'),
  first_comment: form.get('first_comment')?.trim() ?? '',
  groups: form.getAll('group'),
  accounts: form.getAll('account'),
  ...readExtras(form),
})

const bodyOf = (given: Given, post: Post) => ({
  caption: given.caption,
  language: given.language,
  requires_review: given.requires_review,
  is_urgent: given.is_urgent,
  groups: given.groups,
  accounts: given.accounts,
  first_comment: given.first_comment === '' ? null : given.first_comment,
  ...bodyOfExtras(given, post),
})

/** Saves text and accounts, and goes on as the button says. */
export async function savePost(page: Page): Promise<Response> {
  const form = await readForm(page)
  const given = readGiven(form)
  const post = await loadPost(page)
  const body = bodyOf(given, post)
  try {
    await page.ask(`PATCH /api/posts/${post.id}`, z.unknown(), { body })
    return await goOn(page, post, form.get('act'))
  } catch (error) {
    if (!isFault(error)) throw error
    return await compose(page, post, { given, error })
  }
}

async function goOn(page: Page, { id }: Post, act: string | null): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  if (act === 'plan') return goTo(page, addressOfStep(id, 'plan'))
  if (act !== 'translate') return goTo(page, addressOfStep(id, 'text'), say('saved'))
  await page.ask(`POST /api/posts/${id}/translate`, z.unknown())
  return goTo(page, addressOfStep(id, 'captions'), say('translating'))
}
