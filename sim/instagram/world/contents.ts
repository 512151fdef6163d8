import {
  generateCreator,
  identityOf,
  type Creator,
  type CreatorSource,
  type Identity,
} from './creator.ts'
import { generateHighlight, type WorldHighlight } from './highlight.ts'
import { hostileCreator, hostileHighlight, hostilePost, hostilityAt } from './hostile.ts'
import { personCreator } from './person-creator.ts'
import { personOfIndex } from './relations/person.ts'
import { generatePost, type WorldPost } from './post.ts'

/** The original contents of the world, without later changes. */
export type Contents = {
  creator(index: number): Creator
  post(creator: Creator, ordinal: number): WorldPost
  highlight(creator: Creator, position: number): WorldHighlight
  identity(index: number): Identity
}

export function createContents(source: CreatorSource & { creators: number }): Contents {
  const { creators, epoch } = source
  const identity = (index: number): Identity => identityOf(source, index)
  const contentSource = { ...source, identity }
  const hostile = { epoch, stranger: (at: number): Identity => identity(at % creators) }
  return {
    identity,
    creator(index) {
      const kind = hostilityAt(index, creators)
      if (kind) return hostileCreator(source, index, kind)
      const person = personOfIndex(index)
      return person ? personCreator(source, index, person) : generateCreator(source, index)
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
