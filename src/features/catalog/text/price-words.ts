/** What words beside an amount say about it. */
export type Cue =
  /** A price, whatever else stands between the word and the amount. */
  | 'price'
  /** A price where the amount follows at once and is large enough: "at 1500", "за 3000". */
  | 'weak'
  | 'was'
  | 'now'
  | 'from'
  | 'each'
  /** Money, but not what the product costs: delivery, deposits, savings, prizes. */
  | 'fee'
  /** No money: a size, a till, a model, an address. */
  | 'decoy'

/** Phrases of up to three words before an amount, folded. */
const BEFORE: readonly (readonly [Cue, string])[] = [
  [
    'price',
    'price|prices|pricing|price ranges|cost|costs|costing|goes for|going for|go for|selling at|sells at|selling for|retailing at|' +
      'bei|bei ni|inauzwa|zinauzwa|inaenda|zinaenda|tunauza|kwa bei|thamani|retail|wholesale|rejareja|jumla|' +
      'цена|цены|цене|цену|стоимость|стоит|стоят|прайс|баға|бағасы|бағамыз|құны|сатылады|опт|оптом|розница|в розницу|нархи|narxi|fiyat|precio|السعر|سعر',
  ],
  [
    'weak',
    'at|@|for|only|just|for only|kwa|tu|sale|offer|за|по|всего|всего за|тек|небары|📌|🏷|💰|💵',
  ],
  [
    'was',
    'was|were|before|mrp|statt|до скидки|без скидки|previously|originally|instead of|formerly|usual price|normal price|original price|old price|rrp|' +
      'ilikuwa|zilikuwa|badala ya|bei ya zamani|было|был|была|вместо|раньше|старая цена|бұрын|бұрынғы бағасы|ескі бағасы|орнына',
  ],
  [
    'now',
    'now|now only|sale price|offer price|new price|discounted price|reduced to|down to|promo price|' +
      'sasa|sasa ni|bei mpya|стало|сейчас|теперь|новая цена|цена со скидкой|со скидкой|акция|после|после скидки|қазір|енді|жаңа бағасы',
  ],
  [
    'from',
    'from|starting|starting at|starting from|starts at|starts from|start from|as low as|prices from|min|minimum|' +
      'kuanzia|kuanza|inaanzia|от|начиная от|начиная с',
  ],
  [
    'each',
    'each|per piece|per pc|kila moja|moja kwa|за штуку|за шт|за единицу|за пару|данасы|біреуі',
  ],
  [
    'fee',
    'delivery|deliveries|delivery cost|delivery costs|delivery price|delivery charges|shipping|shipping cost|courier|transport|delivery fee|deposit|down payment|booking fee|fee|fees|' +
      'save|saving|discount|off|win|winner|voucher|gift card|giveaway|prize|salary|worth|above|over|exceeding|' +
      'orders above|minimum order|min order|budget|earn|donate|raised|cashback|' +
      'usafiri|okoa|shinda|доставка|доставки|доставку|предоплата|депозит|скидка|скидку|экономия|сэкономьте|выиграй|розыгрыш|разыгрываем|приз|свыше|зарплата|оклад|жалақы|' +
      'жеткізу|жеңілдік|сертификат|отправка|рассрочка|бөліп төлеу|installments|instalments',
  ],
  [
    'decoy',
    'size|sizes|sz|р-р|р-ры|hit|reached|gained|crossed|past|mita|metres|kilo|lita|набрали|uk|eu|eur size|us size|waist|length|bust|hips|height|width|age|ages|aged|' +
      'till|till no|till number|buy goods|paybill|pay bill|acc|account|a/c|ac|business number|no|nos|number|tel|call|text|whatsapp|phone|contact|mpesa|' +
      'shop|stall|room|suite|office|floor|block|plot|house|building|street|road|st|rd|box|unit|door|gate|route|' +
      'iphone|ipad|galaxy|samsung|redmi|note|infinix|tecno|pixel|model|jordan|max|force|balance|yeezy|dunk|vapormax|gtx|rtx|core|ryzen|' +
      'playstation|ps|xbox|windows|series|mark|chanel|levis|' +
      'code|sku|art|article|item|ref|id|iso|spf|ip|page|chapter|vol|volume|episode|ep|part|day|week|month|year|since|est|class|' +
      'level|step|grade|form|rated|route|bus|flat|lot|batch|' +
      'nambari|simu|duka|ghorofa|saizi|umri|mwaka|' +
      'размер|размеры|размера|рост|возраст|тел|телефон|ул|улица|дом|д|кв|офис|бутик|магазин|этаж|ряд|место|код|артикул|арт|модель|' +
      'номер|счет|карта|каспи|год|лет|глава|часть|день|шаг|мкр|проспект|пр|' +
      'өлшем|өлшемі|жас|үй|көшесі|қабат|нөмір|нөмірі|тауар коды|код товара',
  ],
]

/** Words that may stand between a cue and its amount without ending its hold. */
export const FILLERS: ReadonlySet<string> = new Set(
  (
    'is are only just at for of the a an to ni ya tu kwa going selling price cost bei about approx around ' +
    'это за по до от всего цена only' +
    ' number no numbers range ranges'
  ).split(' '),
)

