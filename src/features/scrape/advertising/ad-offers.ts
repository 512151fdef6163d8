import { pattern, patterns } from './ad-patterns.ts'

/** A code in capitals, by which a shop knows who sent the customer. */
const CODE = '[\\p{Lu}\\d][\\p{Lu}\\d_-]{2,19}(?![\\p{L}\\p{N}])'
const CODE_WITH_LETTER = `(?=[\\d_-]{0,8}\\p{Lu})${CODE}`
const BEGIN = '(?<![\\p{L}\\p{N}_])'
const END = '(?![\\p{L}\\p{N}_])'
const SAME_SENTENCE = '(?:[^.!?\\n]|\\.(?=\\S)){0,60}?'
/** Words for the gain that a code brings. */
const GAIN =
  '(?:%|percent|₽|\\$|€|₸|[Оо]ff|OFF|free|save|saves|checkout|скидк|бонус|бесплатн|в ' +
  'подарок|руб|корзин|касс|жеңілдік|арзан|тегін|теңге|тг|пайыз)'
/** Codes that no shop gives. */
const NO_SHOP =
  '(?<!(?:[Dd]ress|DRESS|QR|qr|[Zz]ip|[Aa]rea|[Ss]ource|[Bb]ar|[Дд]ресс|[Пп]ин|[Шш]трих)[- ]?)'

export const AD_CODES: readonly RegExp[] = [
  // "промокод LENA10", "по коду МАМА", "кодым: ANA15", "code MAYA"
  `${NO_SHOP}${BEGIN}(?:[Кк]од|КОД|[Cc]ode|CODE)\\p{Ll}{0,8}(?: ` +
    `is)?[\\s:–—-]*[«"“]?(?:\\p{Ll}+ )?[«"“]?${CODE_WITH_LETTER}`,
  `${BEGIN}(?:[Пп]ромокод|ПРОМОКОД|[Кк]упон|[Пп]ромо)\\p{Ll}{0,8}[\\s:–—👉-]*[«"“]?(?:\\p{Ll}+ )?[«"“]?${CODE}`,
  `${BEGIN}(?:по|с|за) (?:промокоду|промокодом|коду|кодом|купону)[\\s:]+[«"“]?[\\p{Lu}\\d]{3,20}`,
  // "промокод lena10", "промокод «весна»", "promo code: lena_10"
  `${BEGIN}(?:[Пп]ромокод|[Кк]упон)\\p{Ll}{0,8}[\\s:–—👉-]*(?:[«"“][\\p{L}\\d_-]{2,20}[»"”]|[A-Za-z]\\w{2,19}|\\p{L}{2,}\\d+)`,
  `${BEGIN}(?:[Pp]romo|[Dd]iscount|[Cc]oupon|[Rr]eferral|[Mm]y|MY|PROMO|DISCOUNT) ` +
    '(?:[Cc]ode|CODE)s?(?: is)?[\\s:–—👉-]*["“]?(?=[a-z_]*\\d|[A-Z])\\w{3,20}',
  // "OQU промокоды", "AYAN кодын", "lena10 промокодымен"
  `${CODE}[»"”]? (?:деген )?(?:промокод|код)(?:ы|ын|ымен|пен|ом|қа)?${END}`,
  `[A-Za-z]\\w{2,19}[»"”]? (?:деген )?промокод(?:ы|ын|ымен|пен)?${END}`,
  // "with JESS10 at checkout", "Use UOREP20 for", "use CUTSMARK at checkout"
  `${BEGIN}(?:[Uu]se|USE|[Ww]ith|[Ee]nter|[Aa]pply|[Tt]ype) ["“]?[\\p{Lu}]{2,}\\d{1,4}${END}`,
  `${BEGIN}(?:[Uu]se|USE|[Ww]ith|[Ee]nter|[Aa]pply|[Tt]ype|[Mm]ention|[Qq]uote) ` +
    '["“]?[\\p{Lu}]{3,}["”]? (?:at|for \\d|to get|to save|when you|in the app)',
  `${BEGIN}[Uu]se (?:my code )?[\\p{Lu}]{3,}(?=\\s*(?:[.!\\n]|$))`,
  // "введите MARIA", "DAURENQ деп жазсаңыз", "SAMI gets you", "промо VESNA"
  `${BEGIN}(?:введите|вводите|[Кк]одов\\p{L}+ слов\\p{L}+|промо|жазылсаңыз)[\\s:–—-]*[«"“]?${CODE}`,
  `${CODE}[»"”]? (?:деп|дес|gets you|saves you|for \\d)`,
  // "скидка 10 % по слову ВЕСНА", "RUG10 for ten percent off", "15% with TRAILKIM"
  `${BEGIN}(?:по|с|назовите|скажите|с кодовым) (?:слов[уо]м?) [«"“]?(?:\\p{Lu}{3,}|[«"“])`,
  `${BEGIN}\\p{Lu}{3,}\\d{1,4}${END}${SAME_SENTENCE}${GAIN}`,
  `${GAIN}${SAME_SENTENCE}${BEGIN}\\p{Lu}{3,}\\d{1,4}${END}`,
  `(?:%|off|скидк\\p{L}+|жеңілдік) (?:with|using|по|с|по слову) [«"“]?\\p{Lu}{4,}`,
  // "ANA15" or "TAZA2000" behind a colon
  `(?<=:\\s)[\\p{Lu}]{3,}\\d{1,4}${END}`,
].map((source) => new RegExp(source, 'gu'))

