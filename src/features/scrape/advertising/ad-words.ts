import { pattern, patterns } from './ad-patterns.ts'

/** A word alone is a marker ("Реклама. ООО …"); inside a sentence it is a word like any other. */
const ALONE = [
  'реклама',
  'жарнама',
  '(?:рекламная |платная )?интеграция',
  'партн[её]рка',
  'партн[её]рство',
  'промо',
  'серіктестік',
  'ынтымақтастық',
  'ad',
  'advert',
  'advertisement',
  'advertising',
  'anzeige\\/ad',
  '(?:paid )?(?:ad|collab|partnership|partner)',
  'gifted',
  'sponsored',
  'c\\/o',
]

/** The post says what it is: advertising, paid, sponsored, made in partnership. */
const STATED = [
  // Russian
  '‹на правах рекламы›',
  '‹(?:это|здесь|ниже|внутри|осторожно|внимание|содержит|пост|видео|да),? (?:[-–—] ' +
    ')?реклам[ау]›(?! ли)',
  '‹рекламн(?:ая|ой|ую) (?:публикаци|интеграци|запис|коллаборац|кампани|рубрик)',
  '‹рекламн(?:ый|ого|ом|ое) (?:пост|материал|контент|видео|размещени|сотрудничеств)',
  '‹рекламодател[ья]›',
  '‹реклама,? (?:\\d+\\+|ооо›|ао›|пао›|спао›|ип›|тоо›)',
  '‹(?:пост|публикация|видео|ролик|материал|рилс|выпуск)(?: \\p{L}+)? (?:оплачена?|при ' +
    '(?:поддержке|участии))',
  '‹при (?:поддержке|участии) (?:бренда|компании|магазина|@)',
  '‹(?:публикация|запись|интеграция|участие) оплачен',
  '‹(?:платн|оплаченн)(?:ый|ая|ое|ого) (?:пост|публикаци|партн[её]рств|размещени|сотрудничеств)',
  '‹мне (?:за это |за него )?(?:заплатили|платят) (?:за|@)',
  '‹партн[её]рск(?:ий|ая|ое|ого|ом|ую) (?:пост|публикаци|материал|видео|проект|выпуск|ролик|' +
    'ссылк|промокод|программ)',
  '‹спонсорск(?:ий|ая|ое) ',
  '‹(?:партн[её]р|спонсор)(?:ы|ом|ами)? (?:этого ' +
    ')?(?:выпуска|поста|видео|ролика|марафона|рубрики|эфира|недели|розыгрыша|конкурса|подкаста)›',
  '‹(?:партн[её]р|спонсор)(?:ы|ом)? ?[:–—-] ?@',
  '‹(?:официальн~|наш~|генеральн~) (?:партн[её]р|спонсор)(?:ы|ом|а|у)?…@',
  '‹в (?:рекламном |платном )?партн[её]рстве с›',
  '‹(?:в сотрудничестве|сотрудничество|за сотрудничество)›',
  '‹(?:наш~|мо~|нов~|больш~) (?:долгожданн~ )?(?:коллаборац|коллаб)~',
  '‹(?:коллабораци|коллаб)~ (?:с|со|от)›(?!…(?:трек|песн|альбом|сингл|картин|кавер))',
  '‹(?:коллаборация|collab)(?:!| 🤝)',
  '‹(?:сделано|снято|создано|подготовлено) (?:совместно|вместе) с',
  '‹совместно с (?:брендом|командой|@)',
  '‹совместн(?:ый|ая|ое|ую) (?:продукт|коллекци|проект|розыгрыш|конкурс|дроп|пост|капсул)',
  '‹(?:рассказыва|показыва|разбира|подготов|приготов|запуст|придума|собра|сня|выпуст|' +
    'разыгр)~…(?:вместе|совместно) с @',
  '‹(?:вместе|совместно) с @…(?:рассказыва|показыва|подготов|приготов|запуст|придума|выпуст|' +
    'разыгр|дарим)',
  '‹выпустили…(?:с моим именем|со мной)|@…выпустили…моим›',
  '‹сотруднича(?:ем|ю) с @',
  '‹(?:спасибо|благодарю) (?:нашему )?партн[её]р~›(?! по)',
  '‹от (?:нашего )?партн[её]ра›',
  // Kazakh
  '‹(?:бұл|бүгінгі) (?:\\p{L}+ )?(?:[-–—] )?жарнама›',
  '‹жарнама (?:құқығ|ретінде|болып табылады|негізінде)',
  '‹жарнама (?:берушi|беруші)',
  '‹жарнамалық (?:жазба|пост|серіктестік|материал|сапар|түсірілім|интеграция|бейне|видео|' +
    'контент|ынтымақ|жоба|роли|хабарлама)',
  '‹(?:ақылы|төленген) (?:пост|жазба|серіктестік|интеграция|жарнама|материал|видео|бейне)',
  '‹(?:ақысы|ақы|ақшасы) төленген',
  '‹серіктес(?:тік)? (?:жазба|материал|жоба|жарнама|пост|бейне|видео)',
  '‹(?:серіктестігімен|серіктестеріміз|серіктестігінде)›',
  '‹ресми (?:серіктес|өкіл|амбассадор)',
  '‹(?:серіктес|демеуші)(?:міз|іміз|м|ім|сі|міздің)? ?[:–—-]',
  '‹ынтымақтастық›(?= с|…@)|@…ынтымақтастық',
  '‹(?:демеушілігімен|демеушімізге|бренд қолдауымен|қолдауымен|өндірушісімен коллаб)›',
  '‹(?:@~?|\\p{L}+ұқ?)… бірлес(?:іп|кен)›|‹(?:компания|бренд|дүкен)~ бірлесіп›|‹бірлескен ' +
    '(?:жоба|пост|ойын|ұтыс|өнім)',
  '‹демеушілік (?:пост|жазба|көмегімен)',
  // English
  '‹this (?:post |video |reel )?(?:is|contains) (?:an? )?(?:ad|ads|advert|advertising|paid)›',
  '‹paid (?:partnership|promotion|ad|post|content|collab|partner|sponsorship|campaign)|‹paid ' +
    'for by ',
  '‹sponsored (?:content|post|video|reel)›|‹sponsored by @',
  '‹(?:brand deal)›(?= ever)',
  '‹(?:in|our|as part of our|part of our|my) (?:\\p{L}+ )?partnership(?: with›)?(?! with my)',
  '‹(?:partner(?:ed|ing)?|team(?:ed|ing)|collaborat(?:ed|ing|ion)|collab(?:bed|bing)?) (?:up ' +
    ')?(?:again )?with @(?!…(?:track|song|piece|single|album|platforms|mural|cover|beat|duet))',
  '‹in (?:paid )?collab(?:oration)? with (?:@|the brand)|‹in paid collab',
  '‹collab giveaway›',
  '‹(?:for|is) sponsoring›|‹for (?:partnering|having me on)',
  "‹our sponsor @|‹today[’']s sponsor|‹sponsored this|‹sponsors? of (?:today|this)",
  '‹made possible by @|‹brought to you by @|‹powered by @',
  '‹(?:partnering|working|worked|work|works) (?:together )?with ' +
    '@[^.!?\\n]{0,40}(?:campaign|show you|launch|project|collection|bring you)',
  '‹for supporting the (?:show|channel|podcast)',
  "‹they[’']re a client|‹is a client of mine|‹they are paying me›",
  '‹@ partner›|‹(?:official|proud) partner (?:of|with) @',
  '‹\\*?ad for @',
]

