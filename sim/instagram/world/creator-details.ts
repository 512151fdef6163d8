import type { BioLink } from '../../../src/platforms/creators.ts'
import { createRandom, type Random } from '../random.ts'

/** Details of a profile. Null if the platform omits it. */
export type CreatorDetails = {
  externalUrl: string | null
  /** Null in old answers, which have only the external link. */
  links: readonly BioLink[] | null
  pictureId: string | null
  /** The time of the newest visible story. */
  latestStoryAt: Date | null
  /** Whether the profile says if there are reels. */
  showsReels: boolean
  /** Whether the profile says if there are highlights. */
  showsHighlights: boolean
}

export type DetailsSource = {
  seed: string
  shapes: boolean
  /** World time (ms) that ages are relative to. */
  epoch: number
}

const HOUR = 3_600_000
/** Picture ids are below the post ids of any world. */
const PICTURES = 2_600_000_000_000_000_000n
const PICTURES_PER_CREATOR = 1_000n

/** `version` counts the earlier pictures. */
const pictureIdOf = (index: number, pk: string, version: number): string =>
  `${PICTURES + BigInt(index) * PICTURES_PER_CREATOR + BigInt(version)}_${pk}`

/** Uses its own random stream, so that the essentials do not depend on it. */
export function creatorDetails(
  { seed, shapes, epoch }: DetailsSource,
  creator: { index: number; pk: string; externalUrl: string | null },
): CreatorDetails {
  const random = createRandom(seed, 'creator details', creator.index)
  const shaped = (share: number): boolean => random.chance(share) && shapes
  const { index, pk } = creator
  const isOldAnswer = shaped(0.15)
  const story = random.chance(0.4)
    ? new Date(epoch - Math.ceil((random.next() * 24 * HOUR) / 1_000) * 1_000)
    : null
  return {
    pictureId: shaped(0.03) ? null : pictureIdOf(index, pk, 0),
    latestStoryAt: story,
    showsReels: !shaped(0.04),
    showsHighlights: !shaped(0.03),
    ...linksOf(random, creator.externalUrl, isOldAnswer),
  }
}

function linksOf(
  random: Random,
  externalUrl: string | null,
  isOldAnswer: boolean,
): Pick<CreatorDetails, 'externalUrl' | 'links'> {
  const others = random.chance(0.35)
    ? Array.from({ length: random.integer(1, 4) }, () => otherLink(random))
    : []
  const isListed = random.chance(0.85)
  const title = random.pick([null, 'Мои курсы', 'Прайс и запись ✨', 'WhatsApp'])
  if (isOldAnswer) return { externalUrl, links: null }
  if (externalUrl === null) return { externalUrl: null, links: [] }
  return {
    externalUrl,
    links: isListed ? [{ url: externalUrl, title }, ...others] : others,
  }
}

function otherLink(random: Random): BioLink {
  const path = random.token(6)
  return {
    url: random.pick([
      `https://wa.me/7701${random.integer(1_000_000, 9_999_999)}`,
      `https://t.me/${path}`,
      `https://www.youtube.com/@${path}?si=${random.token(5)}&sub_confirmation=1`,
      `http://kaspi.kz/shop/p/${path}/`,
      `https://example.kz/?q=%D0%B0+b&next=https%3A%2F%2Fexample.kz%2F${path}`,
    ]),
    title: random.pick([null, null, 'YouTube', 'Менің дүкенім', '🔥 -20%']),
  }
}
