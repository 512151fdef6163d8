import { refusable } from '../../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../../console/page.ts'
import { compose, type ComposeValues } from './compose.ts'
import { bodyOfExtras, readExtras } from './extras.ts'
import { addressOfStep } from '../frame.ts'
import type { Context, Post } from '../kit.ts'
import { loadPost } from '../read.ts'

/**
 * The form shows these itself: also a group or account that is gone (404), and that no service can
 * translate (503).
 */
const REFUSALS = [404, 409, 422, 503]

const readValues = (form: URLSearchParams): ComposeValues => ({
  caption: form.get('caption') ?? '',
  language: form.get('language') || null,
  requires_review: form.has('requires_review'),
  is_urgent: form.has('is_urgent'),
  first_comment: form.get('first_comment')?.trim() ?? '',
  groups: form.getAll('group'),
  accounts: form.getAll('account'),
  ...readExtras(form),
})

const bodyOf = (values: ComposeValues, post: Post) => ({
  caption: values.caption,
  language: values.language,
  requires_review: values.requires_review,
  is_urgent: values.is_urgent,
  groups: values.groups,
  accounts: values.accounts,
  first_comment: values.first_comment === '' ? null : values.first_comment,
  ...bodyOfExtras(values, post),
})

/** Saves text and accounts, and continues as the button says. */
export async function savePost(page: Context): Promise<Response> {
  const form = await readForm(page)
  const values = readValues(form)
  const post = await loadPost(page)
  const act = form.get('act')
  const { refusal } = await refusable(save(page, post, { values, act }), REFUSALS)
  if (refusal) return await compose(page, post, { values, error: refusal })
  const { t } = page
  if (act === 'plan') return goTo(page, addressOfStep(post.id, 'plan'))
  if (act === 'translate') return goTo(page, addressOfStep(post.id, 'captions'), t('translating'))
  return goTo(page, addressOfStep(post.id, 'text'), t('saved'))
}

type Sent = { values: ComposeValues; act: string | null }

async function save({ api }: Context, post: Post, { values, act }: Sent): Promise<void> {
  const params = { id: post.id }
  await api.call('updatePost', { params, body: bodyOf(values, post) })
  if (act === 'translate') await api.call('translatePost', { params })
}