/** Words for a gift: a brand gave, lent or paid for what is shown, or invited to it. */
const GIVEAWAY_WORDS = [
  // Russian
  '‹бренд(?:ом)? (?:прислал|предоставил|подарил|пригласил|оплатил)',
  '@ (?:\\p{L}+,? ){0,3}(?:прислали|подарили|предоставил[иа]?|пригласили|угостили|накормили|' +
    'оплатили|отправили (?:мне|нам)|одели|выдали|приютили|передали)›',
  '‹(?:прислали|подарили|предоставили|привезли)(?: мне| нам)?(?: \\p{L}+){0,2} (?:на ' +
    '(?:пробу|обзор|тест)|от @)',
  '‹(?:прислал|подарил|предоставил|выдал|передал)[аи]? (?:[\\p{L}]+ ){0,3}(?:от @|@)',
  '‹(?:в подарок|бесплатно|бартер~) (?:от [@\\p{L}]+ )?за ' +
    '(?:отзыв|обзор|пост|упоминание|отметку|сторис|честн)',
  '‹(?:по бартеру|на бартер[еу]|бартер (?:с|от) )',
  '‹(?:посылк|коробк|коробочк|бокс|набор|пакет|пиар-?бокс|pr-?бокс|pr-?рассылк|пр-?рассылк)~ от @',
  '‹по приглашению(?: (?:бренд|отел|ресторан|компани|клиник|салон|магазин|команд|@)|\\s*[.,!])',
  '‹(?:спасибо|благодар(?:ю|им|ность))(?: ' +
    '(?:бренду|команде|компании|магазину|отелю|ресторану|клинике|салону|студии|ребятам(?: ' +
    'из)?|девочкам(?: из)?|огромное|большое))* @… за (?:\\p{L}+ ' +
    '){0,2}(?:наполнение|подар|приглаш|сотруднич|возможность|обзор|набор|посыл|тест|организац|' +
    'гостеприим|при[её]м)',
  '‹в гостях у @[^.!?]{0,60}(?:оплатили|подарили|угостили)',
  '‹(?:помогал[аи]?|дал[аи]?|предоставил[аи]?)(?: мне)? @',
  '‹(?:пресс-?тур|блог-?тур)›',
  // Kazakh
  '@~-? ?(?:\\p{L}+ ){0,3}(?:сыйлады|сыйға тартты|жіберді|жіберіпті|берді ' +
    'де|ұсынды|ұсынады|шақырды|шақырып)›',
  '‹шақыруымен›|‹шақыруы бойынша›|‹шақырғандарға рахмет',
  '‹(?:сыйлығ|шақырған|қолда[уғ]|жіберген|демеушілі)~ үшін (?:@~?|\\p{L}+ ' +
    ')*(?:рахмет|алғыс)|@…(?:сыйлығ|шақырған|жіберген)~ (?:үшін )?рахмет',
  '‹орнына (?:осы|бір)? ?пост|‹бартер~ (?:арқылы|бойынша|негізінде)',
  '‹сыйлыққа (?:берді|жіберді)|‹сынап көруге (?:берді|жіберді)',
  // English
  '‹gifted (?:by|from|product|item|stay)›|‹(?:kindly|generously) (?:sent|gifted|provided|hosted)',
  '‹(?:pr|gifted) (?:package|haul|box|unboxing|mailer|sample|product|gift|bag)',
  '@ (?:\\p{L}+ ){0,2}(?:sent (?:me|us|over|this|these|it)|gifted|hosted (?:me|us)|invited ' +
    '(?:me|us)|flew (?:me|us)|treated (?:me|us)|hooked (?:me|us) up|provided|gave ' +
    'me|loaned|comped|covered)',
  '‹(?:products?|stay|dress|outfit|look|shoes|meals?|tickets?|samples?) (?:was |were ' +
    ')?(?:provided|gifted|comped) by›',
  '‹courtesy of @|‹compliments of @|‹complimentary [\\p{L} ]{0,30}(?:from|by|at) @|‹comped ' +
    '(?:by|stay|meal)',
  '‹(?:c\\/o|hosted by) @|‹as (?:a )?guests? of @',
  '‹in exchange for (?:an? )?(?:honest )?(?:review|post|content|feedback|opinion)',
  '‹flew (?:me|us) (?:out )?to|‹hooked me up with',
  '‹gave me (?:credits|a discount|store credit)',
  '‹(?:press|brand|pr|influencer) (?:trip|event|dinner)›',
  '‹(?:thanks|thank you)(?: so much| again| to| the team at)* (?:@|\\p{Lu}\\p{L}+)… for ' +
    '(?:the (?:goodies|pr|gift|invite|product|samples|stay|box)|sending|having (?:me|us)›(?! ' +
    '(?:read|speak|talk|on|to|as))|hosting|inviting|gifting|partnering|sponsor|hooking|treating|' +
    'providing)',
]

