import { refusable } from '../../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../../console/page.ts'
import { isConfirmed, type Slot } from './caption-slot.ts'
import { readPlan, readSlots, showRefused } from './captions.ts'
import { addressOfStep } from '../frame.ts'
import type { Context, Post } from '../kit.ts'
import { isEditable, loadPost } from '../read.ts'

/** Returns the values of a caption in the form; undefined when the form has no field for it. */
function readSlot({ key }: Slot, form: URLSearchParams) {
  const lines = (name: string) => form.get(name)?.replaceAll('\r\n', '\n')
  const text = lines(`text-${key}`)
  if (text === undefined) return undefined
  const isStill = form.get('still') === key
  const comment = lines(`comment-${key}`)?.trim() || null
  return { text, comment, isStill, confirmed: isStill || form.has(`confirmed-${key}`) }
}

/**
 * Saves the changes on the page; an emptied caption is translated again before the post is
 * published.
 */
async function saveSlot(page: Context, post: Post, slot: Slot, form: URLSearchParams) {
  const { key, caption } = slot
  const slotInput = readSlot(slot, form)
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
  const form = await readForm(page)
  const post = await loadPost(page)
  const added = [...form.keys()].flatMap((name) => /^text-(.{36})$/.exec(name)?.[1] ?? [])
  const { refusal } = await refusable(saveAll(page, post, { form, added }))
  if (refusal) return await showRefused(page, post, { added, error: refusal })
  const said = page.t(form.get('renew') === null ? 'saved' : 'translating')
  return goTo(page, addressOfStep(post.id, 'captions'), said)
}

type Sent = { form: URLSearchParams; added: readonly string[] }

/** The caption that is to be made again is not saved before. */
async function saveAll(page: Context, post: Post, { form, added }: Sent): Promise<void> {
  const renewed = form.get('renew')
  const slots = await readSlots(page, post, { plan: await readPlan(page, post), added })
  for (const slot of slots) if (slot.key !== renewed) await saveSlot(page, post, slot, form)
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
