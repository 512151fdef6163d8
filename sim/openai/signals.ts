/** What can be told from a creator's texts with word lists alone. */
export type Signals = {
  /** Languages that hold at least a sixth of the lines, most used first: `ru`, `kk`, `en`. */
  languages: readonly string[]
  /** Topics of TOPIC_WORDS that the texts mention, most mentioned first. */
  topics: readonly string[]
  /** Names of places, in English. */
  places: readonly string[]
  mentions(words: RegExp): boolean
  /** A few words around the first that match, as they are written; without any such, the first words of all. */
  quote(words?: RegExp): string | undefined
}

const TOPIC_WORDS: Readonly<Record<string, RegExp>> = {
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

const PLACE_WORDS: Readonly<Record<string, RegExp>> = {
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

/** Reads the texts of a request's user message: JSON, or lines that may start with an English label and a colon. */
export function readSignals(text: string): Signals {
  const prose = proseOf(text)
  const content = prose.toLowerCase()
  const lines = linesOf(prose)
  return {
    languages: languagesOf(content),
    topics: topicsOf(content),
    places: Object.keys(PLACE_WORDS).filter((place) => PLACE_WORDS[place]?.test(content)),
    mentions: remembering((words: RegExp) => words.test(content)),
    quote: remembering((words?: RegExp) => excerptOf(lines, words)),
  }
}

/** Several fields ask for the same words, and each look at a whole profile takes long. */
function remembering<Asked, Found>(find: (asked: Asked) => Found): (asked: Asked) => Found {
  const known = new Map<Asked, { found: Found }>()
  return (asked) => {
    const answer = known.get(asked) ?? { found: find(asked) }
    known.set(asked, answer)
    return answer.found
  }
}

const QUOTED_WORDS = 6

type Line = { text: string; lower: string; isSentence: boolean }

const linesOf = (prose: string): Line[] =>
  prose.split('\n').flatMap((text) =>
    text.trim() === ''
      ? []
      : // A username says less than a sentence.
        [{ text, lower: text.toLowerCase(), isSentence: /\S\s+\S/u.test(text) }],
  )

function excerptOf(lines: readonly Line[], words?: RegExp): string | undefined {
  const isMeant = ({ lower }: Line): boolean => !words || words.test(lower)
  const line = lines.find((each) => each.isSentence && isMeant(each)) ?? lines.find(isMeant)
  const all = line?.text.split(/\s+/u).filter((word) => word !== '') ?? []
  const at = words ? all.findIndex((word) => words.test(word.toLowerCase())) : 0
  const from = Math.max(0, at - 2)
  return all.length === 0 ? undefined : all.slice(from, from + QUOTED_WORDS).join(' ')
}

/** Without labels and keys, which are the prompt's words and not the creator's. */
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

/** Adds the strings of a JSON object or array; false when the text is not one. */
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
  const lines = content
    .split('\n')
    .map((line) => languageOf(line.replaceAll(/[#@]\S+|https?:\S+|\S+@\S+/gu, ' ')))
  const known = lines.filter((language) => language !== undefined)
  return ranked(known).filter(
    (language) => known.filter((each) => each === language).length >= known.length * LANGUAGE_SHARE,
  )
}

function languageOf(line: string): string | undefined {
  if (KAZAKH_LETTER.test(line)) return 'kk'
  if (CYRILLIC_WORD.test(line)) return 'ru'
  return (line.match(ENGLISH_WORD)?.length ?? 0) > 0 ? 'en' : undefined
}

function topicsOf(content: string): string[] {
  const found = Object.entries(TOPIC_WORDS).flatMap(([topic, words]) =>
    Array.from({ length: content.match(words)?.length ?? 0 }, () => topic),
  )
  return ranked(found)
}

/** The distinct words, most frequent first; equally frequent ones in the order in which they came. */
function ranked(words: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([word]) => word)
}
