import { fold } from './fold.ts'

/** A sign beside an amount that names a currency. */
export type CurrencySign = {
  /** ISO 4217. Empty: always the store's. */
  codes: readonly string[]
  /** The currency that is meant in a store with none of these; null: it could be any. */
  usual: string | null
  /** Whether people write it after the amount, or there alone. */
  side: 'before' | 'after' | 'only_after'
  /** Whether it counts only in a store of that currency. */
  isOwnOnly: boolean
  /** Whether it is also an ordinary word, a brand or a model. */
  isWord: boolean
}

/** ISO codes that captions name. */
const ISO = (
  'kes ugx tzs rwf bif etb ngn ghs zar usd eur gbp inr pkr lkr npr kzt rub uzs kgs tjs uah byn ' +
  'aed sar qar kwd omr bhd ' +
  'jod iqd tnd lyd egp dzd xof xaf zmw mwk bwp nad mzn aoa cad aud nzd sgd hkd cny jpy krw thb ' +
  'idr myr php vnd chf sek ' +
  'nok dkk pln czk huf bgn azn brl mxn clp ars ils mad try gel amd ron pen cop'
).split(' ')
const WORDS: ReadonlySet<string> = new Set(
  'mad try gel amd ron pen cop cad all top lak rs som rand bob rm sr qr bd dt'.split(' '),
)

/**
 * The signs that sellers write besides those that Intl knows: currencies, the usual one first, "?"
 * if there is none | side | words | where it is described. "own" counts only in a store of that
 * currency.
 */
const WRITTEN = `
 | after | /= /- | Wikipedia: Ugandan shilling, notation
KES | before | ksh kshs kshz kesh | Wikipedia: Kenyan shilling
KES UGX TZS SOS | before | sh shs shilling shillings shilingi шиллинг шиллингов | Wikipedia: Shilling
KES | after | bob | Wikipedia: Kenyan shilling
UGX | before | ush ushs | Wikipedia: Ugandan shilling
TZS | before | tsh tshs tzsh | Wikipedia: Tanzanian shilling
RWF | before | frw rwfs | Wikipedia: Rwandan franc
ETB | after | birr | CLDR: en, ETB
NGN | after | naira | CLDR: en, NGN
NGN | own before | n # | Wikipedia: Naira sign, substitutes
GHS | before | gh₵ gh¢ ghc ₵ | Wikipedia: Ghanaian cedi
GHS | after | cedi cedis | CLDR: en, GHS
ZAR | after | rand rands | CLDR: en, ZAR
ZAR | own before | r | CLDR: en-ZA, narrow sign
USD CAD AUD NZD SGD HKD MXN CLP COP ARS NAD | before | $ | CLDR: narrow sign
USD CAD AUD NZD SGD HKD NAD | after | dollar dollars bucks доллар доллара долларов dólar dólares dolares dollari dolar دولار | CLDR: names
USD | before | us$ у.е | CLDR: fr, USD
CAD | before | c$ ca$ | CLDR: en, CAD
AUD | before | a$ au$ | CLDR: en, AUD
NZD | before | nz$ | CLDR: en, NZD
SGD | before | s$ | Wikipedia: Singapore dollar
HKD | before | hk$ | CLDR: en, HKD
BRL | before | r$ | CLDR: pt-BR
BRL | after | reais | CLDR: pt-BR, names
EUR | after | euro euros евро | CLDR: names
INR PKR LKR NPR MUR | before | rs rupees rupee रुपये रुपए रुपया रु | CLDR: en and hi, names
KZT | after | тг тнг теңге тенге tg tenge | Wikipedia: Kazakhstani tenge
KZT | own only_after | т t | Wikipedia: Kazakhstani tenge
RUB BYN | only_after | руб рубль рубля рублей рублеи р | CLDR: ru, names
RUB | own only_after | p | Latin for Cyrillic р
UZS | after | сум сўм so'm soum sum | CLDR: uz, names
KGS UZS | after | сом сома сомов som | CLDR: ky, names; Wikipedia: Uzbekistani sum
KGS | own only_after | с c | Wikipedia: Kyrgyz som
UAH | after | грн гривен гривень | CLDR: uk, names
AED MAD | before | dhs dh | Wikipedia: United Arab Emirates dirham; Moroccan dirham
? AED MAD | after | درهم دراهم dirham dirhams дирхам дирхамов | CLDR: ar, names
? SAR QAR OMR YER | after | ريال riyal riyals rial rials | CLDR: ar, names
? KWD BHD JOD IQD TND LYD DZD | after | دينار dinar dinars динар | CLDR: ar, names
? EGP SDG | after | جنيه | CLDR: ar, names
? MXN COP ARS CLP PHP DOP UYU | after | peso pesos | CLDR: es, names
KWD | before | kd د.ك | CLDR: ar-KW
BHD | before | bd د.ب | CLDR: ar-BH
OMR | before | ر.ع | CLDR: ar-OM
SAR | before | sr ر.س | CLDR: ar-SA
QAR | before | qr ر.ق | CLDR: ar-QA
AED | before | د.إ د.ا | CLDR: ar-AE
MAD | before | د.م | CLDR: ar-MA
TND | before | dt د.ت | CLDR: ar-TN
IQD | before | د.ع | CLDR: ar-IQ
EGP | own before | le egp ج.م | CLDR: ar-EG
TRY | after | tl lira лир lirası | CLDR: tr, names
JPY | after | 円 yen | CLDR: ja, narrow sign
? CNY JPY | before | ¥ | CLDR: narrow sign
CNY | after | yuan юаней юань 元 rmb | CLDR: zh, names
IDR | before | rp rupiah | CLDR: id-ID
MYR | before | rm | CLDR: ms-MY
PLN | after | zł zl złotych | CLDR: pl-PL
CZK | after | kč | CLDR: cs-CZ
AZN | after | манат manat | CLDR: az, names
GEL | after | лари lari | CLDR: ka, names
AMD | after | драм dram | CLDR: hy, names
XOF XAF | after | fcfa cfa | CLDR: fr, signs
`

