import { refusable } from '../../../../../console/kit/refusable.ts'
import { madeAfter, readEditForm, type EditForm } from '../../../../../console/kit/save-version.ts'
import { goTo } from '../../../../../console/page.ts'
import type { Slot } from './caption-slot.ts'
import { readPlan, readSlots, showRefused } from './captions.ts'
import { captionsIn, saveRows, touchedIn } from './conflicts.ts'
import { addressOfStep } from '../frame.ts'
import type { Context, Post } from '../kit.ts'
import { isEditable, loadPost } from '../read.ts'
import { writeCaption } from './write-caption.ts'

/** Which languages get the post's own caption. */
async function saveAsIs(page: Context, post: Post, slots: readonly Slot[], form: URLSearchParams) {
  if (!isEditable(post)) return
  const keys = slots.flatMap(({ key, isLanguage }) => (isLanguage === true ? key : []))
  const others = post.as_is.filter((each) => !keys.includes(each))
  const asIs = [...others, ...keys.filter((key) => form.has(`as-is-${key}`))]
  if (asIs.length === post.as_is.length && asIs.every((key) => post.as_is.includes(key))) return
  await page.api.call('updatePost', { params: { id: post.id }, body: { as_is: asIs } })
}

export async function saveCaptions(page: Context): Promise<Response> {
  const { form, made } = await readEditForm(page)
  const post = await loadPost(page)
  const added = [...form.keys()].flatMap((name) => /^text-(.{36})$/.exec(name)?.[1] ?? [])
  const { refusal } = await refusable(saveAll(page, post, { form, made, added }))
  if (refusal) {
    const again = { added, texts: captionsIn(form), made: madeAfter(made, refusal) }
    return await showRefused(page, post, { ...again, error: refusal })
  }
  const said = page.t(form.get('renew') === null ? 'saved' : 'translating')
  return goTo(page, addressOfStep(post.id, 'captions'), said)
}

/** Saves the captions on the page; an emptied one is translated again before publishing. */
async function saveAll(
  page: Context,
  post: Post,
  { form, made, added }: EditForm & { added: readonly string[] },
): Promise<void> {
  const renewed = form.get('renew')
  const slots = await readSlots(page, post, { plan: await readPlan(page, post), added })
  const fields = touchedIn({ made, form })
  const sent = slots.filter(({ key }) => form.has(`text-${key}`))
  await saveRows(
    made,
    sent.map(({ key, caption: known }) => ({
      row: key,
      async save() {
        await writeCaption(page, post, { form, made, fields, key, known, hasChecks: true })
      },
    })),
  )
  await saveAsIs(page, post, slots, form)
  if (sent.some(({ key }) => key === renewed))
    await page.api.call('translatePost', { params: { id: post.id } })
}

export async function translate(page: Context): Promise<Response> {
  const { api, t } = page
  const post = await loadPost(page)
  const { refusal } = await refusable(api.call('translatePost', { params: { id: post.id } }))
  if (refusal) return await showRefused(page, post, { error: refusal })
  return goTo(page, addressOfStep(post.id, 'captions'), t('translating'))
}
