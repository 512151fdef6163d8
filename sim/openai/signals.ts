import { z } from 'zod'

/** The findings of word lists in a creator's texts. */
export type Signals = {
  /** Languages of at least a sixth of the lines, most used first: `ru`, `kk`, `en`. */
  languages: readonly string[]
  /** Topics of TOPIC_WORDS that the texts mention, most mentioned first. */
  topics: readonly string[]
  /** Names of places, in English. */
  places: readonly string[]
  mentions(words: RegExp): boolean
  /** Matching posts and all posts; text without posts counts as one post. */
  posts(words: RegExp): { saying: number; of: number }
  /** A few words around the first match as written, with their post. */
  quote(words: RegExp | string): Quote | undefined
  /** Matches of the most mentioned topic. */
  topicMentions: number
}

/** Text of the creator; `postId` is null if it is from no post. */
type Quote = { text: string; postId: string | null }

export const TOPIC_WORDS: Readonly<Record<string, RegExp>> = {
  motherhood:
    /материн|мам[аыеуо]|мамоч|декрет|малыш|ребён|ребен|грудничк|(?<!\p{L})бала(?!н)|(?<!\p{L})ана(?!\p{L})|\bmom|\bmum|mother|toddler|\bbaby|\bkids/gu,
  food: /рецепт|кулинар|вкусн|(?<!\p{L})еда(?!\p{L})|ресторан|кафе|завтрак|тамақ|дәмді|recipe|\bcook|\bfood|tasty|restaurant|breakfast|\bbak(?:e|ing)/gu,
  travel:
    /путешеств|отпуск|поездк|турци|саяхат|travel|\btrip|vacation|flight|passport|wanderlust/gu,
  beauty:
    /красот|макияж|косметик|уход за кож|маникюр|ресниц|сұлулық|beauty|makeup|skincare|cosmetic|manicure/gu,
  fitness:
    /фитнес|тренировк|(?<!\p{L})спорт|(?<!\p{L})зал(?!\p{L})|похуде|жаттығу|fitness|workout|\bgym|\byoga|training/gu,
  fashion:
    /(?<!\p{L})мод[аеыу](?!\p{L})|модн|стиль|наряд|одежд|платье|сән|fashion|outfit|\bdress|streetwear|\bootd/gu,
  education:
    /обучен|образован|урок|учител|школа английск|білім|сабақ|education|lesson|learn|course/gu,
  business:
    /бизнес|предпринимат|стартап|маркетинг|инвестиц|кәсіпкер|business|startup|marketing|invest/gu,
  home: /ремонт|интерьер|уборк|уют|жиһаз|interior|home ?decor|cleaning|cozy home|renovat/gu,
  pets: /собак|кошк|котик|щенок|питом|мысық|\bdogs?\b|\bcats?\b|\bpets?\b|puppy|kitten/gu,
  cars: /автомобил|машин[аыу](?!\p{L})|тачк|көлік|\bcars?\b|\bauto\b|driving/gu,
  technology: /гаджет|технологи|смартфон|программир|gadget|technolog|smartphone|coding/gu,
  music: /музык|песн|концерт|әуен|әнші|\bmusic|\bsong|concert|\bsinger/gu,
  photography: /фотограф|фотосесс|фотосурет|photograph|photoshoot/gu,
  humor: /юмор|шутк|(?<!\p{L})мем(?:ы|чик)|әзіл|funny|\bjoke|\bmeme|humou?r/gu,
}

export const PLACE_WORDS: Readonly<Record<string, RegExp>> = {
  Almaty: /алматы|алмата|алмате|almaty/u,
  Astana: /астана|астане|нур-султан|astana/u,
  Shymkent: /шымкент|shymkent/u,
  Karaganda: /караганд|қарағанды|karagand/u,
  Aktobe: /актобе|ақтөбе|aktobe/u,
  Atyrau: /атырау|atyrau/u,
  Taraz: /тараз|taraz/u,
  Aktau: /актау|ақтау|aktau/u,
  Moscow: /москв|moscow/u,
  'Saint Petersburg': /петербург|питере|petersburg/u,
  Tashkent: /ташкент|тошкент|tashkent/u,
  Samarkand: /самарканд|samarkand/u,
  Istanbul: /стамбул|ыстамбұл|istanbul/u,
  Dubai: /дубай|дубае|dubai/u,
  Bali: /(?<!\p{L})(?:бали|bali)(?!\p{L})/u,
}

const KAZAKH_LETTER = /[әғқңөұүһ]/u
const CYRILLIC_WORD = /[а-яё]{3,}/u
const ENGLISH_WORD =
  /\b(?:the|and|my|with|for|you|your|this|that|are|is|was|our|from|how|what|new|day|today|love|a|of|to|in|on|at|it|be|no|one|when|who|like|says|ten)\b/gu
const LANGUAGE_SHARE = 1 / 6

/** Parses the user message of a request: JSON, or lines with optional English labels and colons. */
export function readSignals(text: string): Signals {
  const lines = linesOf(text)
  const content = lines.map(({ lower }) => lower).join('\n')
  const topics = topicsOf(content)
  const posts = postsOf(lines)
  return {
    languages: languagesOf(content),
    topics: topics.map(({ word }) => word),
    topicMentions: topics[0]?.count ?? 0,
    places: Object.keys(PLACE_WORDS).filter((place) => PLACE_WORDS[place]?.test(content)),
    mentions: remembering((words: RegExp) => isIn(content, words)),
    posts: (words) => ({
      saying: posts.filter((post) => isIn(post, words)).length,
      of: posts.length,
    }),
    quote: remembering((words: RegExp | string) => excerptOf(lines, words)),
  }
}

