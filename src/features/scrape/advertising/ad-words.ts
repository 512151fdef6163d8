/**
 * Words by which captions in Russian, Kazakh and English tell that they advertise, written as patterns. `‹` and `›` are the
 * beginning and the end of a word; `@` is a mention. Case makes no difference.
 */

/** A word that stands alone is a marker ("Реклама. ООО …"); inside a sentence it is a word like any other. */
const ALONE = [
  'реклама',
  'жарнама',
  'интеграция',
  'партн[её]рка',
  'ad',
  'advert',
  'advertisement',
  'anzeige\\/ad',
  'paid ad',
  'gifted',
  'sponsored',
  'промо',
]

/** Words that mean advertising wherever they stand. */
const PHRASES = [
  // Russian
  '‹на правах рекламы›',
  '‹это реклама›(?! ли)',
  '‹рекламн(?:ая|ой|ую) (?:публикаци|интеграци|запис|коллаборац)',
  '‹рекламн(?:ый|ого) (?:пост|материал)',
  '‹рекламодатель›',
  '‹реклама,? (?:\\d+\\+|ооо›|ао›|пао›|спао›|ип›|тоо›)',
  '‹(?:пост|публикация|видео|ролик|материал)(?: создана?| снята?)? (?:оплачена?|при поддержке)',
  '‹партн[её]рск(?:ий|ая|ое) (?:пост|публикация|материал|видео|проект)',
  '‹спонсорск(?:ий|ая|ое) ',
  '‹спонсор (?:выпуска|поста|видео|ролика|марафона)›',
  '‹в партн[её]рстве с›',
  '‹(?:в сотрудничестве|сотрудничество|за сотрудничество)›',
  '‹(?:коллаборация|коллаб) (?:с|от)›',
  '‹(?:(?:сделано|снято|создано) совместно с|совместно с (?:брендом|@))',
  '‹амбассадор(?:ом)?›',
  '‹бренд(?:ом)? (?:прислал|предоставил|подарил|пригласил|оплатил)',
  '‹(?:прислали|подарили|предоставили)(?: мне)?(?: [\\p{L}]+){0,2} на (?:пробу|обзор|тест)',
  '‹по приглашению бренд',
  '‹(?:спасибо|благодарю) (?:нашему )?партн[её]р',
  '‹от (?:нашего )?партн[её]ра›',
  '‹пресс-тур›',
  '‹платн(?:ый|ая|ое) (?:пост|публикация|партн[её]рство)',
  '‹(?:публикация|запись|интеграция) оплачен',
  '‹сотруднича(?:ем|ю) с @',
  '‹лицо (?:кампании|бренда)›',
  '‹спасибо @ за (?:наполнение|подар|приглашение|сотрудничество|поддержку)',
  '‹подарил[аи]? (?:[\\p{L}]+ ){0,2}от @',
  '‹в гостях у @[^.!?]{0,60}(?:оплатили|подарили|угостили)',
  '‹(?:помогал[аи]?|дал[аи]?|предоставил[аи]?)(?: мне)? @',
  '‹коллаб\\p{L}* (?:с|со) @|‹такая у нас коллаборация',
  '‹розыгрыш (?:от меня и|совместно с|вместе с|с) @',
  // Kazakh
  '‹бұл жарнама›',
  '‹жарнама (?:құқығында|ретінде|болып табылады)',
  '‹жарнамалық (?:жазба|пост|серіктестік|материал)',
  '‹(?:ақылы серіктестік|серіктестік жазба|серіктес материал|серіктестігімен|серіктестеріміз)›',
  '‹ынтымақтастық›',
  '‹(?:демеушілігімен|бренд қолдауымен|компаниясымен бірлесіп)›',
  '‹демеуші(?:міз)?:',
  '‹@ ұсын(?:ды|ады)›',
  '‹шақыруымен›',
  '‹ақылы (?:пост|жазба)',
  '‹демеушілік (?:пост|жазба)',
  '‹демеушімізге›',
  '‹серіктестік жарнама',
  '‹жарнамалық (?:сапар|түсірілім)',
  '‹(?:қолдауымен|өндірушісімен коллаб)',
  '‹орнына осы пост',
  '‹@ (?:[\\p{L}]+ )?сыйлады›',
  '‹амбассадорымын›',
  '‹(?:коллаборация|collab)(?:!| 🤝)',
  '‹бірге: екеумізге де жазылыңыз',
  // English
  '‹this is an (?:ad|advert)›',
  '‹paid (?:partnership|promotion|ad)›',
  '‹(?:in|our|as part of our|part of our) partnership(?: with›)?(?! with my)',
  '‹(?:partnered|partnering) with @',
  '‹in collab(?:oration)? with (?:@|the brand)',
  '‹teamed up with @',
  '‹sponsored by @',
  '‹(?:for|is) sponsoring›',
  '‹our sponsor @',
  '‹gifted by›',
  '‹pr gift›',
  '‹@ (?:sent me|gifted me|partner›)',
  '‹(?:product|products) provided by›',
  '‹courtesy of @',
  "‹today[’']s sponsor",
  '‹sponsored this',
  '‹complimentary [\\p{L} ]{0,30}(?:from|by) @',
  '‹kindly (?:sent|gifted)',
  '‹made possible by @',
  '‹c\\/o @',
  '‹(?:partnering|working|worked) with @[^.!?\\n]{0,40}(?:campaign|show you|launch|project)',
  '‹in paid collab',
  '‹flew me (?:out )?to',
  '‹for supporting the (?:show|channel|podcast)',
  "‹they[’']re a client|‹is a client of mine",
  '‹hooked me up with',
  '‹amazon storefront›|‹small cut',
  '‹brought to you by @',
  '‹press trip›',
  '‹hosted by @',
  '‹affiliate(?! marketing)›',
  '‹commissions? (?:earned|on)|‹earn a commission',
  '‹(?:brand|@) (?:rep|ambassador|affiliate|creator)›',
  '‹ambassador link›',
  '‹they are paying me›',
  '‹giveaway(?: time)? with @',
  '‹\\*?ad for @',
]