/**
 * Gifts and ties that count only where the caption names an account that is neither credited nor a
 * friend's.
 */
const BESIDE_A_NAME = [
  // Words of the trade, wherever they stand
  '‹(?:плашк~|взаимодействи~ с бренд|реклам(?:а|у|ой|н~))|‹партн[её]р~…(?:блог|канал|страниц)|' +
    '‹по приглашению›',
  '‹(?:бартер|коллаб|спонсор|сотруднич|амбассадор|эндорсер|пиар|pr-|медиа-?визит|пресс-?показ)~',
  '‹жарнама(?:лық)?›(?! (?:түсірілім|агентт|туралы|бойынша))|‹(?:пиар|демеуші|ынтымақтаст|' +
    'серіктес(?!ім ))~|‹ақылы (?:негіз|түрде)',
  '‹ads?›(?! (?:astra|hoc|lib|agenc))|(?<!(?:about|on|in|of) (?:\\p{L}+ )?)‹advert~',
  '‹(?:sponsor~|gifted|collab~(?! with)|affiliate~|ambassador~|endors~|comped|pr|hosted|press|' +
    'media (?:stay|preview|trip|drive|visit))›',
  '‹(?:partner (?:of|for|post|content)|brand deal|creator (?:box|program|trip|mailer|list))›',
  // Given for a post
  '‹(?:гостинц|подароч|презент|посылочк|пр-бокс)~|‹(?:в обмен|взамен|за) (?:на )?(?:\\p{L}+ ' +
    ')?(?:упоминани|отметк|рассказ|контент|рилс|пост|съ[её]мк|блог)~',
  '‹(?:место|курс|номер|каюту|билет|абонемент|карту|образ|технику)~…(?:дали|подарили|' +
    'бесплатно|предоставил)',
  '‹(?:передал|привезл|положил|выдал|обставил|оформил|собрал|организовал|сделал)и ' +
    '(?:мне|нам)›|‹(?:мне|нам) (?:\\p{L}+ )?(?:передал|привезл|положил|выдал|обставил|оформил|' +
    'собрал|организовал|сделал)и›',
  '‹что (?:обставили|собрали|одели|накормили|выдали|привезли|прислали|подарили|сделали)',
  '‹(?:орнына|бізден|бар болғаны)…(?:пост|рилс|видео|шолу|есеп|сторис)|‹блогым~|‹блогер~',
  '‹(?:түсірілімге|сынауға|сыйға|сыйлыққа|подарокқа|подарокка|бартерге|тестке) ' +
    '(?:беріп|берді|берген|қалдырды|жіберді|тартты)|‹(?:тегін|ақысыз) (?:\\p{L}+ ' +
    '){0,2}(?:берді|берген|қосып|қабылда|орналастыр)',
  '‹(?:бізді|мені) (?:\\p{L}+ ){0,2}(?:тамақтандыр|қабылда|орналастыр|киіндір)|‹жіберген ' +
    'өнім|маркетингімен келіс',
  '‹(?:in (?:return|exchange|trade) for|traded (?:them|it|me)|on the house|at no cost|free of ' +
    'charge|for free so)',
  '‹(?:provided|supplied|loaned|lent|covered|treated|gifted|donated|dressed) ' +
    '(?:by|for|us|me|to|materials|the|kindly)|‹(?:sent|gave|lent|loaned|offered|comped) (?:to ' +
    ')?(?:me|us|over)›(?! an? (?:letter|bill|message|text|email|hug|look))',
  '‹let (?:me|us) (?:choose|pick|try|test|keep)|‹(?:asked|invited) (?:me|us) to ' +
    '(?:test|try|share|review)|‹(?:did|made|give|gave) (?:mine|us|me|it) (?:for free|a week)',
  '‹(?:presented|supported|powered|fueled|stocked) by|‹support by|‹(?:our|my) friends ' +
    '(?:at|from|over at) @|‹named…after (?:me|my)',
  '‹(?:i get|earn|get) (?:a )?(?:share|cut|commission|percentage)|‹pay(?:s|ing)? me›|‹dressed ' +
    '(?:me|us|the)',
  // Russian
  '‹(?:прислали|подарили|предоставили|пригласили|угостили|накормили|отправили|передали)›…@|' +
    '@…‹(?:прислали|подарили|предоставили|пригласили|угостили|накормили|отправили|передали)›',
  '‹(?:мне|нам|меня|нас) (?:\\p{L}+ ){0,2}(?:прислал|подарил|предоставил|пригласил|угостил|' +
    'накормил|отправил|передал|одолжил)[аио]?›',
  '‹(?:прислал|подарил|предоставил|пригласил|угостил|отправил|передал|одолжил|сделал)[аио]? ' +
    '(?:мне|нам|меня|нас)›(?=…(?:@|бренд|подар|за |в обмен|бесплатн)|.*честн)',
  '‹бренд~ (?:мне |нам )?(?:\\p{L}+ )?(?:дал|прислал|отдал|одолжил|пригласил)',
  '‹(?:подар|презент|сюрприз)~ от (?:@|бренд|команд|компани|магазин)|‹спасибо (?:вам |большое ' +
    ')*за (?:\\p{L}+ )?(?:подар|презент|посыл|сюрприз)',
  '‹за (?:отметку|отзыв|обзор|упоминание|рекламу|пост|сторис)›',
  '‹(?:по заказу|по просьбе|съ[её]мк~ для|снимал~ для|контент для|работа для) @',
  '(?<!(?:мой|моим|моего|нашего|с|бизнес|бывший)[ -])‹партн[её]р(?:ом|ы|ами)?›(?! по ' +
    ')…@|@[^.!?\\n]{0,20}[-–—,] (?:мой |наш |мои |наши )?партн[её]р',
  '‹(?:коллекци|капсул|лимитк|линейк)~…(?:вместе |совместно )?(?:с|x|×) ' +
    '@|‹(?:запустил|выпустил|создал|придумал)[аи]?…(?:вместе |совместно )?с @',
  // Kazakh
  '‹(?:демеуші|серіктес)(?:сі|міз|іміз|лер~)?›…@|@~?-?…(?:демеуші|серіктес)(?:сі|міз|іміз|мін|' +
    'пін)›',
  '‹коллаб~(?:мыз|м|сы)›|‹@ (?:x|х|×) (?:me|мен|я)›|‹(?:me|мен|я) (?:x|х|×) @',
  '‹ынтымақтаст~|‹рахмет…(?:сыйлығ|шақыр|жібер)|(?:сыйлығ|шақырған|жіберген)~…рахмет',
  '‹(?:маған|бізге|бізді|мені) (?:\\p{L}+ ){0,3}(?:жібер|сыйла|ұсын|прислал|подарил)',
  '‹(?:тест|шолу|пікір)~ (?:үшін|жасауға) (?:жіберді|берді)|‹(?:прислали|подарили) да›',
  // English
  '‹(?:they|the (?:brand|team)) (?:\\p{L}+ ' +
    ')?(?:sent|gifted|invited|hosted|flew|hooked|treated)›(?! me an? ' +
    '(?:letter|bill|message|text|email))|‹(?:been|was|were|got) (?:kindly ' +
    ')?(?:sent|gifted|invited)›(?! (?:home|me an? (?:letter|bill|message|text|email)|to (?:the ' +
    '|my )?(?:hospital|voicemail|wedding)))',
  '‹for having (?:me|us)›(?! (?:read|speak|talk|on|to|as|over for dinner))|‹for ' +
    '(?:hosting|inviting|treating|spoiling|sending) (?:me|us|this|these|over)|‹for the (?:early ' +
    'access|gift|goodies|invite|pr|love|treats|stay)',
  '‹my (?:\\p{L}+ )?(?:edit|collection|collab|line|drop|capsule|flavou?r|shade) with ' +
    '@|‹(?:co-?created|co-?designed|designed) with @',
  '‹(?:brand rep|team member)›|‹(?:proud|excited|thrilled|honou?red|happy) to (?:be ' +
    ')?(?:partner|team up|announce my|work with @|represent @)',
]

