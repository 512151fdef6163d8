import { createRandom, type Random } from '../random.ts'
import type { Creator, Identity } from './creator.ts'
import {
  ADVERT,
  CAR_PHRASES,
  CHILD_PHRASES,
  MARRIED_PHRASES,
  PET_PHRASES,
  THANKS,
  TOPIC_PHRASES,
} from './phrases.ts'
import { spoken, type Language, type Phrase } from './topics.ts'

/** A caption and what it names: lower case, without '#' and '@', in order of appearance. */
export type Caption = { text: string; hashtags: readonly string[]; mentions: readonly string[] }

/** The hashtag of this topic and city: алматымама; dubaitravel in Latin letters only. */
export const signatureTag = (creator: Creator): string =>
  usesLatin(creator)
    ? `${creator.city.latin}${creator.topic.latinTag}`
    : `${creator.city.tag}${creator.topic.tag}`

const usesLatin = ({ city, languages }: Creator): boolean =>
  city.country === 'ae' && languages.every((language) => language === 'en')

/** Uses its own random stream, so that a post's counts do not depend on its text. */
export function captionOf(
  source: { seed: string },
  creator: Creator,
  ordinal: number,
  stranger: () => Identity,
): Caption {
  const random = createRandom(source.seed, 'caption', creator.index, ordinal)
  const { topic, persona } = creator
  const language = random.pick(creator.languages)
  const topical = TOPIC_PHRASES[topic.name]?.[language] ?? []
  const lines = [
    ...random.sample(topical, random.integer(1, 2)),
    ...(random.chance(0.35) ? lifeOf(random, creator, language) : []),
  ].map((phrase) => `${spoken(phrase, persona.gender)} ${random.pick(topic.emoji)}`)
  const mentions: string[] = []
  if (random.chance(0.2)) {
    const username = random.chance(0.6) ? random.pick(topic.brands) : stranger().username
    mentions.push(username)
    // A sentence may end after a name, although '.' is valid in usernames.
    lines.push(`${THANKS[language]} @${username}${random.pick(['', '!', ' 💛', '.'])}`)
  }
  if (random.chance(0.2) && persona.advertises) {
    const brand = random.pick(topic.brands)
    if (!mentions.includes(brand)) mentions.push(brand)
    lines.push(ADVERT[language](`${persona.first.latin.toUpperCase()}10`, brand))
  }
  const hashtags = hashtagsOf(random, creator)
  const words = hashtags.map((tag) => `#${spelled(random, tag)}`)
  // Some captions have a date as a hashtag; it uses no random number, so that later draws stay the
  // same.
  const day = creator.index % 10 === 3 ? ['211014'] : []
  const tagged = [...words, ...day.map((tag) => `#${tag}`)]
  if (tagged.length > 0) lines.push(tagged.join(' '))
  return {
    text: lines.join(random.pick(['\n', '\n\n', '\n.\n'])),
    hashtags: [...hashtags, ...day],
    mentions,
  }
}

/** A line about the creator's life, consistent in all captions. */
function lifeOf(random: Random, { persona }: Creator, language: Language): readonly Phrase[] {
  const { children, isMarried, pet, hasCar } = persona
  const lines = [
    ...(children ? [random.pick(CHILD_PHRASES[children][language])] : []),
    ...(isMarried ? [MARRIED_PHRASES[language]] : []),
    ...(pet ? [PET_PHRASES[pet][language]] : []),
    ...(hasCar ? [CAR_PHRASES[language]] : []),
  ]
  return random.sample(lines, 1)
}

function hashtagsOf(random: Random, creator: Creator): string[] {
  const own = random.chance(0.7) ? [signatureTag(creator)] : []
  const { topic, city } = creator
  const tags = usesLatin(creator)
    ? [...topic.tags.filter((tag) => /^[a-z]+$/.test(tag)), city.latin]
    : [...topic.tags, city.tag]
  const more = random.sample(tags, random.integer(0, 4))
  return [...new Set([...own, ...more])]
}

/** Hashtags are case-insensitive, and people use any case. */
function spelled(random: Random, tag: string): string {
  const style = random.next()
  if (style < 0.85) return tag
  return style < 0.95 ? `${tag.slice(0, 1).toUpperCase()}${tag.slice(1)}` : tag.toUpperCase()
}
