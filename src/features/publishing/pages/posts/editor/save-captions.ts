import { refusable } from '../../../../../console/kit/refusable.ts'
import { madeAfter, readEditForm, type EditForm } from '../../../../../console/kit/save-version.ts'
import { goTo } from '../../../../../console/page.ts'
import { isConfirmed, type Slot } from './caption-slot.ts'
import { readPlan, readSlots, showRefused } from './captions.ts'
import { captionsIn, fieldsToSave } from './conflicts.ts'
import { addressOfStep } from '../frame.ts'
import type { Context, Post } from '../kit.ts'
import { isEditable, loadPost } from '../read.ts'

/** Returns the values of a caption in the form; undefined when the form has no field for it. */
function readSlot({ key, caption }: Slot, { form, fields }: Sent) {
  if (!form.has(`text-${key}`)) return undefined
  // A field that was not touched has the text that is stored now.
  const lines = (name: string, stored: string | null | undefined): string =>
    fields.has(name) ? (form.get(name)?.replaceAll('\r\n', '\n') ?? '') : (stored ?? '')
  const text = lines(`text-${key}`, caption?.text)
  const isStill = form.get('still') === key
  const comment = lines(`comment-${key}`, caption?.comment).trim() || null
  return { text, comment, isStill, confirmed: isStill || form.has(`confirmed-${key}`) }
}

/**
 * Saves the changes on the page; an emptied caption is translated again before the post is
 * published.
 */
async function saveSlot(page: Context, post: Post, slot: Slot, sent: Sent) {
  const { key, caption } = slot
  const slotInput = readSlot(slot, sent)
  if (!slotInput || isUnchanged(slotInput, caption)) return
  const { text, comment, confirmed } = slotInput
  const params = { id: post.id, key }
  if (text.trim() !== '')
    await page.api.call('putPostCaption', { params, body: { text, comment, confirmed } })
  else if (caption !== undefined) await page.api.call('deletePostCaption', { params })
}

const isUnchanged = (
  { text, comment, isStill, confirmed }: NonNullable<ReturnType<typeof readSlot>>,
  caption: Slot['caption'],
): boolean =>
  !isStill &&
  text === (caption?.text ?? '') &&
  comment === (caption?.comment ?? null) &&
  confirmed === isConfirmed(caption)

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

type Sent = { form: URLSearchParams; fields: ReadonlySet<string> }

/** The caption that is to be made again is not saved before. */
async function saveAll(
  page: Context,
  post: Post,
  { form, made, added }: EditForm & { added: readonly string[] },
): Promise<void> {
  const renewed = form.get('renew')
  const slots = await readSlots(page, post, { plan: await readPlan(page, post), added })
  const captions = slots.flatMap(({ caption }) => caption ?? [])
  const fields = fieldsToSave(page, { post, captions }, { made, form })
  for (const slot of slots)
    if (slot.key !== renewed) await saveSlot(page, post, slot, { form, fields })
  await saveAsIs(page, post, slots, form)
  const known = slots.find(({ key }) => key === renewed)
  if (!known) return
  await page.api.call('deletePostCaption', { params: { id: post.id, key: known.key } })
  await page.api.call('translatePost', { params: { id: post.id } })
}

export async function translate(page: Context): Promise<Response> {
  const { api, t } = page
  const post = await loadPost(page)
  const { refusal } = await refusable(api.call('translatePost', { params: { id: post.id } }))
  if (refusal) return await showRefused(page, post, { error: refusal })
  return goTo(page, addressOfStep(post.id, 'captions'), t('translating'))
}