/** A regular expression with the flag `g` has a position; a search must not. */
const isIn = (text: string, words: RegExp): boolean => text.search(words) >= 0

/** Several fields search for the same words, and each search of a whole profile takes long. */
function remembering<Key, Found>(find: (Key: Key) => Found): (Key: Key) => Found {
  const known = new Map<Key, { found: Found }>()
  return (key) => {
    const answer = known.get(key) ?? { found: find(key) }
    known.set(key, answer)
    return answer.found
  }
}

const QUOTED_WORDS = 6

type Line = { text: string; lower: string; isSentence: boolean; postId: string | null }

function linesOf(text: string): Line[] {
  const profile = profileOf(text)
  if (!profile) return proseLines(proseOf(text), null)
  const { posts, ...rest } = profile
  return [
    ...posts.flatMap(({ id, ...post }) => proseLines(stringsOf(post).join('\n'), id)),
    ...proseLines(stringsOf(rest).join('\n'), null),
  ]
}

const proseLines = (prose: string, postId: string | null): Line[] =>
  prose.split('\n').flatMap((text) =>
    text.trim() === ''
      ? []
      : // a username is weaker evidence than a sentence
        [{ text, lower: text.toLowerCase(), isSentence: /\S\s+\S/u.test(text), postId }],
  )

const Profile = z
  .looseObject({
    posts: z.array(z.looseObject({ id: z.string(), date: z.unknown() })),
    reels: z.array(z.looseObject({ id: z.string(), date: z.unknown() })).default([]),
  })
  .transform(({ posts, reels, ...rest }) => ({
    ...rest,
    posts: [...posts, ...reels].map(({ date: _date, ...post }) => post),
  }))

/** A profile as JSON with post ids; undefined for other texts. */
function profileOf(text: string): z.output<typeof Profile> | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return Profile.safeParse(JSON.parse(text)).data
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

/** The text of each post, or all text as one. */
function postsOf(lines: readonly Line[]): string[] {
  const texts = new Map<string | null, string>()
  for (const { postId, lower } of lines) texts.set(postId, `${texts.get(postId) ?? ''}\n${lower}`)
  if (texts.size > 1) texts.delete(null)
  return [...texts.values()]
}

function excerptOf(lines: readonly Line[], words: RegExp | string): Quote | undefined {
  const isMeant = ({ text, lower }: Line): boolean =>
    typeof words === 'string'
      ? languageOf(plain(lower)) === words
      : isIn(isTag(text) ? '' : lower, words)
  const line =
    lines.find((each) => each.isSentence && isMeant(each)) ??
    lines.find((each) => typeof words !== 'string' && isIn(each.lower, words))
  const all = line?.text.split(/\s+/u).filter((word) => word !== '') ?? []
  if (!line || all.length === 0) return undefined
  const at =
    typeof words === 'string' ? 0 : all.findIndex((word) => isIn(word.toLowerCase(), words))
  const from = Math.max(0, at - 2)
  return { text: all.slice(from, from + QUOTED_WORDS).join(' '), postId: line.postId }
}

/** Whether a line contains hashtags only; it is weaker evidence than a sentence. */
const isTag = (text: string): boolean => /^(?:[#@]\S+\s*)+$/u.test(text)

function stringsOf(value: unknown): string[] {
  const strings: string[] = []
  gather(value, strings)
  return strings
}

/** Without labels and keys: they belong to the prompt, not to the creator. */
function proseOf(text: string): string {
  const strings: string[] = []
  const lines = text.split('\n').map((line) => {
    const open = line.search(/[{[]/)
    if (open < 0 || !collectStrings(line.slice(open), strings)) return line
    return line.slice(0, open)
  })
  if (collectStrings(text, strings)) return strings.join('\n')
  return [
    ...lines.map((line) => line.replace(/^[\s\-*#\d.]*[A-Za-z_ ()]{2,40}:\s/u, '')),
    ...strings,
  ]
    .join('\n')
    .trim()
}

/** Adds the strings of a JSON object or array; false for other text. */
function collectStrings(text: string, into: string[]): boolean {
  if (!/^\s*[{[]/.test(text)) return false
  try {
    const value: unknown = JSON.parse(text)
    gather(value, into)
    return true
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false
    throw thrown
  }
}

function gather(value: unknown, into: string[]): void {
  if (typeof value === 'string') into.push(value)
  else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) gather(each, into)
  }
}

function languagesOf(content: string): string[] {
  const lines = content.split('\n').map((line) => languageOf(plain(line)))
  const known = lines.filter((language) => language !== undefined)
  return ranked(known)
    .filter(({ count }) => count >= known.length * LANGUAGE_SHARE)
    .map(({ word }) => word)
}

/** Without hashtags, names and addresses, which show no language. */
const plain = (line: string): string => line.replaceAll(/[#@]\S+|https?:\S+|\S+@\S+/gu, ' ')

function languageOf(line: string): string | undefined {
  if (KAZAKH_LETTER.test(line)) return 'kk'
  if (CYRILLIC_WORD.test(line)) return 'ru'
  return (line.match(ENGLISH_WORD)?.length ?? 0) > 0 ? 'en' : undefined
}

function topicsOf(content: string): Ranked[] {
  const found = Object.entries(TOPIC_WORDS).flatMap(([topic, words]) =>
    Array.from({ length: content.match(words)?.length ?? 0 }, () => topic),
  )
  return ranked(found)
}

type Ranked = { word: string; count: number }

/** The distinct words, most frequent first, then in order of appearance. */
function ranked(words: readonly string[]): Ranked[] {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].map(([word, count]) => ({ word, count })).sort((a, b) => b.count - a.count)
}
