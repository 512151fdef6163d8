import { html } from 'hono/html'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { askFirst } from '../../../../console/parts/forms/confirmation.ts'
import { postTitle } from '../states.ts'
import { compose } from './editor/compose.ts'
import { addressOfStep } from './frame.ts'
import { live } from './live/page.ts'
import type { Context } from './kit.ts'
import { isEditable, loadPost, postParams, postPath } from './read.ts'

/** A post that is being written, or what becomes of one that was begun. */
export async function showPost(page: Context): Promise<Response> {
  const post = await loadPost(page)
  return await (isEditable(post) ? compose(page, post) : live(page, post))
}

export async function duplicate(page: Context): Promise<Response> {
  const { id } = await page.api.call('duplicatePost', { params: postParams(page) })
  return goTo(page, addressOfStep(id, 'text'), page.t('duplicated'))
}

export async function cancel(page: Context): Promise<Response> {
  const { t } = page
  const { cancelled: n } = await page.api.call('cancelPost', { params: postParams(page) })
  return goTo(page, postPath(page), n === 0 ? t('stopped') : t('stoppedSome', { n }))
}

export async function askToDelete(page: Context): Promise<Response> {
  const { t } = page
  const post = await loadPost(page)
  return await askFirst(page, {
    title: t('deleteTitle', { name: postTitle(page, post) }),
    body: html`<p>${t('deleteHint')}</p>`,
    action: `/console/posts/${post.id}/delete`,
    submit: t('deleteSubmit'),
    isDangerous: true,
    hidden: {},
    back: `/posts/${post.id}`,
  })
}

export async function remove(page: Context): Promise<Response> {
  await page.api.call('deletePost', { params: postParams(page) })
  return goTo(page, '/posts', page.t('deleted'))
}

const executionParams = (page: Context) => ({
  ...postParams(page),
  execution: page.param('execution'),
})

export async function retryAll(page: Context): Promise<Response> {
  const { retried: n } = await page.api.call('retryPost', { params: postParams(page) })
  return goTo(page, postPath(page), page.t('retried', { n }))
}

export async function retryOne(page: Context): Promise<Response> {
  const params = executionParams(page)
  const { retried: n } = await page.api.call('retryExecution', { params })
  return goTo(page, postPath(page), page.t('retried', { n }))
}

/** Tries one account again, without the co-authors that its form names. */
export async function retryWithout(page: Context): Promise<Response> {
  const form = await readForm(page)
  const body = { collaborators: form.getAll('collaborator') }
  const params = executionParams(page)
  const { retried: n } = await page.api.call('retryWithoutCollaborators', { params, body })
  return goTo(page, postPath(page), page.t('retried', { n }))
}

/** Leaves one account out that has not published yet. */
export async function skipOne(page: Context): Promise<Response> {
  await page.api.call('cancelExecution', { params: executionParams(page) })
  return goTo(page, postPath(page), page.t('live.skippedOne'))
}

/** Takes a person's word for a publication with an unknown outcome. */
export async function resolve(page: Context): Promise<Response> {
  const { api, t } = page
  const form = await readForm(page)
  const isThere = form.get('is') === 'there'
  const permalink = isThere ? (form.get('permalink')?.trim() ?? '') : null
  const call = api.call('resolveExecution', {
    params: executionParams(page),
    body: { permalink },
  })
  const { refusal } = await refusable(call)
  if (refusal) return await live(page, await loadPost(page), refusal)
  return goTo(page, postPath(page), t(isThere ? 'resolvedThere' : 'resolvedAbsent'))
}