/** Phrases after an amount, folded. */
const AFTER: readonly (readonly [Cue, string])[] = [
  [
    'weak',
    'only|tu|pekee|last price|final price|final|asking|net|neg|negotiable|slightly|fixed|all in|flat|ғана|гана|тек|всего',
  ],
  [
    'each',
    'each|per|per piece|per pc|a piece|apiece|a pc|pp|a pair|per pair|per set|kila|kila moja|за шт|за штуку|за пару|за единицу|каждая|' +
      'каждый|каждое|штука|данасы|бір данасы',
  ],
  ['from', 'бастап|дан|ден|тан|тен'],
  ['was', 'before|instead'],
  [
    'fee',
    'off|discount|per month|a month|monthly|в месяц|мес|айына|extra|delivery fee|delivery charge|delivery charges|for delivery|deposit|shipping fee|shipping|cashback|voucher|budget|скидки|скидка|предоплата|' +
      'жеңілдік|salary',
  ],
  [
    'decoy',
    'ml|l|lt|ltr|litre|litres|liter|cl|kg|kgs|kilo|kilos|g|gm|gms|gr|grams|mg|oz|lb|lbs|cm|mm|m|mtr|metres|meters|km|kms|inch|inches|ft|feet|yards|' +
      'mah|wh|w|watts|v|volts|hz|ghz|mhz|gb|tb|mb|mp|px|p|hp|cc|rpm|fps|dpi|k gold|karat|carat|gsm|tv|bpm|kcal|cal|calories|spf|° |' +
      'am|pm|hrs|hours|hour|hr|h|min|mins|minutes|sec|seconds|day|days|weeks|week|months|month|years|year|yrs|yr|yo|' +
      'st|nd|rd|th|s|x|eu|uk|us|seater|tier|ply|pack|in one|' +
      'followers|follower|likes|views|subscribers|members|customers|clients|orders|reviews|people|guests|students|participants|friends|sales|' +
      'pieces|piece|pcs|pc|pairs|pair|items|units|left|remaining|available|colors|colours|designs|styles|sizes|size|packs|bags|boxes|bottles|sets|' +
      'steps|reps|miles|run|race|marathon|challenge|gold|plated|points|stars|floor|street|avenue|road|' +
      'get|goals|looks|reasons|ways|things|times|pages|words|winners|slots|seats|spots|sq|acres|' +
      'watu|siku|miaka|masaa|wafuasi|' +
      'мл|л|литр|литра|литров|кг|г|гр|грамм|мг|см|мм|м|км|метр|метра|метров|дюйм|дюймов|вт|в|гц|гб|тб|мп|мач|' +
      'шт|штук|штуки|пар|пары|пара|комплект|комплекта|размер|размера|размеры|рост|р-р|р-ры|лет|год|года|году|г|дня|дней|день|час|часа|часов|мин|минут|' +
      'подписчиков|подписчика|лайков|заказов|человек|клиентов|отзывов|мест|место|этаж|раз|цветов|' +
      'дана|жыл|жас|күн|сағат|минут|өлшем|адам|жазылушы|тапсырыс',
  ],
]

export const CUES_BEFORE: ReadonlyMap<string, Cue> = byPhrase(BEFORE)
export const CUES_AFTER: ReadonlyMap<string, Cue> = byPhrase(AFTER)

/** Words that say that what is delivered costs nothing: the delivery beside them is no fee. */
export const FREE: ReadonlySet<string> = new Set(
  'free bure бесплатная бесплатно бесплатную тегін'.split(' '),
)

/** Headings under which each line ends with its price. */
export const LIST_HEADING =
  /^\P{L}{0,8}(?:\p{L}{1,12} ){0,2}(?:price ?list|prices|price|rates|menu|bei|bei zetu|прайс|прайс-лист|цены|меню|бағалар|бағалары)\P{L}{0,8}$/u

/** Nouns that a bundle counts ("3 pcs for 1000"). */
export const COUNTED: ReadonlySet<string> = new Set(
  (
    'pcs pc pieces piece pairs pair items packs pack sets tops dresses shirts tees socks units bags bottles boxes vipande ' +
    'шт штук штуки пары пар пара комплекта дана жұп'
  ).split(' '),
)
/** What stands between the number of a bundle and its price. */
export const BUNDLE_LINKS: ReadonlySet<string> = new Set(
  'for at @ kwa за = - только only just'.split(' '),
)

/** Numbers in words that captions use in bundles and amounts. */
export const NUMBER_WORDS: ReadonlyMap<string, bigint> = new Map(
  [
    'one moja бір',
    'two mbili два две екі',
    'three tatu три үш',
    'four nne четыре төрт',
    'five tano пять бес',
    'six sita шесть алты',
    'seven saba семь жеті',
    'eight nane восемь сегіз',
    'nine tisa девять тоғыз',
    'ten kumi десять он',
  ].flatMap((words, index) => words.split(' ').map((word) => [word, BigInt(index + 1)] as const)),
)

/** Sheng and Swahili for sums, with what they are worth; those that are sure need no other word of price. */
export const SUMS_IN_WORDS: ReadonlyMap<string, { worth: bigint; isSure: boolean }> = new Map([
  ['elfu', { worth: 1_000n, isSure: false }],
  ['mia', { worth: 100n, isSure: false }],
  ['thao', { worth: 1_000n, isSure: true }],
  ['thaoo', { worth: 1_000n, isSure: true }],
  ['thau', { worth: 1_000n, isSure: true }],
  ['tao', { worth: 1_000n, isSure: false }],
  ['ngiri', { worth: 1_000n, isSure: true }],
  ['soo', { worth: 100n, isSure: true }],
  ['punch', { worth: 500n, isSure: false }],
  ['pinji', { worth: 500n, isSure: false }],
  ['finje', { worth: 50n, isSure: false }],
])

function byPhrase(table: readonly (readonly [Cue, string])[]): Map<string, Cue> {
  return new Map(
    table.flatMap(([cue, phrases]) => phrases.split('|').map((phrase) => [phrase, cue] as const)),
  )
}