/** Offers that only a person who is paid for them can make. */
const OFFERS = [
  '‹по моей (?:личной )?ссыл|‹по ссылке [\\p{L}\\d.-]+\\.[\\p{L}]{2,}\\/',
  '‹ссылка с кэшб[эе]ком',
  '‹скидк[аи] для моих подписчиков',
  '‹скидк[аиу] [^.!?\\n]{0,25}для мо(?:их|ей) ',
  '‹(?:прид[её]т|приходите|придут|закажите) от меня›',
  '‹мой (?:личный |персональный |секретный )?(?:промо)?код›(?! (?:на|к) (?:счасть|успех|жизн))',
  '‹промокод~ (?:\\p{L}+ )?(?:в (?:сторис|шапке|профиле|описании|комментари|карусели|закреп|' +
    'конце|видео)|внутри|на экране|ниже|ищите|в первом)',
  '‹менің (?:кодыммен|промокодым|сілтемем|атымды айтса)|‹атымды айт|‹менің ' +
    'оқырмандарыма|‹промокодым(?:мен)?›',
  '‹менен кел(?:сеңіз|дім|геніңізді|гендер)|‹менен екен|‹менің парақшамнан',
  '‹(?:профильдегі )?сілтемем(?: арқылы|мен)',
  '‹промокод (?:профильде|стористе|сторизде|шапкада|астында|видеода)',
  '‹with (?:my|the) link›|‹(?:click|through|via|using|use) (?:the|my) (?:affiliate |personal ' +
    ')?link',
  '‹my (?:affiliate|referral|discount|promo) (?:link|code)|‹my code›(?= ' +
    '(?:is|for|in|to|at|gets|saves|gives|on|below|if)|[:!])',
  '‹(?:discount|promo) code (?:in|below|on|is|at)›',
  '‹\\d+ ?% off (?:your first|\\+)',
  '‹(?:free trial|free travel pack)›(?! of)',
  '‹first transfer free›|‹first (?:order|box|month|week) (?:half off|free|on them)',
  '‹(?:giving|gives?|gets?|getting) you (?:\\$?\\d+|[\\p{L}]+ dollars|free)',
  '‹tell them (?:i|\\p{L}+) sent you|‹(?:mention|use) my name',
  '‹(?:промо)?кодым (?:бойынша|арқылы)',
  '‹ойын\\p{L}* менімен бірге',
]

/**
 * Offers to the readers that advertise only where the caption names another party: an account, a
 * site, a company.
 */