/** What a caption says to offer something for somebody else. */
const OFFERS = [
  '‹по моей ссылке›',
  '‹по ссылке [\\p{L}\\d.-]+\\.[\\p{L}]{2,}\\/',
  '‹ссылка с кэшб[эе]ком',
  '‹скидк[аи] для моих подписчиков',
  '‹(?:вам|дарим|дарю|подписчикам)(?: [\\p{L}]+){0,2} скидк',
  '‹(?:по|назовите) слов[уо] [\\p{Lu}]{3,}',
  '‹менің (?:кодыммен|промокодыммен|атымды айтса)',
  '‹with (?:my|the) link›',
  '‹(?:click|through|via) (?:the|my) (?:affiliate )?link',
  '‹\\d+ ?% off (?:your first|\\+|at ‹)',
  '‹(?:free trial|free travel pack)›',
  '‹first transfer free›',
  '‹(?:прид[её]т|приходите|придут|закажите) от меня›',
  '‹скидк[аиу] [^.!?\\n]{0,25}для мо(?:их|ей) ',
  '‹по моей ссыл',
  '‹мой (?:личный )?(?:промо)?код›',
  '‹менен келсеңіз|‹атымды айт|‹менің оқырмандарыма',
  '‹(?:профильдегі )?сілтемем арқылы',
  '‹ойын\\p{L}* менімен бірге',
  '‹(?:giving|gives?|gets?|getting) you (?:\\$?\\d+|[\\p{L}]+ dollars|free)',
  '‹first (?:order|box|month|week) (?:half off|free|on them)',
  '‹my code›(?! of)',
]

/** A denial takes every word back, but no code and no marking by law. */
const DENIALS = [
  '‹не реклама›',
  '‹не на правах рекламы',
  '‹реклама ли это',
  '‹жарнама емес›',
  '‹not (?:an? )?(?:ad|advert|advertisement|sponsored)›',
  '‹never do an ad›',
]