/** The author is bound to a brand, or earns by what is bought. */
const BOUND = [
  '‹(?:бренд-?)?амбассадор~ (?=бренд|@|…@)',
  '‹лицо (?:кампании|бренда|новой|рекламной)|‹посол(?:ом)? бренда',
  '‹амбассадор(?:ы|мын|ымын|ы боп|ы болып)›|‹бренд~ (?:елшісі|бет-?бейнесі)',
  '‹(?:brand|@) (?:rep|ambassador|affiliate|creator)›|‹ambassador ' +
    '(?:link|code|perks|discount|for @)',
  "‹(?:i[’']?a?m|as) an? (?:\\p{L}+ )?(?:ambassador|affiliate)›…@|‹(?:team )?@ athlete›",
  '‹affiliate (?:links?|codes?|disclosure|commission|partner)|‹@ affiliate|‹(?:an?|their) ' +
    'affiliate›',
  '‹commissions? (?:earned|on|from)|‹(?:earn|get|make) an? (?:\\p{L}+ ' +
    ')?(?:commission|cut)›|‹earn from qualifying|‹amazon associate›',
  '‹amazon (?:storefront|shop|list)›|‹(?:on|in|via|to|shop) (?:my )?(?:ltk|shopmy|like ?to ' +
    '?know|amazon)›',
]

