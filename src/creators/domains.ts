import tlds from 'tlds' with { type: 'json' }

/**
 * Every top-level domain of IANA's list, in lower case; those of other scripts in their own
 * letters.
 */
const TOP_LEVEL: ReadonlySet<string> = new Set(tlds)

/** Longer endings that companies write with a capital: "Booking.Com". */
const WRITTEN_WITH_CAPITAL: ReadonlySet<string> = new Set(['com', 'net', 'org', 'info', 'biz'])
/** Country codes that are also words: "love.It" lacks a space and is not an address in Italy. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'ad al am as at au be by ca ce ci co da de do el en es et eu fi fr ge hi ho id il im in io ' +
    'is it ja je la le li lo ' +
    'ma me mi mo mu my na ne ni no nu om or pa pi pm re sa se si sh so su ta te ti to tu un us ' +
    'va ve vi vu wo ya ye yo yt za'
  ).split(' '),
)
/** Longer endings that are also words: "SALE.NOW" has lost a space. */
const CAPITAL_WORDS: ReadonlySet<string> = new Set(
  (
    'able ally art baby band bar beauty bed best bet bid big bike black blue book boo bot box ' +
    'build business buy cab cafe call ' +
    'camp car care cars case cash cat center chat cheap christmas city click coach coffee ' +
    'college community contact cool ' +
    'country coupon cruise dad dance data date day deal deals delivery design diet digital ' +
    'direct discount discover doctor ' +
    'dog dot download drive earth eat education email energy exchange expert fail faith family ' +
    'fan fans farm fashion fast ' +
    'feedback film final fire fish fit flights florist flowers fly food football foundation ' +
    'free fun fund furniture game ' +
    'games garden gay gift gifts gives glass global gold golf got green group guide hair health ' +
    'help here holiday home homes ' +
    'horse host hot hotels house how ice ink international joy kids kim kind kitchen land law ' +
    'life like limited link live ' +
    'living loan loans lol love luxury makeup man management map market marketing markets media ' +
    'meet men menu mini mint mobile ' +
    'mom money movie music name network new news next now office one online only open orange ' +
    'page paris parts party pay phone ' +
    'photo photos pics pictures pink pizza place play plus post press pro promo properties ' +
    'property radio read red rent rest ' +
    'restaurant review reviews rip room run safe sale save school science search seat secure ' +
    'select services sex shoes ' +
    'shopping show silk singles site ski skin sky smart smile social solar song space sport ' +
    'spot star store studio style ' +
    'supplies supply support surf surgery talk team tech tickets tips today tools top total ' +
    'tours town toys trade training ' +
    'travel university vacations video vip vision vote voyage watch weather wedding win wine ' +
    'winners work works world wow ' +
    'you zero zone дети католик мон москва онлайн сайт'
  ).split(' '),
)

/**
 * Whether a label is written like a domain ending: a capitalised one begins the next sentence,
 * whose space is missing.
 */
function isEnding(label: string, before: string): boolean {
  const lower = label.toLowerCase()
  if (!TOP_LEVEL.has(lower)) return false
  if (label === lower) return true
  const isAscii = /^[a-z]+$/.test(lower)
  if (label === label.toUpperCase())
    return !CAPITAL_WORDS.has(lower) && (isAscii || before === before.toUpperCase())
  const isCountry = lower.length === 2 && !WORDS.has(lower)
  return isAscii && (isCountry || WRITTEN_WITH_CAPITAL.has(lower)) && /^\P{Ll}/u.test(before)
}

/** Initials ("г.москва") and times ("10.30.am") come before a dot too. */
const isName = (label: string): boolean =>
  /[\p{L}]/u.test(label) ? /[A-Za-z]|\p{L}\P{L}{0,62}\p{L}/u.test(label) : /\d{3}/.test(label)

/**
 * Returns how much of the labels, joined by points, is a domain: "kaspi.kz" of "kaspi.kz.Сегодня",
 * nothing of "end.Next". The longest one counts.
 */
export function domainIn(host: string): string {
  const labels = host.split('.')
  for (let count = labels.length; count > 1; count -= 1) {
    const [last = '', name = ''] = [labels[count - 1], labels[count - 2]]
    // "Kaspi.kz-тен": a case ending of the sentence.
    const [ending = ''] = last.split('-')
    if (isEnding(ending, name) && isName(name))
      return [...labels.slice(0, count - 1), ending].join('.')
  }
  return ''
}
