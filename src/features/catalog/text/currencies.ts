/** A currency by what stands beside an amount. */
export type CurrencySign = {
  /** ISO 4217. The first is meant unless the store's own is among them. Empty: always the store's. */
  codes: readonly string[]
  /** Whether people write it after the amount; where a sign stands between two amounts, it belongs to the first. */
  follows: boolean
}

const before = (...codes: string[]): CurrencySign => ({ codes, follows: false })
const after = (...codes: string[]): CurrencySign => ({ codes, follows: true })

/** ISO codes that captions name in Latin letters, and that are no words of their own. */
const ISO = (
  'kes ugx tzs rwf bif etb ngn ghs zar usd eur gbp inr pkr lkr npr kzt rub uzs kgs tjs uah byn aed sar qar kwd omr bhd ' +
  'egp tnd dzd xof xaf zmw mwk bwp nad mzn aoa cad aud nzd sgd hkd cny jpy krw thb idr myr php vnd chf sek nok dkk ' +
  'pln czk huf bgn gel amd azn brl mxn clp ars ils'
).split(' ')

const SHILLINGS = ['KES', 'UGX', 'TZS', 'SOS']
const DOLLARS = ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN', 'CLP', 'COP', 'ARS', 'NAD']
const RUPEES = ['INR', 'PKR', 'LKR', 'NPR', 'MUR']

/** Signs and words beside amounts, folded (lower case, NFKC). */
export const CURRENCIES: ReadonlyMap<string, CurrencySign> = new Map([
  ...ISO.map((code): [string, CurrencySign] => [code, before(code.toUpperCase())]),
  ['/=', after()],
  ['/-', after()],
  ...words(before('KES'), 'ksh kshs kshs kshz kesh'),
  ...words(before(...SHILLINGS), 'sh shs shilling shillings shilingi шиллинг шиллингов'),
  ...words(after('KES'), 'bob'),
  ...words(before('UGX'), 'ush ushs'),
  ...words(before('TZS'), 'tsh tshs tzsh'),
  ...words(before('RWF'), 'frw rwfs'),
  ...words(after('ETB'), 'birr'),
  ...words(before('NGN'), '₦'),
  ...words(after('NGN'), 'naira'),
  ...words(before('GHS'), '₵ gh₵ gh¢ ghc'),
  ...words(after('GHS'), 'cedi cedis'),
  ...words(after('ZAR'), 'rand rands'),
  ...words(before(...DOLLARS), '$'),
  ...words(after(...DOLLARS), 'dollar dollars bucks доллар доллара долларов'),
  ...words(before('USD'), 'us$'),
  ...words(before('CAD'), 'c$ ca$'),
  ...words(before('AUD'), 'a$ au$'),
  ...words(before('NZD'), 'nz$'),
  ...words(before('SGD'), 's$'),
  ...words(before('HKD'), 'hk$'),
  ...words(before('BRL'), 'r$'),
  ...words(before('EUR'), '€'),
  ...words(after('EUR'), 'euro euros евро'),
  ...words(before('GBP'), '£'),
  ...words(before('INR'), '₹'),
  ...words(before(...RUPEES), 'rs rupees rupee'),
  ...words(before('KZT'), '₸'),
  ...words(after('KZT'), 'тг тнг теңге тенге теңгеден теңгеге tg tenge'),
  ...words(before('RUB'), '₽'),
  ...words(after('RUB', 'BYN'), 'руб рубль рубля рублей рублеи р'),
  ...words(after('UZS'), "сум сўм so'm soum"),
  ...words(after('KGS'), 'сом сома сомов som'),
  ...words(after('UAH'), '₴ грн гривен'),
  ...words(before('AED'), 'dhs dh aed'),
  ...words(before('TRY'), '₺'),
  ...words(after('TRY'), 'tl lira лир'),
  ...words(before('CNY', 'JPY'), '¥'),
  ...words(after('CNY'), 'yuan юаней юань'),
  ...words(before('KRW'), '₩'),
  ...words(before('ILS'), '₪'),
  ...words(before('VND'), '₫'),
  ...words(before('PHP'), '₱'),
  ...words(before('THB'), '฿'),
  ...words(after('PLN'), 'zł zl'),
  ...words(after('AZN'), '₼ манат'),
  ...words(after('GEL'), '₾ лари'),
  ...words(after('AMD'), '֏ драм'),
])

/** Letters that are currencies only against the digits, some only in a store of that currency. */
export const LETTER_CURRENCIES: ReadonlyMap<
  string,
  { code: string; anywhere: boolean; follows: boolean }
> = new Map([
  ['r', { code: 'ZAR', anywhere: true, follows: false }],
  ['n', { code: 'NGN', anywhere: false, follows: false }],
  ['с', { code: 'KGS', anywhere: false, follows: true }],
])

/** The currency that a sign means in a store of another. */
export function meaningOf(
  sign: CurrencySign,
  storeCurrency: string,
): { currency: string; isNamed: boolean } {
  const [first] = sign.codes
  if (first === undefined) return { currency: storeCurrency, isNamed: false }
  return { currency: sign.codes.includes(storeCurrency) ? storeCurrency : first, isNamed: true }
}

function words(sign: CurrencySign, list: string): [string, CurrencySign][] {
  return list.split(' ').map((word) => [word, sign])
}