/** A denial takes every word and offer back, but no code and no marking by law. */
const DENIALS = [
  '‹не (?:на правах )?(?:реклам(?:а|ы|ирую)|сотруднича~)›',
  '‹(?:без|никакой) рекламы›|#не_?реклама',
  '‹реклама ли (?:это|оно)',
  '‹(?:мне )?(?:никто|бренд|они) (?:мне )?(?:за (?:это|этот|него)~ )?(?:\\p{L}+ )?не (?:за)?плати',
  '‹(?:мне )?за (?:это|пост|отзыв|обзор) не (?:за)?плат',
  '‹не (?:спонсор|бартер|интеграция)',
  '‹жарнама(?: да| деп)? (?:емес|ойламаңыз)|‹жарнамасыз›|#жарнама_?емес',
  '‹(?:ешкім|бренд)…(?:төлеген жоқ|төлемеді)|‹ақша (?:алған|төлеген) (?:жоқпын|жоқ)',
  "(?:‹not|n[’']t|‹never)(?: do| even| being)?(?: an?)? (?:paid |sponsored " +
    ')?(?:ad|advert|advertisement|sponsored|gifted|affiliated|paid|pr|collab)›',
  "‹(?:no ?one|nobody|they didn[’']t)(?: is| has)? " +
    '(?:paid|paying|pay|sponsor)~|‹(?:unsponsored|unpaid)›',
  '‹(?:no|without) (?:brand deal|sponsor|ad)s?›',
  '‹wish (?:this|it|they|i)…(?:sponsor|paid|gifted)|‹never do an ad›',
]

