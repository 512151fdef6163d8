import type { Random } from '../random.ts'
import type { Creator, Identity } from './creator.ts'

/** A caption with what it truly names: lower case, without '#' and '@', in order of appearance. */
export type Caption = { text: string; hashtags: readonly string[]; mentions: readonly string[] }

/** The hashtag that creators of this topic and city have in common: алматымама. */
export const signatureTag = (creator: Pick<Creator, 'city' | 'topic'>): string =>
  `${creator.city.tag}${creator.topic.tag}`

export function captionOf(random: Random, creator: Creator, stranger: () => Identity): Caption {
  const { topic } = creator
  const phrases = topic.phrases[random.pick(creator.languages)]
  const lines = random
    .sample(phrases, random.integer(1, 2))
    .map((phrase) => `${phrase} ${random.pick(topic.emoji)}`)
  const mentions: string[] = []
  if (random.chance(0.2)) {
    const username = random.chance(0.6) ? random.pick(topic.brands) : stranger().username
    mentions.push(username)
    // A sentence may end right after a name, and '.' is a letter of usernames.
    lines.push(
      `${random.pick(['Спасибо', 'Рахмет', 'Thanks to'])} @${username}${random.pick(['', '!', ' 💛', '.'])}`,
    )
  }
  const hashtags = hashtagsOf(random, creator)
  const words = hashtags.map((tag) => `#${spelled(random, tag)}`)
  // Some mark a day by its digits; drawn by no number, so that all others stay as they are.
  const day = creator.index % 10 === 3 ? ['211014'] : []
  const tagged = [...words, ...day.map((tag) => `#${tag}`)]
  if (tagged.length > 0) lines.push(tagged.join(' '))
  return {
    text: lines.join(random.pick(['\n', '\n\n', '\n.\n'])),
    hashtags: [...hashtags, ...day],
    mentions,
  }
}

function hashtagsOf(random: Random, creator: Creator): string[] {
  const own = random.chance(0.7) ? [signatureTag(creator)] : []
  const more = random.sample([...creator.topic.tags, creator.city.tag], random.integer(0, 4))
  return [...new Set([...own, ...more])]
}

/** Hashtags mean the same in any case, and people write them in any. */
function spelled(random: Random, tag: string): string {
  const style = random.next()
  if (style < 0.85) return tag
  return style < 0.95 ? `${tag.slice(0, 1).toUpperCase()}${tag.slice(1)}` : tag.toUpperCase()
}