const isSide = (text: string): text is CurrencySign['side'] =>
  text === 'before' || text === 'after' || text === 'only_after'

/** Signs and words beside amounts, folded. */
const CURRENCIES: ReadonlyMap<string, CurrencySign> = new Map([
  ...signsOfIntl(),
  ...ISO.map((code): [string, CurrencySign] => [
    code,
    signOf([code.toUpperCase()], { isWord: WORDS.has(code) }),
  ]),
  ...WRITTEN.trim().split('\n').flatMap(writtenSigns),
])

/** Words of currencies, for those who split a text. */
export const CURRENCY_WORDS: readonly string[] = [...CURRENCIES.keys()]
/** Abbreviations such as "د.ك", whose dots are no ends of sentences. */
export const DOTTED_SIGNS = new RegExp(
  String.raw`(?:${CURRENCY_WORDS.filter((word) => /^\p{L}\.\p{L}$/u.test(word))
    .map((word) => word.replace('.', String.raw`\.`))
    .join('|')})\.?(?!\p{L})`,
  'u',
)

type Rest = Partial<Omit<CurrencySign, 'codes'>>
function signOf(codes: readonly string[], rest: Rest): CurrencySign {
  return {
    codes,
    usual: codes[0] ?? null,
    side: 'before',
    isOwnOnly: false,
    isWord: false,
    ...rest,
  }
}

function writtenSigns(row: string): [string, CurrencySign][] {
  const [codes = '', sides = '', words = ''] = row.split('|').map((cell) => cell.trim())
  const isShared = codes.startsWith('?')
  const list = codes.replace('?', '').trim().split(' ').filter(Boolean)
  const side = sides.replace('own ', '')
  if (!isSide(side)) throw new TypeError(`${row}: no side of a currency`)
  return words.split(' ').map((word) => [
    fold(word).text,
    signOf(list, {
      side,
      isOwnOnly: sides !== side,
      isWord: WORDS.has(word),
      ...(isShared ? { usual: null } : {}),
    }),
  ])
}

/**
 * The signs of Intl that are no letters; several currencies have one sign, and only one of them is
 * common.
 */
function signsOfIntl(): [string, CurrencySign][] {
  return ISO.flatMap((code) => {
    const [sign] = new Intl.NumberFormat('en', {
      style: 'currency',
      currency: code,
      currencyDisplay: 'narrowSymbol',
    })
      .formatToParts(1)
      .filter(({ type }) => type === 'currency')
    return sign && /^\p{Sc}$/u.test(sign.value)
      ? [[sign.value, signOf([code.toUpperCase()], {})] satisfies [string, CurrencySign]]
      : []
  })
}

/** "so'mdan", "tl'den", "теңгеге": a currency in a case. */
const CASE = /^(.{1,7}?)'?(dan|den|tan|ten|дан|ден|тан|тен|дон|ga|ge|ге|га|го)$/

/** The currency of a word, whatever its case, and whether that says "from". */
export function currencyOf(word: string): { sign: CurrencySign; isAblative: boolean } | null {
  const sign = CURRENCIES.get(word)
  if (sign) return { sign, isAblative: false }
  const [, stem = '', suffix = ''] = CASE.exec(word) ?? []
  const inCase = stem.length > 1 ? CURRENCIES.get(stem) : undefined
  return inCase ? { sign: inCase, isAblative: /[нn]$/.test(suffix) } : null
}

/**
 * Returns the currency that a sign means in a store with the currency `store`; null when that is
 * unsure.
 */
export function meaningOf(
  { codes, usual }: CurrencySign,
  store: string,
): { currency: string | null; possible: readonly string[]; isNamed: boolean } {
  if (codes.length === 0) return { currency: store, possible: [], isNamed: false }
  const currency = codes.includes(store) ? store : usual
  return { currency, possible: currency === null ? codes : [], isNamed: true }
}