/**
 * Authors who complain, paid themselves or collect for others are not paid: words that count only
 * beside a name do not count.
 */
const UNPAID = [
  '‹(?:верните|верни|вернут|обман|жалоб|претензи|брак›|бракован|хамств|отвратительн|' +
    'разочарован|больше не (?:прид|закаж|куп)|не рекоменд|опоздал|врут)~',
  '‹(?:ұят|қайтарып беріңіз|алдап|алдады|шағым|өкіндім|кешікті|істемейді)~',
  '‹(?:refund|charged (?:me|us) twice|overpriced|never ' +
    'again|avoid|rude|scam|rip-?off|disappoint|returning it|hung up|insulting|on hold)~',
  '‹(?:вы серь[её]зно|жду ответа|претензию|штраф|дөрекі|бармаймын|жауап беріңіз)~',
  '‹(?:на|за) свои(?: деньги| кровные)?›(?! не)|‹(?:купил|брал|оплатил|покупал)а? ' +
    '(?:сам|полностью|за полную)|‹(?:сами|сама|сам) (?:платил|оплатил|купил|покупал)~|‹полн~ ' +
    '(?:цен|стоимост)~',
  '‹өз ақша~|‹өзіміз төлед~|‹өзім (?:төле|сатып)~',
  '‹(?:own money|paid full|bought (?:it|this|these|them|mine)|my own (?:dime|cash))',
  '‹(?:донат|пожертв|приют|благотворит|сбор ' +
    'средств|қайырымдылық|donat~|charity|shelter|petition|fundrais~)',
]

/** Offers of and requests for advertising say how to get it: they advertise no brand. */
const FOR_ADVERTISERS = [
  '‹(?:по )?(?:вопрос~|поводу|прайс|цен[аы]|условия|расценки|стоимость|медиакит)…(?:реклам|' +
    'сотруднич|коллаб)~',
  '(?:реклам|сотруднич|бартер|коллаб|взаимопиар)~…(?:прайс|услови|медиакит|менеджер|директ|в ' +
    'лс|почт|пишите)',
  '‹(?:ищу|открыта? (?:к|для)|беру|рассмотрю|предлагайте)…(?:реклам|сотруднич|коллаб|бартер)',
  '‹(?:реклама|сотрудничество|жарнама|ынтымақтастық|pr|collabs?)[\\p{L} ]{0,30}[:–—-] ' +
    '?(?:[\\w.]+\\x40|\\+?\\d{4}|[\\w.\\x40]*(?:manag|menedzh|agency|assist))',
  '‹(?:жарнама|ынтымақтастық|серіктестік)~ (?:бойынша|туралы|үшін|мәселе|бер~|орналастыр)',
  '‹(?:for|all) (?:collabs?|collaborations?|partnerships?|pr|brand ' +
    'deals?|sponsorships?)›…(?:email|dm|message|contact|@)|‹(?:looking for|seeking|open ' +
    'to)…(?:sponsor|collab|partner|brand)',
]

