import { formatsOf } from '../../../console/formats.ts'
import { LANGUAGES, translator } from '../../../console/messages.ts'
import { newsSentence, type NewsFacts } from '../../../console/parts/watch-news.ts'
import { creatorPath } from '../../../console/parts/creator-link.ts'
import { watchNewsWords } from '../../../console/words/watch-news.ts'

/** A line of a message: a creator of the list, and what happened. */
type Line = NewsFacts & { creator: { id: string; username: string } }

type Message = {
  list: { id: string; name: string }
  lines: readonly Line[]
  language: string | null
  timeZone: string
  /** The URL of gramd; without it, lines have no links. */
  publicUrl: string | undefined
}

/** Writes a message about a list in a language: its title, and a sentence with a link per line. */
export function writeMessage({ list, lines, language, timeZone, publicUrl }: Message) {
  const known = LANGUAGES.find((each) => each === language) ?? 'en'
  const formats = formatsOf(known, timeZone)
  const t = translator(known, watchNewsWords)
  return {
    title: t('messageTitle', { list: list.name }),
    items: lines.map(({ creator, ...news }) => ({
      sentence: `@${creator.username}: ${newsSentence(known, formats, news)}`,
      ...(publicUrl !== undefined && {
        link: `${publicUrl}/console${creatorPath(creator.username, creator.id)}`,
      }),
      kind: news.kind,
      creator: creator.username,
      blog_id: creator.id,
      list: list.name,
      list_id: list.id,
      happened_at: news.happened_at,
    })),
  }
}