const OFFERS_TO_OTHERS = [
  // Codes and names to say, in any spelling
  '‹(?:промк?од~|промик~|купон~)[ :–—-]+[«"“]?[\\p{L}\\d_]{3,}|‹код(?:ом|у|ы|ым~|пен)?(?:[ ' +
    ':–—-]+[«"“]?[a-z\\d_]{3,}|(?: ?[:–—-])+ ?[«"“]?\\p{L}{3,}| деген)|‹по мо(?:ему|им) ' +
    'код|‹codes?(?:[’\']s|:| is) ["“]?[a-z\\d_]{3,}|‹[\\p{L}\\d_]{3,} (?:деген ' +
    ')?(?:код|промк?од)~',
  '‹(?:назов[её]те|назвать|скажете|сказать|напишете|напишет|напишите|пишите|покаж(?:ет|ите|' +
    'ете)|с пометкой|кодов~ (?:слов|фраз)~|парол~)…(?:[«"“]|фамили|имя|пост|на кассе|сторис|при ' +
    'заказе)',
  '[»"”] (?:деңіз|десеңіз|деп|дес)~|‹(?:десеңіз|деп жаз~|деп айт~|деп тер~|атымды|көрсетсеңіз)›',
  "‹(?:enter|type|use|say|mention|tell|quote) (?:[\\p{L}’']+ " +
    '){0,2}(?:code|name|handle|sent)|‹with (?:my|the) (?:code|name|link)|‹(?:i|\\p{L}+) sent ' +
    '(?:you|ya|u)›',
  // Gains for people who come from here
  '‹(?:персональн|личн|ваш|тво|мо)~ скид(?:к|оч)|‹скид(?:к|оч)~ (?:в сторис|по|на ' +
    'вс[её]|для|до \\d|\\d)|‹(?:за полцены|вполовину дешевле|дешевле на|со ' +
    'скидкой)…(?:тем|вам|если|кто|отсюда)|‹(?:тем|тех|если|кто)…(?:отсюда|бесплатн|в подарок|за ' +
    'полцены)',
  '‹(?:предзаказ|продажи|старт продаж|в продаже|сатылымда|алдын ала тапсырыс)›',
  '(?:шапка|био|био-|профил|сторис)~(?:да|де|іңдегі|імдегі|ымдағы|дағы)?…(?:сілтеме|скидка|' +
    'жеңілдік)|(?:сілтеме|линк)~…(?:шапка|био|профил|сторис)~',
  '‹(?:менен|осы парақшадан|менің оқырман~|маған)…(?:тегін|ақысыз|жеңілдік|арзан|скидка)|' +
    '‹оқырман~…(?:тегін|ақысыз|\\d+ ?%|пайыз)',
  '‹(?:сіздерге|біреуіңізге|бір оқырманыма|отбасыға) (?:\\p{L}+ )?(?:ойнат|сыйла)~',
  '‹\\$?\\d+ ?(?:%|percent|bucks|dollars) (?:off|cheaper)|‹(?:\\p{L}+ percent|half|a ' +
    'tenner|something) off›|‹takes? (?:a |\\$)?\\p{L}*\\d* ?off›',
  "‹(?:first|a|free|two|three) (?:\\p{L}+ )?(?:month|week|box|bag|order|night)s?[’']?s? (?:is " +
    '|are |of pro )?(?:free|on (?:them|us)|for \\d|w my|with my)|‹on them when',
  "‹(?:referral|invite) (?:link|code)?|‹my (?:invite|referral)|‹(?:link|links)(?:[’']s)? " +
    '(?:up|on my|in my|in stories|in the header)…',
  '‹(?:giveaway|giving away|gifting one|sending \\d)…(?:@|you)|‹(?:must be|make sure ' +
    "you[’']?re) following",
  // Russian
  '‹(?:вам|вас|моим|моих|своих|для вас|дар(?:им|ю|ит|ят)|подписчи~|девочкам|получ(?:и|ите|ишь|' +
    'ат|ает)|забира(?:йте|й)|лови(?:те)?|всем|кажд(?:ому|ый)|человек|кто ' +
    'прид[её]т)›…(?:скид(?:к|оч)|бонус|бесплатн|кэшб|подарок|[-–—−]? ?\\d+ ' +
    '?(?:%|₽|руб|тенге|тг))',
  '‹(?:скид(?:к|оч)|бонус|кэшб|подарок|[-–—−]? ?\\d+ ' +
    '?(?:%|₽|руб|тенге|тг))~…(?:подписчи|моим|моих|для вас|от меня|по ссылке)',
  '‹(?:скажите|скажи|назовите|напишите|пишите|упомяните|говорите)…(?:от меня|что (?:вы ' +
    ')?от|[«"“]от|мо[её] имя|мой ник|кодовое|пароль)',
  '‹по моей рекомендации|‹(?:по|на) мо(?:е|ё|ему) (?:имя|имени|нику|фамилии)|‹по имени›',
  '‹(?:промик|промокод|промо-?код|промокодик)(?:ом|у|и|ы|а)?›(?!…(?:не ' +
    '(?:работа|сработа|действ)|законч|сгорел))',
  '‹через меня›|‹от меня[ :–—-]+(?:скидк|подар|бонус)',
  '‹(?:заказ(?:ать|ывайте|ывай)|купить|брать|забронировать|записаться|оформить|приобрести)(?: ' +
    'можно| тут| здесь)?(?: \\p{L}+){0,2}[ :–—-]*(?:у|в|на|через|по)? ?@',
  '‹(?:переходите|переходи|регистрир~|скачив~|оформ~|заказыв~|подключ~|попробуй~|записыв~|' +
    'бронируй~|жми~|кликай~)…(?:по ссылке|ссылк~ в|в шапке)',
  '‹ссылк~ (?:на \\p{L}+ )?(?:оставл~|прикреп~|ищите|уже|в)…(?:скидк|купить|заказ|промо)',
  '‹перв(?:ый|ая|ое|ые) (?:\\p{L}+ )?(?:месяц|заказ|поездка|урок|доставка|занятие|тренировка|' +
    'неделя|дней)…(?:бесплатн|за 1 ?(?:₽|руб)|в подарок|со скидкой)|‹\\d+ ' +
    '?(?:%|₽|руб~|тг|тенге) (?:\\p{L}+ )?(?:на|к) перв|‹\\d+ (?:дн~|месяц~|недел~) (?:\\p{L}+ ' +
    ')?бесплатн',
  '‹(?:образ|наряд|плать[ея]|продукция|машина|авто|техника|номер|проживание|одежда|' +
    'украшения)…предоставлен',
  '‹(?:подготовили|приготовили) (?:для )?(?:вас|вам|моих|подпис)',
  '‹(?:честный|мой) отзыв[^.!?\\n]{0,30}(?:подарили|прислали|в подарок)',
  // Kazakh
  '‹(?:сіздерге|сізге|оқырман~|жазылушы~|подписчик~|маған ' +
    'жазыл~)…(?:жеңілдік|тегін|сыйлық|скидка|бонус|арзан|\\d+ ?(?:%|пайыз))',
  '(?:жеңілдік|тегін|сыйлық|скидка|бонус|\\d+ ' +
    '?(?:%|пайыз))~…(?:сіздерге|сізге|оқырман|жазылушы|подписчик)',
  '‹менің атым~|‹атымнан›',
  '‹сілтеме~…(?:тіркел|тапсырыс|өтіңіз|сатып|жүкте|заказ)',
  '‹(?:тапсырыс|заказ) (?:бер~|жаса~|үшін)…@|@…(?:тапсырыс|заказ) бер(?:іңіз|ің|сеңіз|іңдер)',
  '‹\\d+ (?:күн|ай|апта)~ (?:\\p{L}+ )?тегін|‹(?:алғашқы|бірінші) (?:\\p{L}+ ' +
    '){0,2}(?:тегін|жеңілдік)',
  '‹(?:десеңіз|деп айтсаңыз|деп айтыңыз|айтсаңыз|деңіз)~…(?:жеңілдік|тегін|сыйлық|арзан|' +
    'скидка|\\d+ ?%|пайыз)|(?:жеңілдік|тегін|арзан|скидка|\\d+ ' +
    '?%|пайыз)~…(?:десеңіз|айтсаңыз|деңіз|айтыңыз)',
  // English
  '‹(?:my (?:followers|community|readers|girls|people))›…(?:\\d+ ?%|off›|free›|discount|code)',
  "‹(?:you|followers|you guys|y[’']?all|girls|readers)›(?:[’']ll| can| will| all| also)* " +
    '(?:gets?|saves?|score|grab|snag|claim)›(?! what)…(?:off›|%|\\$\\d|free›|discount)',
  '‹(?:get|save|score|grab|enjoy|claim|take|snag) (?:up to )?(?:an extra )?(?:\\$?\\d+ ' +
    '?%?|free)…(?:off›|free›|link|trial|gift)',
  '‹(?:\\d+ ?%|percent|\\$\\d+) off›…(?:link|bio|stories|code|followers|you›)',
  '‹first \\d+ (?:people|orders|customers|of you|get|sign)',
  '‹link(?:ed)? (?:is |up )?(?:in|on|at) (?:my |the ' +
    ')?(?:bio|stories|story|top)…(?:shop|order|save|get|try|sign|free|discount|book)',
  '‹(?:shop|order|try|book|download|sign up|get yours|grab ' +
    'yours|start)…(?:link(?:ed)?|via|through) (?:in|below|up|on|at)',
  '‹shop (?:the|this|my|it|their|now)…(?:link|@)',
  '‹free (?:sample|gift|shipping|trial|delivery|month|box)~…(?:order|link|purchase|when ' +
    'you)|‹(?:free for (?:the first )?\\d+ (?:days|weeks|months)|\\d+ (?:days|weeks|months) ' +
    '(?:\\p{L}+ )?free)',
  '‹(?:go to|head (?:over )?to|visit|sign up at|try it at|shop at|order at|check out) ' +
    '(?:https?:\\/\\/)?[a-z0-9-]+\\.[a-z]{2,}(?:\\/\\w+)?',
  '‹comment [“"«]?(?:shop|link|[a-z]{3,8})[”"»]?…(?:send|dm)…(?:link|code|discount)',
  '‹skip the (?:waitlist|line)|‹my followers (?:get|save)',
]