/** Hashtags as a whole, without #. */
const HASHTAGS = [
  'реклам(?:а|ный|ная|ное)(?!агент|бизнес|услуг|таргет|маркет|фото|в|на|для)(?!\\p{L}*\\d)\\p{L}*',
  'жарнама(?:лық(?:пост|жазба))?',
  'ад',
  '(?:спонсор|спонсорск\\p{L}+|сотрудничество|партн[её]рство|партн[её]рск\\p{L}+|интеграция|' +
    'коллаб|коллаборация|бартер|амбассадор|пресстур|промокод|артикул\\p{L}*)',
  '(?:серіктес|серіктестік|серіктес\\p{L}*(?:жазба|пост)|демеуші|ынтымақтастық|ақылы(?:пост|' +
    'жарнама))',
  '(?:ad|ads|adv|advert|advertisement|paidad|spon|spons|sponsored(?:post|content)?|partner|' +
    'paidpartner(?:ship)?|paid(?:collab|post)|brand(?:partner|ambassador|collab)|pr(?:gift|' +
    'package|box|haul|sample)|gifted(?:by\\w+|pr|product|stay)?|giftedad|affiliate(?:link)?s?|' +
    'commission(?:able|s)?(?:link|earned)|collab|collaboration|discountcode|promocode|ltk\\w*|' +
    'liketkit|shopmy|amazon(?:affiliate|influencer|storefront)|anzeige|werbung|presstrip)',
  '(?!not|un|non|life|dance|dancing|gym|work|workout|train|training|travel|travelling|' +
    'business|crime|run|running|sparring|adventure|study|climbing|swim|hiking|lifting|riding|' +
    'yoga)\\w+?_?(?:paid|partner|partnered|ambassador|sponsored)',
]

/**
 * The text before a marker: the beginning, the end of a sentence or of a line, a bracket, a bar or
 * an emoji.
 */
const BEFORE_MARKER = '(?<=^|[.!?…,;|:—–*·•)(\\[\\n]\\s*|\\p{Extended_Pictographic}\\uFE0F?\\s*)'
const AFTER_MARKER =
  '(?=\\s*(?:[.!|:,;*•·)\\]\\n]|\\/\\/|$|\\p{Extended_Pictographic}|erid|(?:[-–—] ' +
  '?)?@|#|(?:ооо|ао|пао|спао|ип|тоо|жк|жшс)(?!\\p{L}))|(?<=ad|advert|gifted|' +
  'sponsored)\\s[-–—]\\s)'

const MARKERS = new RegExp(`${BEFORE_MARKER}(?:${ALONE.join('|')})${AFTER_MARKER}`, 'giu')

export const AD_PHRASES: readonly RegExp[] = [MARKERS, ...patterns(STATED, GIVEAWAY_WORDS, BOUND)]
/** Words by which a post itself says that it is advertising. */
export const AD_STATEMENTS: readonly RegExp[] = [MARKERS, ...patterns(STATED)]
/** Words that count only where another party is named. */
export const AD_WORDS_BESIDE_A_NAME: readonly RegExp[] = patterns(BESIDE_A_NAME)
export const UNPAID_WORDS: readonly RegExp[] = patterns(UNPAID)
export const AD_DENIALS: readonly RegExp[] = patterns(DENIALS, FOR_ADVERTISERS)
export const AD_HASHTAG = pattern(`(?<![\\p{L}\\p{N}&])#(?:${HASHTAGS.join('|')})›`)

/** A hashtag that names the brand: #chimepartner. */
export const BRAND_HASHTAG =
  /(?<![\p{L}\p{N}&])#([a-z0-9]{3,30}?)_?(?:partner|partnered|ambassador|paid)(?![\p{L}\p{N}_])/giu
