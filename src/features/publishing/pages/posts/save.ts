import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { compose, type Given } from './compose.ts'
import { bodyOfExtras, readExtras } from './extras.ts'
import { addressOfStep } from './frame.ts'
import type { Context, Post } from './kit.ts'
import { loadPost } from './read.ts'

/** The form shows these itself: also a group or account that is gone (404), and that no service can translate (503). */
const REFUSALS = [404, 409, 422, 503]

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
export async function savePost(page: Context): Promise<Response> {
  const form = await readForm(page)
  const given = readGiven(form)
  const post = await loadPost(page)
  const act = form.get('act')
  const { refusal } = await refusable(save(page, post, { given, act }), REFUSALS)
  if (refusal) return await compose(page, post, { given, error: refusal })
  const { t } = page
  if (act === 'plan') return goTo(page, addressOfStep(post.id, 'plan'))
  if (act === 'translate') return goTo(page, addressOfStep(post.id, 'captions'), t('translating'))
  return goTo(page, addressOfStep(post.id, 'text'), t('saved'))
}

type Sent = { given: Given; act: string | null }

async function save({ api }: Context, post: Post, { given, act }: Sent): Promise<void> {
  const params = { id: post.id }
  await api.call('updatePost', { params, body: bodyOf(given, post) })
  if (act === 'translate') await api.call('translatePost', { params })
}