/** A prize of a giveaway, and the condition to follow the others who give it. */
const PRIZE = pattern(
  '‹(?:розыгр|разыгр|подарк|конкурс|гив(?:[эе]?вей)?|giveaway|дар(?:им|ю)›|приз|победител|' +
    'сыйлық|ойнат|ұтып|ұтыс|жеңімпаз|win(?:ner|ners)?›|prize)',
)
const FOLLOW = pattern(
  '‹(?:подпи[сш]~|будьте подпис~|быть подпис~|подписки ' +
    'на)…(?:@|нас|оба|обоих|обе›|двух|дв[ае] (?:аккаунт|страниц)|спонсор)|(?:@|екеу|екі ' +
    'парақша|екі акк|барлық)~?…(?:жазыл|тіркел|подпис)|‹(?:жазыл|подпис)~…(?:@|екеу)|' +
    '‹follow…(?:@|both›|all of us)',
)

/** Products that authors sell as their own: their codes and offers are for themselves. */
const OWN = patterns([
  '‹(?:мо(?:й|я|ё|е|и|его|ему|ей|ём|ем|им|их|ими|ю)|наш(?:а|е|и|его|ему|ей|ем|их|у)?|сво~|' +
    'авторск~) (?:(?!подписчи|партн|люб)\\p{L}+ ' +
    ')?(?:курс|марафон|интенсив|вебинар|гайд|чек-?лист|мерч|бренд|магазин|шоурум|мастерск|студи|' +
    'салон|кофейн|пекарн|книг|пресет|тренинг|школ|клуб|коллекци|консультац|сайт|программ|' +
    'кондитерск|ателье|сборник)',
  '‹(?:курс|марафон|вебинар|гайд|мерч|бренд|дүкен|шеберхана|салон|студия|кітаб|мектеб|тренинг|' +
    'сабағ|кәсіб|наубайхана)(?:ым|ім|ымыз|іміз|м|мыз|міз)(?:~)›',
  '‹(?:my|our)(?: own| new| online| little| small| first)* ' +
    '(?:course|shop|store|etsy|brand|merch|presets?|e-?book|book|cookbook|guide|program|studio|' +
    'bakery|workshop|patreon|prints|planner|business|candles|boutique|classe?s?|membership|cafe|' +
    'art)›',
])

export const AD_OFFERS: readonly RegExp[] = patterns(OFFERS)
export const OFFERS_BESIDE_A_NAME: readonly RegExp[] = patterns(OFFERS_TO_OTHERS)

/** Returns the patterns for captions that ask to follow others for a prize. */
export const followsForPrize = (caption: string): readonly RegExp[] =>
  matches(PRIZE, caption) ? [FOLLOW] : []

/** Whether words speak of what the author sells as their own. */
export const isOwn = (text: string): boolean => OWN.some((each) => matches(each, text))

/** Checks for a match without the place that a global pattern remembers. */
const matches = (each: RegExp, text: string): boolean => text.search(each) !== -1
