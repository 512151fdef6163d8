import { createHash } from 'node:crypto'

/** A few common words of each language, so that a guess of the language is right. */
const WORDS: Readonly<Record<string, string>> = {
  kk:
    'біз бүгін жаңа дәмді қала үшін қош келдіңіз өте жақсы таңертең достар көктем ашық сағат ' +
    'арнайы ұсыныс көруге шақырамыз мейрам қызық тағам сыйлық сенбі',
  ru:
    'мы сегодня новый вкусный город для добро пожаловать очень хорошо утром друзья весна ' +
    'открыто время особое предложение смотреть приглашаем праздник интересно еда подарок суббота',
  en:
    'the and is we are today with your new this for coffee morning you our good love day fresh ' +
    'friends city open all what',
  de:
    'und der die das ist wir mit für heute neu Kaffee guten Morgen Freunde Stadt geöffnet schön ' +
    'über Frühling von nicht auch sehr Geschenk',
  es:
    'el los las que una con por para del hoy nuevo café mañana amigos ciudad abierto muy bien ' +
    'regalo primavera está aquí todos fiesta',
  fr:
    'le les des une est avec pour dans et du nous aujourd’hui nouveau café matin amis ville ' +
    'ouvert très bien cadeau printemps ici fête',
  uz:
    'va bilan uchun bu men biz bor ham edi yaxshi juda bugun yangi shahar ertalab do’stlar ' +
    'bahor ochiq sovg’a taklif ko’rish taom bayram soat',
  tr:
    've bir bu için çok güzel bugün yeni şehir sabah arkadaşlar bahar açık hediye özel teklif ' +
    'görüşmek üzere bayram ilginç yemek değil gün',
  ky:
    'биз бүгүн жаңы даамдуу шаар үчүн кош келиңиз абдан жакшы эртең менен достор жаз ачык ' +
    'убакыт өзгөчө сунуш көрүүгө чакырабыз майрам кызык тамак белек өзү',
}

/** Tokens that an engine leaves alone in plain text, as a rule. */
const TOKENS =
  /(?:https?:\/\/|www\.)\S+|[#@][\p{L}\p{N}\p{M}._]+|[a-z0-9-]+\.[a-z]{2,}(?:\/\S*)?/giu

/**
 * A translation without sense that says its language: each word becomes one of the language's own,
 * the same word always the same one. Everything else stays.
 */
export function pseudoTranslate(text: string, language: string, alsoTokens = false): string {
  if (alsoTokens) return words(text, language)
  let end = 0
  let translated = ''
  for (const match of text.matchAll(TOKENS)) {
    translated += words(text.slice(end, match.index), language) + match[0]
    end = match.index + match[0].length
  }
  return translated + words(text.slice(end), language)
}

const words = (text: string, language: string): string =>
  text.replaceAll(/[\p{L}\p{M}’']+/gu, (word) => {
    const known = WORDS[language]?.split(' ') ?? [`${language}-${word}`]
    const place = createHash('sha256').update(word.toLowerCase()).digest().readUInt32BE()
    const chosen = known[place % known.length] ?? word
    const isCapital = word[0] !== word[0]?.toLowerCase()
    return isCapital ? chosen.slice(0, 1).toUpperCase() + chosen.slice(1) : chosen
  })
