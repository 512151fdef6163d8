import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { isConfirmed, type Slot } from './caption-slot.ts'
import { readPlan, readSlots, showRefused } from './captions.ts'
import { isEditable, loadPost, type Post } from './data.ts'
import { addressOfStep } from './frame.ts'
import { postsWords } from './words.ts'

/** What the form says of a caption; undefined when it has no field for it. */
function readSlot({ key }: Slot, form: URLSearchParams) {
  const lines = (name: string) => form.get(name)?.replaceAll('\r\n', '\n')
  const text = lines(`text-${key}`)
  if (text === undefined) return undefined
  const isStill = form.get('still') === key
  const comment = lines(`comment-${key}`)?.trim() || null
  return { text, comment, isStill, confirmed: isStill || form.has(`confirmed-${key}`) }
}

/** Saves what was changed on the page; an emptied one is translated anew before the post is published. */
async function saveSlot(page: Page, post: Post, slot: Slot, form: URLSearchParams) {
  const { key, caption } = slot
  const given = readSlot(slot, form)
  if (!given || isUnchanged(given, caption)) return
  const { text, comment, confirmed } = given
  const at = `/api/posts/${post.id}/captions/${key}` as const
  if (text.trim() !== '')
    await page.ask(`PUT ${at}`, z.unknown(), { body: { text, comment, confirmed } })
  else if (caption !== undefined) await page.ask(`DELETE ${at}`, z.unknown())
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
async function saveAsIs(page: Page, post: Post, slots: readonly Slot[], form: URLSearchParams) {
  if (!isEditable(post)) return
  const keys = slots.flatMap(({ key, isLanguage }) => (isLanguage === true ? key : []))
  const others = post.as_is.filter((each) => !keys.includes(each))
  const asIs = [...others, ...keys.filter((key) => form.has(`as-is-${key}`))]
  if (asIs.length === post.as_is.length && asIs.every((key) => post.as_is.includes(key))) return
  await page.ask(`PATCH /api/posts/${post.id}`, z.unknown(), { body: { as_is: asIs } })
}

export async function saveCaptions(page: Page): Promise<Response> {
  const form = await readForm(page)
  const post = await loadPost(page)
  const plan = await readPlan(page, post)
  const added = [...form.keys()].flatMap((name) => /^text-(.{36})$/.exec(name)?.[1] ?? [])
  const renewed = form.get('renew')
  try {
    const slots = await readSlots(page, post, { plan, added })
    for (const slot of slots) if (slot.key !== renewed) await saveSlot(page, post, slot, form)
    await saveAsIs(page, post, slots, form)
    const known = slots.find(({ key }) => key === renewed)
    if (known) {
      await page.ask(`DELETE /api/posts/${post.id}/captions/${known.key}`, z.unknown())
      await page.ask(`POST /api/posts/${post.id}/translate`, z.unknown())
    }
  } catch (error) {
    const isFault = error instanceof ProblemError && [409, 422].includes(error.problem.status)
    if (!isFault) throw error
    return await showRefused(page, post, { added, error })
  }
  const say = sayIn(page.language, postsWords)
  const said = say(renewed === null ? 'saved' : 'translating')
  return goTo(page, addressOfStep(post.id, 'captions'), said)
}

export async function translate(page: Page): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  const post = await loadPost(page)
  try {
    await page.ask(`POST /api/posts/${post.id}/translate`, z.unknown())
  } catch (error) {
    if (!(error instanceof ProblemError) || ![409, 422].includes(error.problem.status)) throw error
    return await showRefused(page, post, { error })
  }
  return goTo(page, addressOfStep(post.id, 'captions'), say('translating'))
}
