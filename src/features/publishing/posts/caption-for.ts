import { guessLanguage } from '../../../creators/languages.ts'
import {
  captionLanguage,
  needsLanguage,
  type CaptionLanguage,
  type Written,
} from './caption-language.ts'
import { DOUBTS } from '../translations/caption-flags.ts'
import type { CaptionRow } from './store/captions.ts'

/** A post's texts, as far as they decide what an account gets. */
export type Captioned = Written & {
  /** Languages and ids of accounts that get them as they are written. */
  as_is: readonly string[]
}

/** The origins of an account's caption; they decide whether it may go out. */
export const CAPTION_ORIGINS = [
  // The post's own: it is in the account's language, has no words, or the account has no language.
  'source',
  'as_is', // the post's own, by its author's word
  'translation',
  'own', // it is the account's alone
  'missing', // there is none in its language, or only a machine's of an older text
  'outdated', // a person wrote it for an older text: a person confirms or retranslates it
  'doubtful', // a machine's that does not read like its language, and that no person has confirmed
] as const
type CaptionOrigin = (typeof CAPTION_ORIGINS)[number]

export type AccountCaption = {
  text: string
  comment: string | null
  /** The language of the text; null when it is unknown, or the text has no words. */
  language: string | null
  row: CaptionRow | null
  origin: CaptionOrigin
}

type Reader = { id: string; language: string | null }

/** Chooses captions of a post for accounts; reads the language of the post once. */
export function captionChooser(
  post: Captioned,
  captions: readonly CaptionRow[],
): { spoken: CaptionLanguage; captionFor(account: Reader): AccountCaption } {
  const spoken = captionLanguage(post)
  const source = (origin: CaptionOrigin): AccountCaption => ({
    text: post.caption,
    comment: post.first_comment,
    language: spoken.isNeeded ? spoken.language : null,
    row: null,
    origin,
  })
  const translated = (row: CaptionRow, account: Reader): AccountCaption => {
    const comment = commentOf(post, row, { account, spoken })
    const origin = originOf(row, comment)
    const own = row.language ?? ownLanguage(row.text, account.language ?? spoken.language)
    return { text: row.text, comment: comment ?? post.first_comment, language: own, row, origin }
  }
  const captionFor = (account: Reader): AccountCaption => {
    if (post.as_is.includes(account.id)) return source('as_is')
    const own = captions.find((row) => row.publishing_account_id === account.id)
    if (own) return translated(own, account)
    const { language } = account
    if (language === null || language === spoken.language) return source('source')
    if (post.as_is.includes(language)) return source('as_is')
    const row = captions.find((each) => each.language === language)
    if (row) return translated(row, account)
    return source(spoken.isNeeded ? 'missing' : 'source')
  }
  return { spoken, captionFor }
}

function originOf(row: CaptionRow, comment: string | null | undefined): CaptionOrigin {
  const isPerson = row.service === 'person'
  if (!row.is_current) return isPerson ? 'outdated' : 'missing'
  if (comment === undefined) return 'missing'
  const isDoubtful =
    !isPerson && row.confirmed_at === null && row.flags.some((flag) => DOUBTS.includes(flag))
  if (isDoubtful) return 'doubtful'
  return row.language === null ? 'own' : 'translation'
}

/** Undefined while the first comment has words of another language and no translation. */
function commentOf(
  { first_comment: source }: Captioned,
  row: CaptionRow,
  { account, spoken }: { account: Reader; spoken: CaptionLanguage },
): string | null | undefined {
  if (source === null) return null
  if (row.comment !== null) return row.comment
  const isSame = account.language === null || account.language === spoken.language
  return isSame || !needsLanguage(source) ? source : undefined
}

/** Returns the language of a text for one account alone: a person may write in any language. */
function ownLanguage(text: string, otherwise: string | null): string | null {
  if (!needsLanguage(text)) return null
  const guess = guessLanguage(text)
  return guess?.isSure === true ? guess.language : otherwise
}

/** Whether an account gets a caption in its language, or the post's own by its author's word. */
export const isTranslated = ({ origin }: Pick<AccountCaption, 'origin'>): boolean =>
  origin !== 'missing' && origin !== 'outdated' && origin !== 'doubtful'