/** Hashtags as a whole, without #. */
const HASHTAGS = [
  '(?:реклама|рекламн\\p{L}+|реклама(?!\\p{L}*\\d)\\p{L}*)',
  'жарнама',
  'серіктес',
  'ад',
  '(?:спонсор|спонсорск\\p{L}+|сотрудничество|партн[её]рство|партн[её]рск\\p{L}+|интеграция|коллаборация)',
  '(?:серіктестік|демеуші|ынтымақтастық)',
  '(?:ad|ads|advert|advertisement|spon|sponsored|partner|paidpartnership|prgift|gifted|affiliate|anzeige|werbung)',
  '\\w+_?(?:paid|partner|partnered|ambassador|sponsored)',
]

const BEGIN = '(?<![\\p{L}\\p{N}_])'
const END = '(?![\\p{L}\\p{N}_])'
const MENTION = '@[a-z0-9._]+'

const compile = (pattern: string): RegExp =>
  new RegExp(
    pattern
      .replaceAll('‹', BEGIN)
      .replaceAll('›', END)
      .replace(/(?<!\[)@/g, MENTION),
    'giu',
  )

/** Before a marker: the beginning, the end of a sentence or of a line, a bar or an emoji. */
const BEFORE_MARKER = '(?<=^|[.!?…,;|:—–*·•)\\n]\\s*|\\p{Extended_Pictographic}\\uFE0F?\\s*)'
const AFTER_MARKER = '(?=\\s*(?:[.!|:,;*\\n]|\\/\\/|$|erid|@|(?:ооо|ао|пао|спао|ип|тоо)(?!\\p{L})))'

export const AD_PHRASES: readonly RegExp[] = [
  new RegExp(`${BEFORE_MARKER}(?:${ALONE.join('|')})${AFTER_MARKER}`, 'giu'),
  ...PHRASES.map(compile),
]
export const AD_OFFERS: readonly RegExp[] = OFFERS.map(compile)
export const AD_DENIALS: readonly RegExp[] = DENIALS.map(compile)
export const AD_HASHTAG = new RegExp(`(?<![\\p{L}\\p{N}&])#(?:${HASHTAGS.join('|')})${END}`, 'giu')

/** A hashtag that names the brand: #chimepartner. */
export const BRAND_HASHTAG =
  /(?<![\p{L}\p{N}&])#([a-z0-9]{3,30}?)_?(?:partner|partnered|ambassador|paid)(?![\p{L}\p{N}_])/giu

/** The marking that Russian law asks for. */
export const ERID = /(?<![\p{L}\p{N}_])erid[\s:=]*[A-Za-z0-9]{6,}/giu

/** A code in capitals, by which a shop knows who sent the customer. */
const CODE = '[\\p{Lu}\\d][\\p{Lu}\\d_-]{2,19}(?![\\p{L}\\p{N}])'
export const AD_CODES: readonly RegExp[] = [
  // "промокод LENA10", "по коду МАМА", "кодым: ANA15", "code MAYA"
  `${BEGIN}(?:[Пп]ромокод|ПРОМОКОД|[Кк]упон|[Кк]од|[Cc]ode|CODE)\\p{Ll}{0,8}[\\s:–—-]*[«"“]?(?:\\p{Ll}+ )?[«"“]?${CODE}`,
  `${BEGIN}(?:по|с) (?:промокоду|промокодом|коду|кодом|купону)[\\s:]+[«"“]?[\\p{Lu}\\d]{3,20}`,
  // "OQU промокоды", "AYAN кодын"
  `${CODE}[»"”]? (?:промокод|код)(?:ы|ын|ымен)?${END}`,
  // "with JESS10 at checkout", "Use UOREP20 for"
  `${BEGIN}(?:[Uu]se|[Ww]ith|[Ee]nter) [\\p{Lu}]{2,}\\d{1,4}${END}`,
  // "введите MARIA", "DAURENQ деп жазсаңыз", "SAMI gets you", "промо VESNA"
  `${BEGIN}(?:введите|кодовое слово|пишите|промо|жазылсаңыз) [«"“]?${CODE}`,
  `${CODE}[»"”]? (?:деп|gets you)`,
  // "ANA15" or "TAZA2000" behind a colon
  `(?<=:\\s)[\\p{Lu}]{3,}\\d{1,4}${END}`,
].map((pattern) => new RegExp(pattern, 'gu'))
