import type { Caption } from './caption.ts'

/** Characters that change the direction of text, and one that joins words. */
const BIDI = ['\u202e', '\u2066', '\u200f', '\u2069', '\u202c', '\u061c', '\ufeff']
/** Characters that databases refuse: NUL and lone surrogates. */
const BROKEN = ['\0', '\ud83d', '\udc00', '\udbff']
const PHRASES = ['مرحبا بكم في مدونتي', 'שלום לכולם', 'وصفة اليوم سهلة وسريعة', 'סיפור קצר מהדרך']
const HASHTAGS = ['مدونة', 'السفر', 'קפה']
const MENTION = 'pampers.kz'
/** The length of a caption, in characters. */
const LENGTH = 2_200

/** The longest caption, right to left, with control characters and lone surrogates. */
export const HOSTILE_CAPTION: Caption = {
  text: hostileText(),
  hashtags: HASHTAGS,
  mentions: [MENTION],
}

export const HOSTILE_NAME = `\u202e\ud83dسارة\0 ✨\u2066'; drop table blogs; --`

/** Emoji with joiners, flags, colours and keycaps; the keycaps are no hashtags. */
export const EMOJI_CAPTION: Caption = {
  text: '👩‍👩‍👧‍👦🏳️‍🌈👍🏽 #️⃣1️⃣ 🇰🇿 #🔥 @💛',
  hashtags: ['🔥'],
  mentions: [],
}

export const EMOJI_NAME = '🌸👩‍🍳✨🇰🇿'

function hostileText(): string {
  const head = `${HASHTAGS.map((tag) => `#${tag}`).join(' ')} @${MENTION} \u202e`
  let text = head
  for (let at = 0; text.length < LENGTH; at++) {
    const mark = BIDI[at % BIDI.length] ?? ''
    const broken = BROKEN[at % BROKEN.length] ?? ''
    text += `${mark}${PHRASES[at % PHRASES.length] ?? ''}${broken}\n`
  }
  return text.slice(0, LENGTH)
}
