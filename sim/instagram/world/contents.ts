import {
  generateCreator,
  identityOf,
  type Creator,
  type CreatorSource,
  type Identity,
} from './creator.ts'
import { generateHighlight, type WorldHighlight } from './highlight.ts'
import { hostileCreator, hostileHighlight, hostilePost, hostilityAt } from './hostile.ts'
import { generatePost, type WorldPost } from './post.ts'

/** What the world was made with, ordinary or hostile; nothing that happened since. */
export type Contents = {
  creator(index: number): Creator
  post(creator: Creator, ordinal: number): WorldPost
  highlight(creator: Creator, position: number): WorldHighlight
}

export function createContents(source: CreatorSource & { creators: number }): Contents {
  const { creators, epoch } = source
  const identity = (index: number): Identity => identityOf(source, index)
  const contentSource = { ...source, identity }
  const hostile = { epoch, stranger: (at: number): Identity => identity(at % creators) }
  return {
    creator(index) {
      const kind = hostilityAt(index, creators)
      return kind ? hostileCreator(source, index, kind) : generateCreator(source, index)
    },
    post(creator, ordinal) {
      const post = generatePost(contentSource, creator, ordinal)
      const kind = hostilityAt(creator.index, creators)
      return kind ? hostilePost(kind, post, hostile) : post
    },
    highlight(creator, position) {
      const highlight = generateHighlight(contentSource, creator, position)
      const kind = hostilityAt(creator.index, creators)
      return kind ? hostileHighlight(kind, highlight) : highlight
    },
  }
}
