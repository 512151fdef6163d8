import type { Context } from './call.ts'
import type { Container } from './containers.ts'
import type { Account, Directory, Page } from './world/accounts.ts'
import {
  albumIndex,
  childIds,
  isActiveStory,
  isDeleted,
  postAt,
  readMediaId,
  storyAt,
  type Post,
} from './world/posts.ts'

/** The object that an id names. */
export type Node =
  | { kind: 'account'; account: Account }
  | { kind: 'page'; page: Page }
  | { kind: 'post'; post: Post }
  | { kind: 'part'; post: Post; id: string }
  | { kind: 'container'; container: Container }
  | { kind: 'app' }

/** Undefined for an unknown id, and for what is deleted. */
export function findNode(
  { directory, apps, containers }: Context,
  id: string,
  at: number,
): Node | undefined {
  if (id === apps.facebook.id || id === apps.instagram.id) return { kind: 'app' }
  const account = directory.accounts.get(id)
  if (account) return { kind: 'account', account }
  const page = directory.pages.get(id)
  if (page) return { kind: 'page', page }
  const container = containers.find(id)
  if (container) return { kind: 'container', container }
  return findMedia(directory, id, at)
}

function findMedia(directory: Directory, id: string, at: number): Node | undefined {
  const media = readMediaId(id)
  const owner = media && directory.accountAt(media.account)
  if (!owner) return undefined
  if (media.kind === '181') return postNode(storyAt(owner, media.index, at), at)
  if (media.kind === '179') return postNode(activeOrPost(postAt(owner, media.index, at), at), at)
  const album = postNode(postAt(owner, albumIndex(media.index), at), at)?.post
  return album && childIds(album).includes(id) ? { kind: 'part', post: album, id } : undefined
}

/** A story is gone after its day. */
const activeOrPost = (post: Post | undefined, at: number): Post | undefined =>
  post?.product === 'STORY' && !isActiveStory(post.publishedAt, at) ? undefined : post

const postNode = (post: Post | undefined, at: number) =>
  post && !isDeleted(post, at) ? { kind: 'post' as const, post } : undefined

/** Returns the account whose budget a call uses; null for calls that the app's own limit counts. */
export function accountOf(node: Node | undefined): Account | null {
  switch (node?.kind) {
    case 'account':
      return node.account
    case 'post':
    case 'part':
      return node.post.account
    case 'container':
      return node.container.account
    default:
      return null
  }
}
