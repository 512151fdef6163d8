/** Headings under which each line ends with its price. */
export const LIST_HEADING =
  /^\P{L}{0,8}(?:\p{L}{1,12} ){0,2}(?:price ?list|prices|price|rates|menu|bei|bei zetu|прайс|прайс-лист|цены|меню|бағалар|бағалары|fiyatlar|fiyat listesi|tarifs|prix|precios|preços|tabela|harga|pricelist|الاسعار|نархлар|narxlar|料金)\P{L}{0,8}$/u

/** Nouns that a bundle counts ("3 pcs for 1000"). */
export const COUNTED: ReadonlySet<string> = new Set(
  (
    'pcs pc pieces piece pairs pair items packs pack sets tops dresses shirts tees socks units ' +
    'bags bottles boxes vipande ' +
    'шт штук штуки пары пар пара комплекта дана жұп дона dona ta adet tanesi tane pasang lembar ' +
    'buah helai pièces peças stück piezas unidades ' +
    'حبات حبه قطع قطعه 個 点 枚 本 セット'
  ).split(' '),
)
/** Words between the number of a bundle and its price. */
export const BUNDLE_LINKS: ReadonlySet<string> = new Set(
  'for at @ kwa за = - только only just für pour por par per a à de ب で cuma hanya'.split(' '),
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
  ]
    .flatMap((words, index) => words.split(' ').map((word) => [word, BigInt(index + 1)] as const))
    .concat(
      'ishirini thelathini arobaini hamsini sitini sabini themanini tisini'
        .split(' ')
        .map((word, index) => [word, BigInt(10 * index + 20)] as const),
    ),
)

/**
 * Sheng and Swahili for sums, with what they are worth; those that are sure need no other word of
 * price.
 */
export const SUMS_IN_WORDS: ReadonlyMap<string, { worth: bigint; isSure: boolean }> = new Map([
  ['laki', { worth: 100_000n, isSure: true }],
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
