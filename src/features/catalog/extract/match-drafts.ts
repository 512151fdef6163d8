import { fold } from '../text/fold.ts'
import { hasWordsOf } from '../text/words-of.ts'
import type { CleanDraft, Extracted } from './extracted.ts'

/** A draft of a post that is known when the post is read again. */
export type KnownDraft = { extracted: Extracted; isDropped: boolean }

type Said = Pick<Extracted, 'name' | 'price' | 'pictures'>
type Alike = (before: Said, now: Said) => boolean

const isSameName: Alike = (before, now) => fold(before.name).text === fold(now.name).text
const isSamePrice: Alike = (before, now) => before.price !== null && before.price === now.price
/**
 * Checks that a product shares no picture with another. In a post with one picture, all products
 * share it.
 */
const hasOwnPictures = (all: readonly Said[], { pictures }: Said): boolean =>
  pictures.length > 0 &&
  all.filter((each) => each.pictures.some((number) => pictures.includes(number))).length === 1

const wordsOf = ({ name }: Said): string[] => fold(name).text.match(/[\p{L}\p{N}]+/gu) ?? []

/** One name has all words of the other: "Blue hat" and "Blue wool hat". */
const isLongerName: Alike = (before, now) => {
  const [fewer = [], more = []] = [wordsOf(before), wordsOf(now)].sort(
    (a, b) => a.length - b.length,
  )
  return fewer.length > 0 && fewer.every((word) => more.includes(word))
}

/**
 * Returns the draft of each product that the post names now, by the product's place; a product
 * without an entry is new. Matches by name, price and pictures, best first. The place alone decides
 * only for a post that had one product and has one: among several, one that shares nothing with
 * those before is another product.
 */
export function matchDrafts<Known extends KnownDraft>(
  known: readonly Known[],
  drafts: readonly CleanDraft[],
): Map<number, Known> {
  const said = drafts.map(({ extracted }) => extracted)
  const before = known.map(({ extracted }) => extracted)
  const inOwnPictures: Alike = (one, other) =>
    hasOwnPictures(before, one) &&
    hasOwnPictures(said, other) &&
    one.pictures.join() === other.pictures.join()
  const ranks: Alike[] = [
    (one, other) => isSameName(one, other) && one.price === other.price,
    isSameName,
    (one, other) =>
      isLongerName(one, other) && (isSamePrice(one, other) || inOwnPictures(one, other)),
    inOwnPictures,
    isLongerName,
    (one, other) => isSamePrice(one, other) && hasWordsOf(one.name, other.name),
  ]
  const found = new Map<number, Known>()
  const free = new Set(known)
  const take = (place: number, draft: Known | undefined): void => {
    if (!draft) return
    found.set(place, draft)
    free.delete(draft)
  }
  for (const isAlike of ranks)
    for (const [place, product] of said.entries())
      if (!found.has(place))
        take(
          place,
          [...free].find(({ extracted }) => isAlike(extracted, product)),
        )
  const [lone, ...others] = known.filter(({ isDropped }) => !isDropped)
  const alone =
    others.length === 0 ? (lone ?? (known.length === 1 ? known[0] : undefined)) : undefined
  if (drafts.length === 1 && !found.has(0)) take(0, alone)
  return found
}
